/// What is asked of a Slurm cluster for the tasks of a comparison.
public struct SlurmOptions: Codable, Sendable, Equatable {
    public var partition: String?
    public var account: String?
    /// A task's time, in one of the forms that `sbatch --time` takes.
    public var time: String?
    /// Tasks that run at a time; nil for as many as the cluster lets.
    public var arrayLimit: Int?
    /// Further options of `sbatch`, as they are written there.
    public var further: [String] = []
    /// Seconds of work that a task is given, as far as can be told; it may be more.
    public var batchSeconds = 60.0
    /// How often a cell is submitted again whose task was lost at it.
    public var retries = 3
    /// Seconds for which a controller that does not answer is waited for.
    public var patience = 1800.0

    public init() {}

    /// - Parameters:
    ///   - memory: bytes that a run may have.
    ///   - jobs: runs at a time in a task.
    ///   - threads: processors of each of them.
    func arguments(memory: Int, jobs: Int, threads: Int, isExclusive: Bool) -> [String] {
        // Beside the runs there is the host, which holds the judges' data.
        var arguments = ["--requeue", "--nodes=1", "--ntasks=1", "--cpus-per-task=\(jobs * threads)", "--mem=\(jobs * (memory >> 20) + 1024)M"]
        if let partition { arguments.append("--partition=\(partition)") }
        if let account { arguments.append("--account=\(account)") }
        if let time { arguments.append("--time=\(time)") }
        if isExclusive { arguments.append("--exclusive") }
        return arguments + further
    }
}
