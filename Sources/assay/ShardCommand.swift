import Arena
import ArgumentParser
import Glibc
import Registry

/// A task of a cluster runs this; `assay compare --executor slurm` submits it.
struct ShardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shard", abstract: "Run one task of a comparison on a cluster.", shouldDisplay: false)

    @Argument(help: "What the tasks are to run, as it was submitted.", completion: .file(extensions: ["jsonl"]))
    var submission: String
    @ArgumentParser.Option(name: .long, help: "The task's number in its array.")
    var task: Int

    func run() throws {
        // A limit on the size of files is then an error that can be told, and no signal.
        signal(SIGXFSZ, SIG_IGN)
        guard let executable = Registry.absolute("/proc/self/exe") else { throw ArenaError("the path of this program cannot be told") }
        do { try ShardTask.run(submission, task: task, executable: executable) } catch {
            Output.note("\(error)")
            throw ExitCode(ShardTask.status(for: error))
        }
    }
}
