import Files
import Problems
import Records
import Registry

/// Runs one task of a submission, on a node of a cluster.
public enum ShardTask {
    /// Runs the task's cells that its shard does not have yet.
    /// - Parameters:
    ///   - submission: the file that says what there is to run; the shard is written beside it.
    ///   - task: which of its tasks.
    ///   - executable: the host's own program.
    /// - Throws: where this node is not like the one that submitted, or a record cannot be written.
    public static func run(_ submission: String, task: Int, executable: String) throws {
        let (header, tasks) = try Submission.read(submission, task: task)
        guard header.host == Host.identity else {
            throw ArenaError("this node has another build of assay (\(Host.identity)) than the one that submitted (\(header.host)); both must be the same file")
        }
        let registry = try Registry(file: header.registry)
        let arena = Arena(executable: executable, registry: registry, data: DataFolder(header.data))
        var plan = try header.plan(registry)
        let all = plan.cells(arena.data)
        let wanted = tasks[0]
        guard wanted.allSatisfy({ all.indices.contains($0.place) }) else { throw ArenaError(changed) }
        let cells = wanted.map { all[$0.place] }
        // Only the data of these cells is read.
        plan.instances = plan.instances.filter { instance in cells.contains { $0.instance.id == instance.id } }
        let inputs = try RecordedInputs(plan, registry, arena.data)
        guard zip(wanted, cells).allSatisfy({ $0.key == inputs.of($1).key }) else { throw ArenaError(changed) }

        let attempts = Dictionary(wanted.compactMap { cell in cell.attempt.map { (cell.key, $0) } }) { $1 }
        let shard = try Shard(path: SharedFolder.shard(of: submission, task: task), attempts: attempts)
        _ = try arena.run(cells, of: plan, inputs: inputs, book: RecordBook(shard, comparison: header.comparison)) { done, count, cell in
            print("[\(done)/\(count)] \(cell.method) on \(cell.instance), seed \(cell.seed): \(cell.outcome.rawValue) \(cell.reason)")
        }
    }

    private static let changed = "a library, the registry or data is not what it was when the job was submitted"

    /// The status by which the task ends for an error: the system's number where its shard could not be written.
    public static func status(for error: any Error) -> Int32 {
        guard let error = error as? FileError, ShardFailure.codes.contains(error.code) else { return 1 }
        return error.code
    }
}
