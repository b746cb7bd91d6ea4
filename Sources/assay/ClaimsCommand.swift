import Arena
import ArgumentParser
import Files
import Problems
import Records
import Registry
import Reporting

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims", abstract: "Try what papers claim of their methods: the paper's figure beside what is measured here.",
        discussion: """
            A claim stands on a method's card: an instance, a metric, a rival, and the bound that counts as holding. It holds where the \
            whole 95 % interval over the seeds is within the bound, fails where the whole interval is beyond it, and is undecided in \
            between. Runs are kept like those of a comparison, and an interrupted command goes on where it was. A claim that fails is a \
            result: the exit code is 0.

            Examples:
              assay claims hnsw
              assay claims normuon muon --seeds 10
              assay claims -o results/claims.json && assay report results/claims.json
              assay claims --ledger Documentation/Claims.md
            """)

    @Argument(help: "The methods; all that have claims where none is named.")
    var methods: [String] = []
    @ArgumentParser.Option(
        name: .long, help: "How many seeds, from 1 on, or which, as in 3,7,9; 1 to 5 where nothing is said.", transform: CompareCommand.seeds)
    var seeds: [UInt64]?
    @ArgumentParser.Option(name: .long, help: "Seconds after which a run without seconds in its budget is killed; else 120.")
    var timeout: Double = 120
    @Flag(name: .long, help: "Run every cell, also those that have a record.")
    var fresh = false
    @ArgumentParser.Option(name: .shortAndLong, help: "Where to write the results, for `assay report`; else they are only printed.", completion: .file(extensions: ["json"]))
    var output: String?
    @ArgumentParser.Option(name: .long, help: "Where to write the results as a page of Markdown.", completion: .file(extensions: ["md"]))
    var ledger: String?
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var recordOptions: RecordOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if !(timeout > 0 && timeout <= 1e6) { throw ValidationError("--timeout takes a positive number of seconds") }
    }

    func run() throws {
        let registry = try registryOptions.load()
        let claims = try claims(in: registry)
        for file in [output, ledger].compactMap({ $0 }) { try Output.makeFolder(of: file) }
        let store = try recordOptions.open()
        let environment = Environment.current()
        let chosen = seeds ?? [1, 2, 3, 4, 5]
        Interruption.say("stopped; every run that was done is kept. The same command goes on from here")
        let progress = ProgressView(instances: [])
        let tested = try registryOptions.arena(registry).test(
            claims, seeds: chosen, timeout: timeout, book: RecordBook(store, comparison: "claims", runsAnew: fresh)
        ) { progress.show(done: $0, of: $1, $2) }
        progress.end()
        Interruption.end()

        let document = ClaimsDocument(tested, seeds: chosen, environment: environment)
        if let output { try AtomicFile.write([UInt8](try Output.encode(document)), to: output) }
        if let ledger { try AtomicFile.write(Array(ClaimsLedger(document).markdown.utf8), to: ledger) }
        if format.json { return try Output.json(document) }
        print(ClaimsTable(document, style: Output.style).text, terminator: "")
        for warning in environment.warnings { print(Output.style.dim("note: \(warning)")) }
        for file in [output, ledger].compactMap({ $0 }) { print("results: \(file)") }
    }

    private func claims(in registry: Registry) throws -> [RegisteredClaim] {
        for id in methods where !registry.methods.contains(where: { $0.method.id == id }) {
            throw ArenaError("no method ‘\(id)’ is registered; `assay list` shows what is")
        }
        let asked = registry.methods.filter { methods.isEmpty || methods.contains($0.method.id) }
        let claims = asked.flatMap { entry in entry.method.claims.map { RegisteredClaim(library: entry.library, method: entry.method, claim: $0) } }
        guard !claims.isEmpty else {
            throw ArenaError(methods.isEmpty ? "no registered method has a claim" : "\(methods.joined(separator: ", ")): no claim stands on the card")
        }
        return claims
    }
}
