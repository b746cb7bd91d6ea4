import AssayKit
import Foundation
import Problems
import TestSupport
import Testing

@Suite struct TableTests {
    private func table(_ names: [String], _ records: [[String]]) -> Table { Table(names: names, records: records) }

    private func table(csv: String) throws -> Table {
        let scratch = try ScratchFolder()
        let path = try scratch.write(csv, "table.csv")
        let instance = try #require(Catalog.instance("table:" + path))
        #expect(instance.offers == ["RawBytes", "Tables"])
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: DataFolder(scratch.path), clock: RunClock(), deliver: { _ in }))
        return try #require(problem as? any Tables).table
    }

    private func text(_ table: Table) -> String { String(decoding: table.encoded, as: UTF8.self) }

    /// By hand, as RFC 4180 has it: what needs quotes has them, and nothing else.
    @Test func csvIsAsItShouldBe() throws {
        #expect(text(table(["a", "b"], [["1", ""], ["x,y", "say \"so\""], ["two\nlines", "\r"]])) == "a,b\n1,\n\"x,y\",\"say \"\"so\"\"\"\n\"two\nlines\",\"\r\"\n")
        #expect(text(table(["a"], [[""], ["b"]])) == "a\n\"\"\nb\n")
        #expect(text(table(["", "a"], [])) == ",a\n")
    }

    /// A user's file in any of the ways that CSV is written gives the same cells.
    @Test(arguments: [
        "a,b\n1,\n\"x,y\",é\n", "a,b\r\n1,\r\n\"x,y\",é\r\n", "\u{FEFF}a,b\n\n1,\"\"\n\"x,y\",\"é\"", "\"a\",\"b\"\r1,\r\"x,y\",é\r",
    ])
    func filesAreReadCellByCell(csv: String) throws { #expect(text(try table(csv: csv)) == "a,b\n1,\n\"x,y\",é\n") }

    @Test(arguments: [("", "is empty"), ("a,b\n1\n", "line 2"), ("a\n\"b", "line 2"), ("a\nb\"c\"\n", "line 2")]) func mistakesAreTold(csv: String, message: String) throws {
        let error = try #require(throws: (any Error).self) { try table(csv: csv) }
        #expect("\(error)".contains(message), "\(error)")
    }

    @Test func columnsAreDictionaries() throws {
        let column = table(["a"], ["é", "x", "e\u{301}", "é", "x"].map { [$0] }).columns[0]
        #expect(column.codes == [0, 1, 2, 0, 1], "texts of other normal forms are different cells")
        #expect(column.values == ["é", "x", "e\u{301}"].map { Array($0.utf8) })
    }

    @Test(arguments: 1...20) func whatIsSentComesBack(seed: UInt64) throws {
        var random = Random(seed: seed)
        let letters = ["\"", ",", "\n", "\r", "a", "é", " "]
        func cell() -> String { (0..<random.index(below: 4)).map { _ in letters[random.index(below: letters.count)] }.joined() }
        let width = 1 + random.index(below: 3)
        let original = table((0..<width).map { _ in cell() }, (0..<random.index(below: 30)).map { _ in (0..<width).map { _ in cell() } })
        let restored = try Table(encoded: original.encoded)
        #expect(restored.encoded == original.encoded)
        #expect(restored.columns.map(\.name) == original.columns.map(\.name) && restored.rowCount == original.rowCount)
        for (one, other) in zip(restored.columns, original.columns) { #expect(one.codes == other.codes && one.values == other.values) }
    }

    @Test(arguments: ["", "a", "a\nb,c\n", "a,b\nc\n", "a\n\"b\"c\n", "a\nb\"\n", "a\n\"b\n"]) func damagedTablesAreTold(csv: String) {
        #expect(throws: DamagedBytes.self) { try Table(encoded: Array(csv.utf8)) }
    }

    /// The judge takes the very cells, from a compressor of tables or one of bytes, and nothing else.
    @Test func onlyTheSameCellsCount() throws {
        let original = table(["a", "b"], [["1", "2"], ["3", "4"]])
        let scratch = try ScratchFolder()
        let instance = try #require(Catalog.instance("table:" + (try scratch.write(original.encoded, "table.csv"))))
        let scorer = try instance.makeScorer(DataFolder(scratch.path))
        let metrics = try scorer.score(.restored(size: 4, value: original.encoded))
        #expect(metrics == ["bytes": 4, "ratio": 3, "bitsPerCell": 8])
        #expect(try scorer.score(.restored(size: 4, value: RestoredBytes(original.encoded).encoded)) == metrics)
        for other in [table(["a", "b"], [["1", "2"], ["3", "5"]]), table(["a", "c"], [["1", "2"], ["3", "4"]]), table(["a", "b"], [["1", "2"]])] {
            #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 4, value: other.encoded)) }
        }
    }

    @Test(arguments: ["table/blocks-0-1-1-1", "table/blocks-10-10-65-2", "table/blocks-9-9-2", "table/blocks-09-9-2-2", "table/blocks-10000-10000-2-2"])
    func tablesOfNoSizeAreNone(id: String) { #expect(Catalog.instance(id) == nil) }

    /// The ideal bits are those of the cells' frequencies in the blocks, which the model's latents make: no partition of a table of one
    /// latent has fewer, and a table of one letter has only its latents.
    @Test func entropyOfTheModelIsThatOfItsTable() throws {
        let data = DataFolder(Project.root + "/Data")
        func made(_ id: String) throws -> (table: Table, bits: Double) {
            let instance = try #require(Catalog.instance(id))
            let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in }))
            let table = try #require(problem as? any Tables).table
            let ratio = try #require(try instance.makeScorer(data).score(.restored(size: 1_000, value: table.encoded))["entropyRatio"])
            return (table, 8_000 / ratio)
        }
        let (table, bits) = try made("table/blocks-500-200-1-4")
        var counts: [[UInt8]: Double] = [:]
        for column in table.columns { for code in column.codes { counts[column.values[code], default: 0] += 1 } }
        let empirical = counts.values.reduce(0) { $0 - $1 * logarithm($1 / 100_000) / logarithm(2) }
        // Likelihood is greatest at the frequencies, by half of a χ² of three degrees of freedom: 16 nats would be one time in 10⁶.
        #expect(bits >= empirical && bits < empirical + 16 / logarithm(2))
        #expect((try made("table/blocks-100-28-4-1").bits - 256).magnitude < 1e-9)
    }

    @Test func packagesAreReadWhereThereAreAny() throws {
        let instance = try #require(Catalog.instance("table/packages"))
        let data = DataFolder(Project.root + "/Data")
        guard instance.absence(from: data) == nil else { return }
        let table = try #require(try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in })) as? any Tables).table
        let packages = try Set((0..<table.rowCount).map { try #require(String(validating: table.columns[0][$0], as: UTF8.self)) })
        #expect(packages.contains("libc6") && table.columns[0].name == "Package")
    }
}
