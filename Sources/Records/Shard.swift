import Glibc
import Synchronization

/// What a recorder of runs is asked for.
public protocol RecordKeeper: Sendable {
    /// The record of these inputs, if there is one.
    func record(_ key: String) throws -> Record?
    /// Writes down what became of a cell. When this returns it will survive anything.
    func add(_ record: Record) throws
}

extension Store: RecordKeeper {}

/// The records of one task of a cluster: a journal of its own, which the store takes in (`Store.merge`).
///
/// Each record is on the disk before the next cell begins, so that a task that is killed loses the cell it was at and no
/// other; one that is started again goes on behind what is there.
public final class Shard: RecordKeeper {
    private let journal: Journal
    private let attempts: [String: Int]
    private let records: Mutex<[String: Record]>

    /// - Parameter attempts: how often the cell of a key was run anew before, where it was.
    /// - Throws: where the file is there and cannot be read.
    public init(path: String, attempts: [String: Int] = [:]) throws {
        journal = Journal(path: path)
        self.attempts = attempts
        var records: [String: Record] = [:]
        _ = try journal.read(from: 0) { if case .success(.cell(let record)) = $0 { records[record.key] = record } }
        self.records = Mutex(records)
    }

    public func record(_ key: String) throws -> Record? { records.withLock { $0[key] } }

    public func add(_ record: Record) throws {
        var record = record
        record.attempt = attempts[record.key] ?? 0
        // Who ends a task may end its worker first; that is no crash of the method, and this process does not outlive it.
        let reason = record.result.reason
        if record.result.outcome == .crashed, reason.hasPrefix("signal 9 ") || reason.hasPrefix("signal 15 ") { sleep(2) }
        try journal.append([.cell(record)])
        records.withLock { $0[record.key] = record }
    }
}
