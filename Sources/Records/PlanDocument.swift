/// A comparison as a file, and as each report embeds it.
public struct PlanDocument: Codable, Sendable, Equatable {
    public var version = 0
    /// Instances, as `assay problems` lists them.
    public var on: [String]
    /// Methods with their options, `hnsw[efSearch=50]`; every method that fits where there is none.
    public var methods: [String]
    public var seeds: [UInt64]
    /// What each run may spend, `200gradients,10s`; else each instance's own.
    public var budget: String?
    /// Workers at a time.
    public var jobs: Int
    /// Threads, and processors, that a run may use; 1 where nothing is said.
    public var threads: Int?
    /// Seconds after which a worker is killed that has no time in its budget.
    public var timeout: Double
    /// MiB of memory that a run may have; 4096 where nothing is said.
    public var memory: Int?
    /// Whether each run has the machine to itself, as far as other comparisons go.
    public var exclusive: Bool?
    /// Whether each run keeps the oracle in another process than the library.
    public var sealed: Bool?
    /// Whether methods keep the defaults of options that instances ask to have chosen.
    public var untuned: Bool?

    public init(on: [String], methods: [String], seeds: [UInt64], budget: String? = nil, jobs: Int = 1, timeout: Double = 120, memory: Int? = nil, exclusive: Bool? = nil,
        sealed: Bool? = nil, untuned: Bool? = nil, threads: Int? = nil
    ) {
        self.on = on
        self.methods = methods
        self.seeds = seeds
        self.budget = budget
        self.jobs = jobs
        self.timeout = timeout
        self.memory = memory
        self.exclusive = exclusive
        self.sealed = sealed
        self.untuned = untuned
        self.threads = threads
    }
}
