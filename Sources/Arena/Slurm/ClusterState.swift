import Files
import FoundationEssentials
import Glibc

/// What has to be known of a comparison on a cluster when the terminal that began it is gone: a small file beside the records.
struct ClusterState: Codable {
    /// An array that was submitted, or was about to be.
    struct Array: Codable {
        /// That of its file in the shared folder.
        let number: Int
        /// Slurm's number; nil until it has answered.
        var job: Int?
    }

    var version = 0
    var options: SlurmOptions
    /// The shared folder.
    var folder: String
    var arrays: [Array] = []
    /// How often the cluster lost a task at the cell of a key.
    var losses: [String: Int] = [:]

    static func path(records: String, comparison: String) -> String { "\(records)/\(comparison).slurm.json" }

    /// - Throws: where there is a file that cannot be read.
    static func read(_ path: String) throws -> ClusterState? {
        guard access(path, F_OK) == 0 else { return nil }
        do { return try JSONDecoder().decode(ClusterState.self, from: Data(try File.read(path, limit: 1 << 26))) } catch let error as DecodingError {
            throw ArenaError("\(path), which says what was submitted to the cluster, cannot be used: \(error); `assay compare --resume --executor local` goes on without it")
        }
    }

    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write([UInt8](try encoder.encode(self)), to: path)
    }
}
