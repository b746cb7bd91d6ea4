public import Records
import Synchronization

/// Where a comparison's results are looked up and kept.
public final class RecordBook: Sendable {
    private let store: any RecordKeeper
    private let comparison: String
    private let runsAnew: Bool
    private let reused = Mutex(0)

    /// - Parameter runsAnew: whether cells that another comparison has run are run again, and the new record put in the
    ///   old one's place.
    public init(_ store: any RecordKeeper, comparison: String, runsAnew: Bool = false) {
        self.store = store
        self.comparison = comparison
        self.runsAnew = runsAnew
    }

    /// How many results were found.
    public var reusedCount: Int { reused.withLock { $0 } }

    /// The result that these inputs have already. A library that was refused may have been mended, and is tried again; so
    /// is what a cluster lost.
    func result(_ inputs: RecordInputs, label: String) throws -> CellResult? {
        guard let record = try store.record(inputs.key), !record.result.outcome.isProvisional else { return nil }
        if runsAnew && record.comparison != comparison { return nil }
        reused.withLock { $0 += 1 }
        var result = record.result
        // The same options may have been written otherwise.
        result.method = label
        return result
    }

    func keep(_ result: CellResult, _ inputs: RecordInputs) throws {
        try store.add(Record(inputs, comparison: comparison, attempt: try attempt(inputs.key), result))
    }

    /// The attempt that the next record of this key is.
    func attempt(_ key: String) throws -> Int { try store.record(key).map { $0.attempt + (runsAnew ? 1 : 0) } ?? 0 }
}
