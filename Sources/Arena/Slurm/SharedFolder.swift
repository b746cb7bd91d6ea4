/// Where the files of a comparison's tasks are, which all nodes see.
struct SharedFolder {
    let path: String

    /// What an array is to run.
    func submission(_ number: Int) -> String { "\(path)/submission-\(number).jsonl" }

    func shard(_ number: Int, task: Int) -> String { Self.shard(of: submission(number), task: task) }

    /// What a task printed.
    func log(_ number: Int, task: Int) -> String { "\(path)/submission-\(number)-\(task).log" }

    /// For `sbatch`, which puts the task's number in.
    func logs(_ number: Int) -> String { "\(path)/submission-\(number)-%a.log" }

    /// A task's records, beside what it was to run.
    static func shard(of submission: String, task: Int) -> String {
        (submission.hasSuffix(".jsonl") ? String(submission.dropLast(6)) : submission) + "-\(task).journal"
    }
}
