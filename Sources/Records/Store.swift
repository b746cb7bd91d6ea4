import Files
import FoundationEssentials
import GRDB
import Glibc

/// The records of a folder: `records.journal`, to which everything is appended, and `records.sqlite`, in which it is
/// found again. The database is made from the journal; where it is missing, old or damaged it is made anew.
public final class Store: Sendable {
    public let folder: String
    /// Lines of the journal that could not be used.
    public let damage: [DamagedLine]
    private let journal: Journal
    private let database: DatabaseQueue

    /// Opens the records of a folder, and takes in what its journal has beyond the database.
    /// - Throws: where the folder cannot be made, or its files cannot be used.
    public init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        journal = Journal(path: folder + "/records.journal")
        let file = folder + "/records.sqlite"
        do { (database, damage) = try Self.open(file, journal) } catch let error as DatabaseError {
            guard error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_ERROR else {
                throw FileError(file, "cannot be used: \(error.message ?? "\(error)")", remedy: "check the folder's permissions and the disk's space")
            }
            for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
            (database, damage) = try Self.open(file, journal)
        }
    }

    private static func open(_ file: String, _ journal: Journal) throws -> (DatabaseQueue, [DamagedLine]) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            // The journal is what must survive a power cut; the database may lag behind it.
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        }
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        try queue.write { try Schema.create(in: $0) }
        var damage: [DamagedLine] = []
        try catchUp(queue, journal, &damage)
        return (queue, damage)
    }

    /// Takes in what the journal has beyond the database. Other hosts may do so at the same time.
    private static func catchUp(_ queue: DatabaseQueue, _ journal: Journal, _ damage: inout [DamagedLine]) throws {
        var found: [DamagedLine] = []
        try queue.write { database in
            let length = journal.length
            var offset = try Schema.offset(database)
            // A journal that is shorter than what was read of it is another one.
            if offset > length {
                try Schema.clear(database)
                offset = 0
            }
            guard offset < length else { return }
            let end = try journal.read(from: offset) { entry in
                switch entry {
                case .success(let entry): try Schema.insert(entry, database)
                case .failure(let line): found.append(line)
                }
            }
            try Schema.setOffset(end, database)
        }
        damage = found
    }

    private func append(_ entries: [JournalEntry]) throws {
        try journal.append(entries)
        var damage: [DamagedLine] = []
        try Self.catchUp(database, journal, &damage)
    }

    /// Writes down that a comparison begins.
    public func begin(_ comparison: Comparison) throws { try append([.begun(comparison)]) }

    /// Writes down that all cells of a comparison are done.
    public func finish(_ name: String) throws { try append([.finished(name)]) }

    /// Writes down what became of a cell. When this returns it will survive anything.
    public func add(_ record: Record) throws { try append([.cell(record)]) }

    /// The record of these inputs, if there is one.
    public func record(_ key: String) throws -> Record? {
        try database.read { database in
            try Row.fetchOne(database, sql: "SELECT payload FROM record WHERE key = ?", arguments: [key]).map(Schema.record)
        }
    }

    /// The newest comparison that is not finished, or the one of that name.
    public func comparison(named name: String? = nil) throws -> (comparison: Comparison, isFinished: Bool)? {
        try database.read { database in
            let row = try name.map { try Row.fetchOne(database, sql: "SELECT payload, finished FROM comparison WHERE name = ?", arguments: [$0]) }
                ?? Row.fetchOne(database, sql: "SELECT payload, finished FROM comparison WHERE finished = 0 ORDER BY rowid DESC LIMIT 1")
            return try row.map { (try Record.decoder.decode(Comparison.self, from: $0["payload"] as Data), $0["finished"]) }
        }
    }

    /// Calls for each record that fits, in the order of keys, without holding them all in memory.
    public func forEach(_ filter: RecordFilter = RecordFilter(), _ body: (Record) throws -> Void) throws {
        try database.read { database in
            let (condition, arguments) = filter.sql
            let rows = try Row.fetchCursor(
                database, sql: "SELECT payload FROM record WHERE \(condition) ORDER BY key", arguments: arguments)
            while let row = try rows.next() { try body(try Schema.record(row)) }
        }
    }

    /// As `forEach`, with each record as the line of JSON that is kept of it.
    public func forEachLine(_ filter: RecordFilter = RecordFilter(), _ body: (String) throws -> Void) throws {
        try database.read { database in
            let (condition, arguments) = filter.sql
            let rows = try Row.fetchCursor(
                database, sql: "SELECT payload FROM record WHERE \(condition) ORDER BY key", arguments: arguments)
            while let row = try rows.next() { try body(String(decoding: row["payload"] as Data, as: UTF8.self)) }
        }
    }

    /// How many records there are of each method, instance and outcome that fit.
    public func counts(_ filter: RecordFilter = RecordFilter()) throws -> [RecordCount] {
        try database.read { database in
            let (condition, arguments) = filter.sql
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT method, instance, outcome, COUNT(*) AS count FROM record WHERE \(condition)
                    GROUP BY instance, method, outcome
                    """, arguments: arguments
            ).map { RecordCount(method: $0["method"], instance: $0["instance"], outcome: $0["outcome"], count: $0["count"]) }
        }
    }

    /// Takes in the records of another journal that are not here, each once.
    /// - Parameters:
    ///   - start: the byte at which to begin: that after the last line that was taken.
    ///   - visit: is given every record that is read, also those that are known.
    /// - Returns: how many were new, the lines that could not be used, and the byte after the last whole line.
    @discardableResult
    public func merge(
        journal path: String, from start: Int = 0, visit: (Record) -> Void = { _ in }
    ) throws -> (added: Int, damage: [DamagedLine], end: Int) {
        guard access(path, R_OK) == 0 else { throw FileError(path, "cannot be opened", errno: errno) }
        var damage: [DamagedLine] = []
        var entries: [JournalEntry] = []
        var added = 0
        func flush() throws {
            if !entries.isEmpty { try append(entries) }
            entries = []
        }
        var seen: Set<String> = []
        let end = try Journal(path: path).read(from: start) { entry in
            switch entry {
            case .success(.cell(let record)):
                visit(record)
                let known = try self.record(record.key)
                let isNew = known.map { record.supersedes($0) } ?? true
                guard isNew, seen.insert("\(record.key) \(record.attempt) \(record.result.outcome)").inserted else { return }
                added += 1
                entries.append(.cell(record))
            case .success(.begun(let comparison)):
                if try self.comparison(named: comparison.name) == nil { entries.append(.begun(comparison)) }
            case .success(.finished(let name)): entries.append(.finished(name))
            case .failure(let line): damage.append(line)
            }
            if entries.count >= 10_000 { try flush() }
        }
        try flush()
        return (added, damage, end)
    }

    /// Seconds that runs took by the wall, on the average, of each method and instance on each budget.
    public func meanSeconds() throws -> [RunKind: Double] {
        try database.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT method, instance, json_extract(json, '$.inputs.budget') AS budget, AVG(json_extract(json, '$.result.seconds.wall')) AS mean
                    FROM (SELECT method, instance, CAST(payload AS TEXT) AS json FROM record WHERE outcome NOT IN ('skipped', 'refused', 'lost'))
                    GROUP BY 1, 2, 3
                    """)
            var means: [RunKind: Double] = [:]
            while let row = try rows.next() {
                means[RunKind(method: row["method"], instance: row["instance"], budget: row["budget"])] = row["mean"]
            }
            return means
        }
    }
}

/// Which records are meant; nil means all.
public struct RecordFilter: Sendable {
    public var comparison: String?
    public var method: String?
    public var instance: String?
    public var outcome: Outcome?

    public init(comparison: String? = nil, method: String? = nil, instance: String? = nil, outcome: Outcome? = nil) {
        self.comparison = comparison
        self.method = method
        self.instance = instance
        self.outcome = outcome
    }

    fileprivate var sql: (condition: String, arguments: StatementArguments) {
        let parts = [("comparison", comparison), ("method", method), ("instance", instance), ("outcome", outcome?.rawValue)]
        let given = parts.compactMap { name, value in value.map { (name, $0) } }
        return (given.isEmpty ? "1" : given.map { "\($0.0) = ?" }.joined(separator: " AND "), StatementArguments(given.map(\.1)))
    }
}

/// Runs that take about as long as each other.
public struct RunKind: Hashable, Sendable {
    /// The method's id, without options.
    public let method: String
    public let instance: String
    /// As `Budget.text` writes it.
    public let budget: String

    public init(method: String, instance: String, budget: String) {
        self.method = method
        self.instance = instance
        self.budget = budget
    }
}

public struct RecordCount: Codable, Sendable {
    /// The method's id, without options.
    public let method: String
    public let instance: String
    public let outcome: String
    public let count: Int
}
