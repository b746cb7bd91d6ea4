import Foundation
import Records
import TestSupport
import Testing

@Suite struct StoreTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func record(_ seed: UInt64, outcome: Outcome = .ok, attempt: Int = 0, method: String = "m", gap: Double = 1) -> Record {
        let inputs = RecordInputs(
            library: "l", method: method, options: ["a": "1"], instance: "i/j", data: [:], seed: seed, budget: "1s", timeout: 1, host: "h")
        var result = CellResult(method: method, instance: "i/j", seed: seed, outcome, "")
        result.metrics = ["gap": gap]
        return Record(inputs, comparison: "c", attempt: attempt, result)
    }

    private func all(_ store: Store) throws -> [Record] {
        var records: [Record] = []
        try store.forEach { records.append($0) }
        return records
    }

    private var journal: URL { URL(filePath: scratch.path + "/records.journal") }

    @Test func recordsAreFoundByWhatMadeThem() throws {
        let store = try Store(folder: scratch.path)
        for seed in 1...5 { try store.add(record(UInt64(seed), gap: Double(seed))) }
        #expect(try store.record(record(3).key)?.result.metrics == ["gap": 3])
        var other = record(3).inputs
        for change in [\RecordInputs.library, \.method, \.instance, \.budget, \.host] {
            var changed = other
            changed[keyPath: change] += "x"
            #expect(try store.record(changed.key) == nil)
        }
        other.options["a"] = "2"
        #expect(try store.record(other.key) == nil)
        #expect(try store.counts().map(\.count) == [5])
        #expect(try store.counts(RecordFilter(outcome: .crashed)).isEmpty)
    }

    /// Wherever the journal ends, all whole lines count, and the next record mends it.
    @Test func aJournalCutAnywhereKeepsItsWholeLines() throws {
        let store = try Store(folder: scratch.path)
        for seed in 1...3 { try store.add(record(UInt64(seed))) }
        let bytes = try Data(contentsOf: journal)
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        for length in stride(from: 0, through: bytes.count, by: 7) {
            let folder = scratch.path + "/cut-\(length)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try bytes.prefix(length).write(to: URL(filePath: folder + "/records.journal"))
            let whole = ends.count { $0 < length }
            let cut = try Store(folder: folder)
            #expect(try all(cut).count == whole)
            try cut.add(record(9))
            #expect(try all(cut).count == whole + 1)
            let again = try Store(folder: folder)
            #expect(try all(again).count == whole + 1 && again.damage.isEmpty)
        }
    }

    @Test func aDamagedLineIsToldAndPassedOver() throws {
        let store = try Store(folder: scratch.path)
        for seed in 1...3 { try store.add(record(UInt64(seed))) }
        var bytes = try Data(contentsOf: journal)
        let second = try #require(bytes.firstIndex(of: UInt8(ascii: "\n"))) + 60
        bytes[second] ^= 1
        let folder = scratch.path + "/damaged"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: folder + "/records.journal"))
        let damaged = try Store(folder: folder)
        #expect(damaged.damage.map(\.offset) == [second - 59])
        #expect(try all(damaged).count == 2)
    }

    /// The database is only made from the journal: lost or turned to garbage, it is made again.
    @Test(arguments: ["lost", "garbage", "empty", "cut"]) func theDatabaseIsMadeAnew(fate: String) throws {
        do {
            let store = try Store(folder: scratch.path)
            for seed in 1...20 { try store.add(record(UInt64(seed))) }
        }
        let database = URL(filePath: scratch.path + "/records.sqlite")
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database.path + suffix) }
        switch fate {
        case "lost": try FileManager.default.removeItem(at: database)
        case "garbage": try Data(repeating: 0x55, count: 10_000).write(to: database)
        case "empty": try Data().write(to: database)
        default: try Data(contentsOf: database).prefix(5_000).write(to: database)
        }
        #expect(try all(Store(folder: scratch.path)).count == 20)
    }

    @Test func laterAttemptsAndMendedRefusalsCount() throws {
        let store = try Store(folder: scratch.path)
        try store.add(record(1, outcome: .refused))
        try store.add(record(1, gap: 2))
        #expect(try all(store).map(\.result.metrics) == [["gap": 2]])
        try store.add(record(1, gap: 3))
        #expect(try all(store).map(\.result.metrics) == [["gap": 2]], "the first one counts")
        try store.add(record(1, attempt: 1, gap: 4))
        #expect(try all(store).map(\.result.metrics) == [["gap": 4]])
    }

    /// Two halves of one comparison, made apart, merge to the same records in either order, and merging again adds nothing.
    @Test func shardsMerge() throws {
        let folders = ["a", "b", "ab", "ba"].map { scratch.path + "/" + $0 }
        for (index, folder) in folders.prefix(2).enumerated() {
            let store = try Store(folder: folder)
            for seed in 1...30 where seed % 2 == index || seed % 5 == 0 { try store.add(record(UInt64(seed), gap: Double(seed))) }
        }
        var merged: [[Data]] = []
        for (folder, order) in [(folders[2], [0, 1]), (folders[3], [1, 0])] {
            let store = try Store(folder: folder)
            let added = try order.map { try store.merge(journal: folders[$0] + "/records.journal").added }
            #expect(added.reduce(0, +) == 30)
            #expect(try store.merge(journal: folders[0] + "/records.journal").added == 0)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            merged.append(try all(store).map { try encoder.encode($0) })
        }
        #expect(merged[0] == merged[1] && merged[0].count == 30)
        #expect(throws: (any Error).self) { try Store(folder: folders[2]).merge(journal: "/nowhere") }
    }

    @Test func anInterruptedComparisonIsFound() throws {
        let environment = Environment(
            processor: "p", processors: 1, memoryBytes: 1, kernel: "k", blas: "b", compiler: "c", host: "h", load: 0, warnings: [])
        let store = try Store(folder: scratch.path)
        for name in ["first", "second"] {
            try store.begin(Comparison(name: name, plan: PlanDocument(on: [name], methods: [], seeds: [1]), environment: environment, folder: "/"))
        }
        #expect(try store.comparison()?.comparison.name == "second")
        try store.finish("second")
        #expect(try store.comparison()?.comparison.name == "first")
        #expect(try store.comparison(named: "second")?.isFinished == true)
        try store.finish("first")
        #expect(try store.comparison() == nil)
    }
}
