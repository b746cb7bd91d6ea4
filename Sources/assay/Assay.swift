import Arena
import ArgumentParser
import AssayKit
import Files

@main
struct Assay: ParsableCommand {
    static func main() {
        fillStandardStreams()
        useOneNumericsThread()
        main(nil)
    }

    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "A workbench for algorithms from papers: drop a method in, run it, compare it with its rivals.",
        discussion: """
            Examples:
              assay list
              assay info hnsw
              assay compare --on logistic/digits --budget 200gradients --seeds 5
              assay compare --on neighbors/digits --methods exact-search hnsw 'hnsw[efSearch=200]'

            Completion: assay --generate-completion-script bash > ~/.local/share/bash-completion/completions/assay
            """,
        version: Host.version,
        subcommands: [
            ListCommand.self, InfoCommand.self, ProblemsCommand.self, RunCommand.self, CompareCommand.self, ClaimsCommand.self, CompressCommand.self,
            RestoreCommand.self, ReportCommand.self, RecordsCommand.self, PapersCommand.self, ExportCommand.self, NewCommand.self, InstallCommand.self,
            RemoveCommand.self, VerifyCommand.self, ConformCommand.self, KeysCommand.self, SignCommand.self, DoctorCommand.self, WorkerCommand.self,
            ShardCommand.self,
        ])
}

/// The host starts itself again by this command for every cell.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run one cell for the host that started this process.", shouldDisplay: false)
    func run() { Worker.main() }
}
