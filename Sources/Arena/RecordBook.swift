public import Records
import Synchronization

/// Where a comparison's results are looked up and kept.
public final class RecordBook: Sendable {
    private let store: Store
    private let comparison: String
    private let runsAnew: Bool
    private let reused = Mutex(0)

    /// - Parameter runsAnew: whether cells that another comparison has run are run again, and the new record put in the
    ///   old one's place.
    public init(_ store: Store, comparison: String, runsAnew: Bool = false) {
        self.store = store
        self.comparison = comparison
        self.runsAnew = runsAnew
    }

    /// How many results were found.
    public var reusedCount: Int { reused.withLock { $0 } }

    /// The result that these inputs have already. A library that was refused may have been mended, and is tried again.
    func result(_ inputs: RecordInputs, label: String) throws -> CellResult? {
        guard let record = try store.record(inputs.key), record.result.outcome != .refused else { return nil }
        if runsAnew && record.comparison != comparison { return nil }
        reused.withLock { $0 += 1 }
        var result = record.result
        // The same options may have been written otherwise.
        result.method = label
        return result
    }

    func keep(_ result: CellResult, _ inputs: RecordInputs) throws {
        let attempt = try store.record(inputs.key).map { $0.attempt + (runsAnew ? 1 : 0) } ?? 0
        try store.add(Record(inputs, comparison: comparison, attempt: attempt, result))
    }
}
