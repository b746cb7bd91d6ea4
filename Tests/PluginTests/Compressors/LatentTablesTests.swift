import AssayKit
import Problems
import Testing

@Suite struct LatentTablesTests {
    private final class Cells: Tables {
        let meter = Meter()
        let table: Table
        var bytes: [UInt8] { table.encoded }
        init(_ table: Table) { self.table = table }
    }

    private static let methods = ["latent-tables", "columnwise-table", "whole-table"]

    private func compressed(_ id: String, _ table: Table, _ options: [String: String] = [:], seed: UInt64 = 1) throws -> (bytes: [UInt8], reports: [String: Double]) {
        let recorder = try Plugin.run(id, options, on: Cells(table), seed: seed)
        let restored: Table = try Plugin.restored(id, recorder.compressed)
        #expect(restored.encoded == table.encoded, "\(id) \(options)")
        return (recorder.compressed, recorder.reports)
    }

    /// Cells of 0 and 1 whose probabilities depend on the row's parity and on whether the column is before the third: no letter is more
    /// frequent than another over all, over any row of two halves, or over any column, so that only both latents together tell them.
    private static func checkerboard(_ rows: Int, _ columns: Int, likely: Double, seed: UInt64) -> Table {
        var random = Random(seed: seed)
        return Table(names: (0..<columns).map { "c\($0)" }, records: (0..<rows).map { row in
            (0..<columns).map { column in
                let isLikely = (row % 2 == 0) == (column < columns / 2)
                return random.uniform() < (isLikely ? likely : 1 - likely) ? "1" : "0"
            }
        })
    }

    /// At 9 in 10 the entropy of a cell is 0.469 bits. Frequencies without latents, of all cells or of columns, can but take one bit.
    @Test(arguments: 1...3) func onlyBothLatentsComeToTheEntropy(seed: UInt64) throws {
        let table = Self.checkerboard(600, 80, likely: 0.9, seed: seed)
        let cells = 600.0 * 80
        let entropy = -(0.9 * logarithm(0.9) + 0.1 * logarithm(0.1)) / logarithm(2)
        let (bytes, reports) = try compressed("latent-tables", table, seed: seed)
        // The latents are a bit a row and a column; each of four blocks has its frequencies and the texts are there once: 40 bytes.
        // Three standard deviations of −log₂ of a cell's probability, 0.95 bits each, are 3·0.95·√48,000 = 625 bits.
        let ideal = cells * entropy + 680
        #expect(Double(8 * bytes.count) < ideal + 625 + 8 * (40 + 80 * 4))
        #expect(Double(8 * bytes.count) > ideal - 625)
        #expect(reports["rowLatents"] == 2 && reports["columnLatents"] == 2)
        for rival in ["whole-table", "columnwise-table"] {
            #expect(Double(8 * (try compressed(rival, table, ["coder": "ans"]).bytes.count)) > 0.99 * cells, "\(rival)")
        }
        // Lempel and Ziv's copies are of stretches of one row, and stay above the entropy though rows of one parity are alike.
        #expect(Double(8 * (try compressed("whole-table", table, ["coder": "lempel-ziv"]).bytes.count)) > 1.25 * cells * entropy)
        // One latent of either kind alone is as good as none.
        for options in [["rowLatents": "1", "columnLatents": "2"], ["rowLatents": "2", "columnLatents": "1"]] {
            #expect(Double(8 * (try compressed("latent-tables", table, options).bytes.count)) > 0.98 * cells)
        }
    }

    /// A table of the paper's model, beside what a code takes that knows the model.
    @Test func bytesOfTheModelComeToItsEntropy() throws {
        let instance = try #require(Catalog.instance("table/blocks-tall"))
        let data = DataFolder(Plugin.root + "/Data")
        let context = ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in })
        let subject = try #require(try instance.makeProblem(context) as? any Tables)
        let scorer = try instance.makeScorer(data)
        let (bytes, _) = try compressed("latent-tables", subject.table)
        let ratio = try #require(try scorer.score(.restored(size: bytes.count, value: subject.table.encoded))["entropyRatio"])
        // 16 blocks of 8 frequencies in some 12 bits each are a thousandth of a million bits; coding them in 4,096ths is another.
        #expect(ratio > 0.999 && ratio < 1.02)
    }

    /// Which row has which is told by none of them having come before.
    @Test func aColumnOfDifferentCellsCostsItsTextsAlone() throws {
        let rows = 3_000
        let unique = Table(names: ["id"], records: (0..<rows).map { ["\($0 * 7_919 % 10_007)"] })
        let (bytes, _) = try compressed("latent-tables", unique)
        let texts = (0..<rows).reduce(0) { $0 + "\($1 * 7_919 % 10_007)".utf8.count }
        // Ten digits in log₂ 10 = 3.33 bits each, and lengths of which nearly all are 4; no bits for which row has which.
        #expect(Double(bytes.count) < Double(texts) * 3.4 / 8 + Double(rows) * 0.5 / 8 + 100)
    }

    private static let odd: [(names: [String], records: [[String]])] = [
        (["a"], []), (["a"], [["b"]]), ([""], [[""]]), (["", ""], [["", ""]]), ([""], (0..<40).map { [$0 % 3 == 0 ? "" : "x"] }),
        (["a", "a"], [["\"", ","], ["\r\n", "\n"], ["\"\"", "\",\""], [" ", "\t"]]),
        (["é", "e\u{301}"], [["é", "e\u{301}"], ["e\u{301}", "é"], ["日本語", "🜁"], ["\u{FEFF}", "\u{0}"]]),
        ((0..<300).map { "c\($0)" }, [(0..<300).map { "\($0 % 11)" }]), (["same"], [[String]](repeating: ["x"], count: 200_000)),
        (["nearly"], (0..<200_000).map { [$0 == 123_456 ? "y" : "x"] }), ((0..<3).map { "\($0)" }, (0..<700).map { ["\($0)", "\($0 / 2)", "\($0 % 2)"] }),
    ]

    @Test(arguments: odd.indices, methods) func everyCellComesBack(index: Int, id: String) throws {
        let table = Table(names: Self.odd[index].names, records: Self.odd[index].records)
        for coder in ["ans", "lempel-ziv", "best"] {
            let bytes = try compressed(id, table, ["coder": coder]).bytes
            #expect(bytes.count < table.encoded.count + 40)
        }
    }

    @Test(arguments: 1...8) func randomTablesComeBack(seed: UInt64) throws {
        var random = Random(seed: seed)
        let columns = 1 + random.index(below: 9), alphabet = 1 + random.index(below: 1_500)
        let records = (0..<random.index(below: 900)).map { _ in (0..<columns).map { _ in "v\(random.index(below: alphabet))" } }
        let table = Table(names: (0..<columns).map { "c\($0)" }, records: records)
        for id in Self.methods { _ = try compressed(id, table, seed: seed) }
        #expect(try compressed("latent-tables", table, seed: seed).bytes == compressed("latent-tables", table, seed: seed).bytes)
    }

    /// What is cut or changed is told, or restored to another table; nothing traps or takes memory without end.
    @Test func damageIsTold() throws {
        var random = Random(seed: 5)
        let table = Table(names: ["a", "b", "c"], records: (0..<300).map { ["\($0 % 7)", "row \($0)", random.uniform() < 0.5 ? "x" : "y"] })
        let bytes = try compressed("latent-tables", table).bytes
        func restore(_ bytes: [UInt8]) throws -> Table { try Plugin.restored("latent-tables", bytes) }
        for length in 0..<bytes.count { #expect(throws: DamagedBytes.self) { try restore(Array(bytes.prefix(length))) } }
        #expect(throws: DamagedBytes.self) { try restore(bytes + [0]) }
        var refused = 0
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0...random.index(below: 3) { damaged[random.index(below: random.uniform() < 0.5 ? 40 : bytes.count)] = UInt8(random.index(below: 256)) }
            do { _ = try restore(damaged) } catch is DamagedBytes { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}
