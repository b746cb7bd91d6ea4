import Files
import FoundationEssentials
import Glibc
import Problems
public import Records
import Registry

/// Runs the cells of a comparison as arrays of tasks on a Slurm cluster.
///
/// The cells that have no record are put into batches, written to a folder that all nodes see, and submitted. Each task
/// writes its records to a shard of its own there; shards are taken into the store as they grow. What a lost task had
/// not done is submitted again. All that is known is on the disk: when this process ends, the tasks go on, and another
/// one takes over.
public final class SlurmExecutor {
    let store: Store
    let comparison: String
    let book: RecordBook
    let folder: SharedFolder
    let say: (String) -> Void
    var state: ClusterState
    private let stateFile: String
    private let lock: FileLock

    /// Changes what is asked of the cluster from now on.
    public func change(_ change: (inout SlurmOptions) -> Void) throws {
        change(&state.options)
        try save()
    }

    /// - Parameters:
    ///   - shared: the folder that all nodes see, where it is not that of the records.
    ///   - say: is told, in words, what becomes of the tasks.
    /// - Throws: where another process follows this comparison already, or the folder cannot be made.
    public init(
        _ store: Store, comparison: String, book: RecordBook, shared: String? = nil, say: @escaping (String) -> Void
    ) throws {
        self.store = store
        self.comparison = comparison
        self.book = book
        self.say = say
        stateFile = ClusterState.path(records: store.folder, comparison: comparison)
        guard let lock = try FileLock.ifFree(path: stateFile + ".lock") else {
            throw ArenaError("another assay follows \(comparison) already; end it first, or wait for it")
        }
        self.lock = lock
        let records = Registry.absolute(store.folder) ?? store.folder
        state = try ClusterState.read(stateFile)
            ?? ClusterState(options: SlurmOptions(), folder: shared.map { "\($0)/\(comparison).slurm" } ?? "\(records)/\(comparison).slurm")
        folder = SharedFolder(path: state.folder)
        do { try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true) } catch {
            throw ArenaError("the folder \(folder.path), which all nodes must see, cannot be made; --shared names another place")
        }
        try save()
    }

    /// Whether a comparison was begun on a cluster.
    public static func knows(_ comparison: String, in store: Store) -> Bool {
        access(ClusterState.path(records: store.folder, comparison: comparison), F_OK) == 0
    }

    /// Whether there are tasks on the cluster, or were.
    public var isUnderWay: Bool { !state.arrays.isEmpty }

    func save() throws { try state.write(stateFile) }

    /// Forgets the comparison, whose records are all in the store.
    /// - Parameter keepsLogs: whether the folder of the tasks stays.
    public func end(keepsLogs: Bool) {
        if !keepsLogs { try? FileManager.default.removeItem(atPath: folder.path) }
        unlink(stateFile)
        unlink(stateFile + ".lock")
    }

    /// As `Arena.run`, on the cluster.
    /// - Throws: where Slurm does not take the tasks, or has not answered for too long; what is done is kept.
    public func run(_ plan: Plan, _ arena: Arena, progress: (Int, Int, CellResult) -> Void) throws -> [CellResult] {
        let cells = plan.cells(arena.data)
        let inputs = try RecordedInputs(plan, arena.registry, arena.data)
        var results = [CellResult?](repeating: nil, count: cells.count)
        var done = 0
        func settle(_ place: Int, _ result: CellResult) {
            guard results[place] == nil else { return }
            var result = result
            result.method = cells[place].contestant.label
            results[place] = result
            done += 1
            progress(done, cells.count, result)
        }

        var places: [String: [Int]] = [:]
        var awaited: [Submission.Cell] = []
        var isReady: [String: Bool] = [:]
        for (place, cell) in cells.enumerated() {
            let input = inputs.of(cell)
            let library = cell.contestant.library
            if let known = try book.result(input, label: cell.contestant.label) {
                settle(place, known)
            } else if cell.mismatch != nil || !isReady[library.path, setting: arena.registry.state(of: library) == .ready] {
                // Nothing is to be run.
                let result = try arena.run(cell, plan, nil)
                try book.keep(result, input)
                settle(place, result)
            } else {
                let key = input.key
                if places[key] == nil {
                    let attempt = try book.attempt(key)
                    awaited.append(Submission.Cell(place: place, key: key, attempt: attempt > 0 ? attempt : nil))
                }
                places[key, default: []].append(place)
            }
        }
        let batches = Batches(means: try store.meanSeconds())
        let follower = SlurmFollower(
            self, Submission(plan, arena, comparison: comparison), seconds: { batches.seconds(of: cells[$0.place], in: plan) },
            arguments: state.options.arguments(memory: plan.memory, jobs: plan.jobs, threads: plan.threads, isExclusive: plan.isExclusive))
        try follower.follow(awaited) { record in
            for place in places[record.key] ?? [] { settle(place, record.result) }
        } lost: { cell, reason in
            let place = cells[cell.place]
            let result = place.result(.lost, reason)
            try book.keep(result, inputs.of(place))
            for place in places[cell.key] ?? [] { settle(place, result) }
        }
        return results.compactMap { $0 }
    }
}

extension Dictionary {
    /// The value of a key, which is found out the first time.
    fileprivate subscript(key: Key, setting value: @autoclosure () -> Value) -> Value {
        mutating get {
            if let known = self[key] { return known }
            let value = value()
            self[key] = value
            return value
        }
    }
}
