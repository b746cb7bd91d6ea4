public import AssayKit
import Loading
public import Problems
import Records

/// What a comparison is to do: every contestant on every instance with every seed.
public struct Plan: Sendable {
    public var contestants: [Contestant]
    public var instances: [any Instance]
    public var seeds: [UInt64]
    /// What each run may spend; nil takes the instance's own.
    public var budget: Budget?
    /// Workers at a time.
    public var jobs: Int
    /// Threads, and processors, that a run may use.
    public var threads = 1
    /// Seconds after which a worker is killed that has no time in its budget.
    public var timeout: Double
    /// Bytes of memory that a run may have.
    public var memory: Int
    /// Whether each run has the machine to itself, as far as other comparisons go.
    public var isExclusive: Bool
    /// Whether each run keeps the oracle in another process than the library.
    public var isSealed: Bool
    /// Whether pairs that do not fit are left out; else they are recorded as skipped.
    public var leavesOutMisfits: Bool
    /// The options that were chosen for methods on instances.
    public var tuned: [TunedOption] = []

    public init(
        contestants: [Contestant], instances: [any Instance], seeds: [UInt64], budget: Budget? = nil, jobs: Int = 1,
        timeout: Double = 120, memory: Int = 4 << 30, isExclusive: Bool = false, isSealed: Bool = false,
         leavesOutMisfits: Bool = false
    ) {
        self.contestants = contestants
        self.instances = instances
        self.seeds = seeds
        self.budget = budget
        self.jobs = jobs
        self.timeout = timeout
        self.memory = memory
        self.isExclusive = isExclusive
        self.isSealed = isSealed
        self.leavesOutMisfits = leavesOutMisfits
    }

    /// One run to be made, or to be skipped for the reason given.
    struct Cell {
        let contestant: Contestant
        let instance: any Instance
        let seed: UInt64
        let mismatch: String?

        func result(_ outcome: Outcome, _ reason: String = "") -> CellResult {
            CellResult(method: contestant.label, instance: instance.id, seed: seed, outcome, reason)
        }
    }

    /// The cells, seed by seed, so that what drifts on the machine meets all contestants alike.
    /// - Parameter data: where data that is not shipped would be; an instance without it is skipped.
    func cells(_ data: DataFolder) -> [Cell] {
        instances.flatMap { instance -> [Cell] in
            let absence = instance.absence(from: data)
            return seeds.flatMap { seed in
                contestants.compactMap { contestant in
                    let mismatch = contestant.method.mismatch(role: instance.role, offers: instance.offers, instance: instance.id)
                    if mismatch != nil && leavesOutMisfits { return nil }
                    let choice = tuned.first { $0.instance == instance.id && $0.method == contestant.label }
                    let tuned = choice?.value.map { contestant.choosing($0, for: choice?.option ?? "") } ?? contestant
                    return Cell(contestant: tuned, instance: instance, seed: seed, mismatch: mismatch ?? absence)
                }
            }
        }
    }
}
