import Formats
import Testing

@Suite struct ControlFileTests {
    @Test func paragraphsBecomeRecords() throws {
        let text = "Package: a\nVersion: 1:2\nDescription: one\n more: of it\n .\n\n\nVersion:3\nOther: x\nPackage: é\n"
        #expect(try ControlFile.decode(Array(text.utf8), fields: ["Package", "Version"]) == [["a", "1:2"], ["é", "3"]])
        let error = #expect(throws: FormatError.self) { try ControlFile.decode(Array("Package: a\nnonsense\n".utf8), fields: ["Package"]) }
        #expect(error?.place == "line 2")
    }
}
