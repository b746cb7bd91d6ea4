import FoundationEssentials
import GRDB

/// The tables of `records.sqlite`.
enum Schema {
    /// Raised when a table changes: a database of another version is made anew from the journal.
    private static let version = 1

    static func create(in database: Database) throws {
        let known = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard known != version else { return }
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS record; DROP TABLE IF EXISTS comparison; DROP TABLE IF EXISTS journal;
                CREATE TABLE record (
                    key TEXT PRIMARY KEY, comparison TEXT NOT NULL, method TEXT NOT NULL, instance TEXT NOT NULL,
                    outcome TEXT NOT NULL, attempt INTEGER NOT NULL, payload BLOB NOT NULL
                ) WITHOUT ROWID;
                CREATE INDEX record_by_place ON record (instance, method, outcome);
                CREATE INDEX record_by_comparison ON record (comparison);
                CREATE TABLE comparison (name TEXT PRIMARY KEY, finished INTEGER NOT NULL, payload BLOB NOT NULL);
                CREATE TABLE journal (offset INTEGER NOT NULL);
                INSERT INTO journal VALUES (0);
                PRAGMA user_version = \(version);
                """)
    }

    static func clear(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM record; DELETE FROM comparison; UPDATE journal SET offset = 0")
    }

    /// How much of the journal the tables hold.
    static func offset(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT offset FROM journal") ?? 0
    }

    static func setOffset(_ offset: Int, _ database: Database) throws {
        try database.execute(sql: "UPDATE journal SET offset = ?", arguments: [offset])
    }

    static func record(_ row: Row) throws -> Record { try Record.decoder.decode(Record.self, from: row["payload"] as Data) }

    static func insert(_ entry: JournalEntry, _ database: Database) throws {
        switch entry {
        case .cell(let record):
            let known = try Row.fetchOne(database.cachedStatement(sql: "SELECT payload FROM record WHERE key = ?"), arguments: [record.key])
            if let known, !record.supersedes(try Self.record(known)) { return }
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)").execute(arguments: [
                record.key, record.comparison, record.inputs.method, record.inputs.instance, record.result.outcome.rawValue,
                record.attempt, try Record.encoder.encode(record),
            ])
        case .begun(let comparison):
            try database.execute(
                sql: "INSERT OR IGNORE INTO comparison VALUES (?, 0, ?)", arguments: [comparison.name, try Record.encoder.encode(comparison)])
        case .finished(let name):
            try database.execute(sql: "UPDATE comparison SET finished = 1 WHERE name = ?", arguments: [name])
        }
    }
}

extension Record {
    /// Whether this record counts where another with its key is known: a later attempt does, and one that was run where
    /// the other was refused or lost.
    func supersedes(_ other: Record) -> Bool {
        if attempt != other.attempt { return attempt > other.attempt }
        return other.result.outcome.isProvisional && !result.outcome.isProvisional
    }
}
