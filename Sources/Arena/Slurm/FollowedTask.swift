import Files
import FoundationEssentials
import Glibc
import Records

/// A task of an array whose records are awaited.
struct FollowedTask {
    /// The number of its submission.
    let number: Int
    let task: Int
    let cells: [Submission.Cell]
    /// Keys of the cells of which there is no record yet.
    private(set) var missing: Set<String>
    /// How much of its shard was read.
    private var offset = 0
    /// How often in a row Slurm said that it is over, or did not know it, while records were missing.
    var sightingsOver = 0
    /// Whether a node could not start it, and it was cancelled for that.
    var hasFailedToStart = false
    /// The last that Slurm said of it.
    var state: SlurmTaskState?

    init(number: Int, task: Int, cells: [Submission.Cell]) {
        self.number = number
        self.task = task
        self.cells = cells
        missing = Set(cells.map(\.key))
    }

    /// Takes in what its shard has beyond what was read.
    /// - Returns: the records of its cells that are new.
    mutating func collect(_ folder: SharedFolder, _ store: Store, _ say: (String) -> Void) throws -> [Record] {
        let path = folder.shard(number, task: task)
        var status = stat()
        guard unsafe stat(path, &status) == 0, Int(status.st_size) > offset else { return [] }
        var records: [Record] = []
        let merged = try store.merge(journal: path, from: offset) { records.append($0) }
        offset = merged.end
        for line in merged.damage { say("warning: \(line)") }
        return records.filter { missing.remove($0.key) != nil }
    }

    /// The cells that have no record, in their order.
    var rest: [Submission.Cell] { cells.filter { missing.contains($0.key) } }
    /// Whether it came to the end of a cell.
    var hasProgressed: Bool { missing.count < cells.count }

    /// What became of it, in words, with the last that it said itself.
    func end(_ folder: SharedFolder, job: Int, history: [Slurm.TaskName: SlurmTaskState]) -> String {
        let over = state.flatMap { $0.isOver ? $0 : nil } ?? history[Slurm.TaskName(job: job, task: task)]
        let words = hasFailedToStart ? "its start failed on a node" : over?.end ?? "it is gone, and Slurm knows no more why"
        let log = (try? File.read(folder.log(number, task: task), limit: 1 << 26)).map { String(decoding: $0.suffix(4096), as: UTF8.self) }
        // Its lines for cells that are done, which begin with a count, say nothing of its end.
        let last = log?.split(whereSeparator: \.isNewline).last { !$0.hasPrefix("[") }
        return words + (last.map { "; it said: \($0.drop { $0 == " " }.prefix(300))" } ?? "")
    }
}
