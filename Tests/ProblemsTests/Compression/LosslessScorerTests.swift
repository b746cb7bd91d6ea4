import AssayKit
import Foundation
import Problems
import Testing

/// Nothing but the very bytes counts as restored.
@Suite struct LosslessScorerTests {
    private let original: [UInt8]
    private let scorer: any Scorer

    init() throws {
        let data = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data"
        original = [UInt8](try Data(contentsOf: URL(filePath: data + "/digits.csv")))
        scorer = try #require(Catalog.instance("bytes/digits-csv")).makeScorer(DataFolder(data))
    }

    @Test func theVeryBytesAreCounted() throws {
        let metrics = try scorer.score(.restored(size: original.count / 4, value: RestoredBytes(original).encoded))
        #expect(metrics == ["bytes": Double(original.count / 4), "ratio": Double(original.count) / Double(original.count / 4)])
    }

    @Test func aChangedByteIsNamed() throws {
        var changed = original
        changed[1000] ^= 1
        let error = try #require(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 3, value: RestoredBytes(changed).encoded)) }
        #expect(error.description.contains("byte 1000 came back as \(changed[1000]), and was \(original[1000])"))
    }

    @Test(arguments: [-1, -264_964, 1])
    func anotherLengthIsNamed(more: Int) throws {
        let bytes = more > 0 ? original + [0] : Array(original.dropLast(-more))
        let error = try #require(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 3, value: RestoredBytes(bytes).encoded)) }
        #expect(error.description.contains("\(bytes.count) bytes came back of \(original.count)"))
    }

    @Test func nothingIsNoCompression() {
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 0, value: RestoredBytes(original).encoded)) }
    }
}
