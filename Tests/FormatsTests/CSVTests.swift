import Formats
import Testing

@Suite struct CSVTests {
    private func decode(
        _ text: String, header: CSV.Header = .auto, separator: Character = ",", missing: Set<String> = []
    ) throws(FormatError) -> CSV.Table {
        try CSV.decode(Array(text.utf8), file: "a.csv", header: header, separator: separator, missing: missing)
    }

    @Test func readsWhatPythonWrites() throws {
        let table = try CSV.load(Fixture.path("quoted.csv"))
        #expect(table.columns == ["id", "name", "height, cm"])
        #expect(table.numericColumns == ["id", "height, cm"])
        #expect(table.rowCount == 3)
        #expect(table.values == [1, 165.5, 2, -3, 3, 0.001])
        #expect(try table.texts("name") == ["Ada \"the first\"", "two\r\nlines", "Zürich, ZH"])
    }

    @Test func readsAnotherSeparatorWithoutAHeader() throws {
        let table = try CSV.load(Fixture.path("semicolon.csv"), separator: ";")
        #expect(table.columns == ["column1", "column2", "column3"])
        #expect(table.values == [1, 2, 3, 4])
        #expect(table.textColumns == ["column2": ["x", ""]])
    }

    @Test func readsEveryDigitThatNumPyWrites() throws {
        let bits = String(decoding: try Fixture.bytes("numbers.bits"), as: UTF8.self).split(separator: "\n").compactMap {
            UInt64($0, radix: 16)
        }
        #expect(try CSV.load(Fixture.path("savetxt.csv")).values.map(\.bitPattern) == bits)
    }

    @Test func theHeaderIsWhatIsSaid() throws {
        #expect(try decode("a,b\n1,2").columns == ["a", "b"])
        #expect(try decode("1,2\n3,4").rowCount == 2)
        #expect(try decode("2019,2020\n3,4", header: .present).columns == ["2019", "2020"])
        #expect(try decode("a,b\n1,2", header: .absent).textColumns == ["column1": ["a", "1"], "column2": ["b", "2"]])
        #expect(try decode("a,b\n").rowCount == 0)
    }

    @Test func missingValuesAreNaNOnlyWhereTheyWereNamed() throws {
        let text = "x,y\n1,NA\n,2\n?,3\n"
        #expect(try decode(text).numericColumns == [])
        let table = try decode(text, missing: ["", "NA", "?"])
        #expect(table.numericColumns == ["x", "y"])
        #expect(try table.missingRows("x") == [1, 2])
        #expect(try table.missingRows("y") == [0])
        #expect(try table.numbers("y")[1...] == [2, 3])
        #expect(try decode("x\nnan\n1\n").numericColumns == [])
        #expect(try decode("x\n\"\"\"\"\n1\n", missing: ["\""]).missingRows("x") == [0])
    }

    @Test func aColumnThatIsNotNumbersSaysWhere() throws {
        let table = try decode("x,y\n 1 ,2\n\nNA,\nthree,4\n", missing: ["NA", ""])
        let error = #expect(throws: FormatError.self) { try table.numbers("x") }
        #expect(error?.description.contains("line 5") == true && error?.description.contains("‘three’") == true)
        #expect(throws: FormatError.self) { try table.numbers("z") }
        #expect(throws: FormatError.self) { try table.texts("y") }
        #expect(throws: FormatError.self) { try table.texts("z") }
    }

    @Test func lineEndsAndEmptyLines() throws {
        for end in ["\n", "\r\n", "\r"] {
            let table = try decode(["a,b", "1,2", "", "3,4"].joined(separator: end))
            #expect(table.values == [1, 2, 3, 4])
        }
        // With one column an empty line is an empty field.
        #expect(try decode("a\n1\n\n2\n", missing: [""]).rowCount == 3)
        #expect(try decode("a,b\n1,\n", missing: [""]).missingRows("b") == [0])
        #expect(try decode("a,b\n1,", missing: [""]).missingRows("b") == [0])
        #expect(try decode("\n\n1,2\n").values == [1, 2])
    }

    @Test func quotesAreUndone() throws {
        #expect(try decode("a\n\"\"\"\"\n\"x\"\"\"\"y\"\n\"\"\n").texts("a") == ["\"", "x\"\"y", ""])
        #expect(try decode("a,b\n\"1\", 2 \n").values == [1, 2])
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "line 3"), ("a,b\n1,2,3\n", "line 2"), ("a,b\n1,\"2\n3\n", "line 2"), ("a,b\n1,\"2\"3\n", "line 2"),
        ("a,b\n1,2\"3\n", "line 2"), ("a,a\n1,2\n", "line 1"), ("a,b\n\"x\ny\",1\n3\n", "line 4"), ("", ""), ("\n\n", ""),
    ]) func refusesWithTheLine(text: String, place: String) {
        let error = #expect(throws: FormatError.self) { try decode(text) }
        #expect(error?.place == place)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func refusesWhatIsNotUTF8() {
        let error = #expect(throws: FormatError.self) { try CSV.decode(Array("a\nx".utf8) + [0xFF, 0x0A]) }
        #expect(error?.place == "line 2")
    }

    @Test(arguments: ["\"", "\n", "é", "\r\n"] as [Character]) func refusesASeparatorThatIsNone(separator: Character) {
        #expect(throws: FormatError.self) { try decode("a", separator: separator) }
    }

    /// Numbers of every size, written as Swift writes them, with more digits, and with an exponent moved by hand.
    @Test func everyNumberReadsAsTheNearestDouble() throws {
        var generator = SplitMix64(seed: 1)
        var texts: [String] = []
        var expected: [Double] = []
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite {
                texts.append("\(value)")
                expected.append(value)
            }
            let whole = Int64(truncatingIfNeeded: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
            let places = Int.random(in: 0...25, using: &generator)
            texts.append("\(whole)e-\(places)")
            expected.append(try #require(Double("\(whole)e-\(places)")))
            texts.append("\(whole)e\(places)")
            expected.append(try #require(Double("\(whole)e\(places)")))
            texts.append("\(whole)000.000\(whole.magnitude)00000")
            expected.append(try #require(Double("\(whole)000.000\(whole.magnitude)")))
        }
        let table = try decode(texts.joined(separator: "\n"), header: .absent)
        #expect(table.values.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test(arguments: ["1", "-1.", "+.5", "1e5", "1.e5", "1E+05", "-0", "00012", "1e-400", "0e999999999999999999999"])
    func theseAreNumbers(text: String) throws {
        #expect(try decode(text, header: .absent).numericColumns == ["column1"])
    }

    @Test(arguments: [
        ".", "-", "e5", "1e", "1e+", "1e400", "0x10", "nan", "inf", "infinity", "1_000", "1 2", "--1", "1.2.3", "١",
    ]) func theseAreText(text: String) throws {
        #expect(try decode(text, header: .absent).numericColumns == [])
    }
}
