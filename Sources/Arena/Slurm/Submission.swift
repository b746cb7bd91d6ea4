import AssayKit
import Files
import FoundationEssentials
import Problems
import Records
import Registry

/// What the tasks of an array are to run, as a file in the shared folder: the plan in its first line, and a line for each task,
/// so that a task reads no more than it needs.
struct Submission: Codable {
    var version = 0
    var comparison: String
    /// Which build of the host submitted it.
    var host: String
    var registry: String
    var data: String
    var methods: [String]
    var on: [String]
    var seeds: [UInt64]
    var budget: String?
    var jobs: Int
    var threads: Int
    var timeout: Double
    var memory: Int
    var isExclusive: Bool
    var isSealed: Bool
    var leavesOutMisfits: Bool
    var tuned: [TunedOption]

    /// One cell of a task.
    struct Cell: Codable {
        /// Its place in the plan.
        let place: Int
        /// What its record is found by; checked by the task.
        let key: String
        /// Which attempt its record is, where it was run anew; nil for the first.
        var attempt: Int?
    }

    init(_ plan: Plan, _ arena: Arena, comparison: String) {
        self.comparison = comparison
        host = Host.identity
        registry = Registry.absolute(arena.registry.file) ?? arena.registry.file
        data = arena.data.path
        methods = plan.contestants.map(\.label)
        on = plan.instances.map(\.id)
        seeds = plan.seeds
        budget = plan.budget?.text
        jobs = plan.jobs
        threads = plan.threads
        timeout = plan.timeout
        memory = plan.memory
        isExclusive = plan.isExclusive
        isSealed = plan.isSealed
        leavesOutMisfits = plan.leavesOutMisfits
        tuned = plan.tuned
    }

    /// The plan, with what is registered here.
    /// - Throws: where a method or an instance is not there.
    func plan(_ registry: Registry) throws -> Plan {
        let instances = try on.map { id in
            guard let instance = Catalog.instance(id) else { throw ArenaError("there is no instance ‘\(id)’ on this node") }
            return instance
        }
        var plan = Plan(
            contestants: try methods.map { try Contestant(text: $0, in: registry) }, instances: instances, seeds: seeds,
            budget: try budget.map { try Budget(text: $0) }, jobs: jobs, timeout: timeout, memory: memory,
            isExclusive: isExclusive, isSealed: isSealed, leavesOutMisfits: leavesOutMisfits)
        plan.tuned = tuned
        plan.threads = threads
        return plan
    }

    func write(_ tasks: [[Cell]], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = [UInt8](try encoder.encode(self))
        for task in tasks { bytes += [UInt8(ascii: "\n")] + [UInt8](try encoder.encode(task)) }
        try AtomicFile.write(bytes, to: path)
    }

    /// Reads a submission, with all tasks or with one.
    /// - Throws: where the file is not there, or is none.
    static func read(_ path: String, task: Int? = nil) throws -> (submission: Submission, tasks: [[Cell]]) {
        let lines = try File.read(path, limit: 1 << 30).split(separator: UInt8(ascii: "\n"))
        let chosen = task.map { $0 >= 0 && $0 + 1 < lines.count ? lines[($0 + 1)...($0 + 1)] : [] } ?? lines.dropFirst()
        guard let first = lines.first, task == nil || !chosen.isEmpty else { throw ArenaError("\(path) has no task \(task ?? 0)") }
        do {
            return (
                try JSONDecoder().decode(Submission.self, from: Data(first)),
                try chosen.map { try JSONDecoder().decode([Cell].self, from: Data($0)) }
            )
        } catch { throw ArenaError("\(path) is no submission of this program: \(error)") }
    }
}
