import FoundationEssentials
import Registry

/// Everything that a cell's result depends on, its environment aside. Two cells with equal inputs have one record.
public struct RecordInputs: Codable, Sendable, Equatable {
    /// SHA-256 of the library; empty where it was refused before it had one.
    public var library: String
    public var method: String
    /// Every option of the method, the defaults too: `hnsw` and `hnsw[efSearch=50]` are the same where 50 is the default.
    public var options: [String: String]
    public var instance: String
    /// SHA-256 of each data file that the instance is made of.
    public var data: [String: String]
    public var seed: UInt64
    /// As `Budget.text` writes it.
    public var budget: String
    /// Seconds after which the worker is killed.
    public var timeout: Double
    /// Bytes of memory that the run might take; nil for the usual 4 GiB.
    public var memory: Int?
    /// True where the oracle was in another process than the library; nil where it was in the same.
    public var isSealed: Bool?
    /// How many threads the run might use; nil for one.
    public var threads: Int?
    /// The host's version and the digest of its program: another build may measure otherwise.
    public var host: String

    public init(
        library: String, method: String, options: [String: String], instance: String, data: [String: String], seed: UInt64,
        budget: String, timeout: Double, memory: Int? = nil, isSealed: Bool? = nil, threads: Int? = nil,
        host: String
    ) {
        self.library = library
        self.method = method
        self.options = options
        self.instance = instance
        self.data = data
        self.seed = seed
        self.budget = budget
        self.timeout = timeout
        self.memory = memory
        self.isSealed = isSealed
        self.threads = threads
        self.host = host
    }

    /// SHA-256 of the inputs as JSON with sorted keys: 64 hexadecimal digits.
    public var key: String { Digest(of: (try? Record.encoder.encode(self)).map { [UInt8]($0) } ?? []).sha256 }
}
