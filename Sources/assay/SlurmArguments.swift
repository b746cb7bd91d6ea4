import Arena
import ArgumentParser
import FoundationEssentials
import Records

/// Where the runs of a comparison are made.
enum ExecutorName: String, CaseIterable, ExpressibleByArgument { case local, slurm }

/// What is asked of a cluster.
struct SlurmArguments: ParsableArguments {
    @ArgumentParser.Option(name: .long, help: "Where runs are made: on this machine, or as tasks of a Slurm cluster (Documentation/Cluster.md).")
    var executor: ExecutorName?
    @ArgumentParser.Option(name: .long, help: "Slurm: the partition; else the cluster's default.")
    var partition: String?
    @ArgumentParser.Option(name: .long, help: "Slurm: the account that is charged.")
    var account: String?
    @ArgumentParser.Option(name: .long, help: "Slurm: a task's time limit as sbatch takes it, e.g. 30 or 2:00:00; else the partition's.")
    var time: String?
    @ArgumentParser.Option(name: .long, help: "Slurm: tasks that run at a time; else as many as the cluster lets.")
    var arrayLimit: Int?
    @ArgumentParser.Option(name: .long, help: "Slurm: a folder that all nodes see, for the tasks' files; else that of the records.", completion: .directory)
    var shared: String?
    @ArgumentParser.Option(name: .long, help: "Slurm: seconds of work that a task is given at the least; else 60.")
    var batchSeconds: Double?
    @ArgumentParser.Option(name: .long, help: "Slurm: how often a run is submitted again that the cluster lost; else 3.")
    var retries: Int?
    @ArgumentParser.Option(name: .long, help: "Slurm: minutes for which a controller that does not answer is waited for; else 30.")
    var patience: Double?
    @ArgumentParser.Option(name: .long, parsing: .unconditionalSingleValue, help: "Slurm: a further option for sbatch, as in --sbatch --qos=long; may be repeated.")
    var sbatch: [String] = []

    private var isAnyGiven: Bool {
        partition != nil || account != nil || time != nil || arrayLimit != nil || batchSeconds != nil || retries != nil || patience != nil || !sbatch.isEmpty
    }

    /// - Parameter isResumed: a comparison that is resumed says itself where it runs.
    func check(isResumed: Bool) throws {
        if executor != .slurm && !isResumed && (isAnyGiven || shared != nil) {
            throw ValidationError("--partition, --account, --time, --array-limit, --shared, --batch-seconds, --retries, --patience and --sbatch are for --executor slurm")
        }
        if isResumed && shared != nil { throw ValidationError("--resume goes on where the tasks' files are; leave out --shared") }
        if let arrayLimit, arrayLimit < 1 { throw ValidationError("--array-limit takes a number from 1 on") }
        if let batchSeconds, !(batchSeconds > 0 && batchSeconds <= 1e6) { throw ValidationError("--batch-seconds takes a positive number of seconds") }
        if let retries, !(0...100).contains(retries) { throw ValidationError("--retries takes a number from 0 to 100") }
        if let patience, !(patience >= 0 && patience <= 1e5) { throw ValidationError("--patience takes a number of minutes") }
    }

    /// What runs a comparison; nil for this machine.
    /// - Throws: where another process follows it already.
    func executor(_ store: Store, _ comparison: String, _ book: RecordBook, isResumed: Bool) throws -> SlurmExecutor? {
        let isKnown = isResumed && SlurmExecutor.knows(comparison, in: store)
        guard executor == .slurm || (executor == nil && isKnown) else {
            if isKnown { Output.note("note: tasks of this comparison may still run on the cluster; squeue shows them, and scancel ends them") }
            return nil
        }
        let made = try SlurmExecutor(
            store, comparison: comparison, book: book, shared: shared.map(Self.absolute), say: { Output.note($0) })
        try made.change(apply)
        return made
    }

    private func apply(_ options: inout SlurmOptions) {
        if let partition { options.partition = partition }
        if let account { options.account = account }
        if let time { options.time = time }
        if let arrayLimit { options.arrayLimit = arrayLimit }
        if let batchSeconds { options.batchSeconds = batchSeconds }
        if let retries { options.retries = retries }
        if let patience { options.patience = 60 * patience }
        if !sbatch.isEmpty { options.further = sbatch }
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
