import Arena
import ArgumentParser
import AssayKit
import Files
import FoundationEssentials
import Glibc
import Problems
import Registry
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Run methods head to head on the same instances, and rank them.",
        discussion: """
            Each cell (method × instance × seed) runs in a process of its own. Exit code 3 says that some cell gave no answer.

            Examples:
              assay compare --on logistic/digits --seeds 5 --budget 200gradients
              assay compare --on neighbors/digits --methods exact-search hnsw 'hnsw[efSearch=200]'
              assay compare --on medoids/digits-10 medoids/digits-100 --json
            """)

    @ArgumentParser.Option(name: .long, parsing: .upToNextOption, help: "The instances.")
    var on: [String]
    @ArgumentParser.Option(
        name: .long, parsing: .upToNextOption, help: "The methods, with options in brackets; every method that fits where none is named.")
    var methods: [String] = []
    @ArgumentParser.Option(name: .long, help: "How many seeds, from 1 on.")
    var seeds: Int = 3
    @ArgumentParser.Option(name: .long, help: "What each run may spend, e.g. 200gradients,10s; else each instance's own.")
    var budget: String?
    @ArgumentParser.Option(name: .long, help: "Workers at a time. More than one disturbs timings.")
    var jobs: Int = 1
    @ArgumentParser.Option(name: .long, help: "Seconds after which a run without seconds in its budget is killed.")
    var timeout: Double = 120
    @ArgumentParser.Option(name: .shortAndLong, help: "Where to keep the results; else a new file in results/.", completion: .file(extensions: ["json"]))
    var output: String?
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        guard !on.isEmpty else { throw ValidationError("--on names no instance; `assay problems` lists them") }
        guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds takes a number from 1 to 10000") }
        guard (1...1024).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 1024") }
        guard timeout > 0, timeout <= 1e6 else { throw ValidationError("--timeout takes a positive number of seconds") }
    }

    func run() throws {
        let registry = try registryOptions.load()
        let instances = try instances(named: on)
        let plan = Plan(
            contestants: try contestants(registry, instances), instances: instances, seeds: (1...UInt64(seeds)).map { $0 },
            budget: try budget.map { try Budget(text: $0) }, jobs: jobs, timeout: timeout, leavesOutMisfits: methods.isEmpty)
        let name = Self.timestamp()
        let file = output ?? "results/\(name).json"
        // A comparison may take hours: that its results have no place to go must show before.
        try Output.makeFolder(of: file)
        let cells = try registryOptions.arena(registry).run(plan) { done, count, cell in
            let reason = cell.reason.isEmpty ? "" : ": \(cell.reason)"
            Output.note("[\(done)/\(count)] \(cell.method) on \(cell.instance), seed \(cell.seed): \(cell.outcome.rawValue), \(Number.seconds(cell.seconds.wall))\(reason)")
        }
        let document = ComparisonDocument(name: name, cells: cells, instances: instances)
        try AtomicFile.write([UInt8](try Output.encode(document)), to: file)
        if format.json {
            try Output.json(document)
        } else {
            print(Leaderboard(document, instances: instances, style: Output.style).text)
            print("results: \(file)")
        }
        if !cells.allSatisfy({ $0.outcome.counts || $0.outcome == .skipped }) { throw ExitCode(3) }
    }

    private func contestants(_ registry: Registry, _ instances: [any Instance]) throws -> [Contestant] {
        if !methods.isEmpty { return try methods.map { try Contestant(text: $0, in: registry) } }
        let fitting = registry.methods.filter { entry in
            instances.contains { entry.method.mismatch(role: $0.role, offers: $0.offers, instance: $0.id) == nil }
        }
        guard !fitting.isEmpty else { throw ArenaError("no registered method fits \(on.joined(separator: ", ")); `assay list` shows what is registered") }
        return fitting.map { Contestant(library: $0.library, method: $0.method) }
    }

    /// The time of the day in UTC, as a file may be called: `20260131-235959`.
    private static func timestamp() -> String {
        var now = time(nil)
        var parts = tm()
        unsafe gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = unsafe strftime(&text, text.count, "%Y%m%d-%H%M%S", &parts)
        return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
