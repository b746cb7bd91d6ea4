import Arena
import ArgumentParser
import AssayKit
import Files
import FoundationEssentials
import Glibc
import Problems
import Records
import Registry
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Run methods head to head on the same instances, and rank them.",
        discussion: """
            Each cell (method × instance × seed) runs in a process of its own, and is kept as a record as soon as it is done. \
            Cells that have a record already, by the same library, options, seed, budget, data and host, are not run again. \
            Exit code 3 says that some cell gave no answer, 130 that the comparison was interrupted.

            Examples:
              assay compare --on logistic/digits --seeds 5 --budget 200gradients
              assay compare --on neighbors/digits --methods exact-search hnsw 'hnsw[efSearch=200]'
              assay compare --on logistic:my.svm neighbors:my.fvecs
              assay compare plan.json
              assay compare --resume
              assay compare plan.json --executor slurm --partition short --time 2:00:00
            """)

    @Argument(help: "A plan: a JSON file that says what is given by options else.", completion: .file(extensions: ["json"]))
    var plan: String?
    @ArgumentParser.Option(name: .long, parsing: .upToNextOption, help: "The instances.")
    var on: [String] = []
    @ArgumentParser.Option(
        name: .long, parsing: .upToNextOption, help: "The methods, with options in brackets; every method that fits where none is named.")
    var methods: [String] = []
    @ArgumentParser.Option(
        name: .long, help: "How many seeds, from 1 on, or which, as in 3,7,9; 1 to 3 where nothing is said.", transform: Self.seeds)
    var seeds: [UInt64]?
    @ArgumentParser.Option(name: .long, help: "What each run may spend, e.g. 200gradients,10s; else each instance's own.")
    var budget: String?
    @ArgumentParser.Option(name: .long, help: "Runs at a time, no more than processors. More than one disturbs timings.")
    var jobs: Int?
    @ArgumentParser.Option(name: .long, help: "Threads, and processors, that a run may use; else 1. Methods that know no threads use one.")
    var threads: Int?
    @ArgumentParser.Option(name: .long, help: "Seconds after which a run without seconds in its budget is killed; else 120.")
    var timeout: Double?
    @ArgumentParser.Option(name: .long, help: "MiB of memory that a run may have; else 4096.")
    var memory: Int?
    @Flag(name: .long, help: "Let each run have the machine to itself, as far as other comparisons go: for timings that matter.")
    var exclusive = false
    @Flag(name: .long, help: "Keep the oracle in another process than the library: for libraries you do not trust. Each call costs more.")
    var sealed = false
    @Flag(name: .long, help: "Let methods in training keep their own learning rates; else each has its rate chosen from one grid first.")
    var untuned = false
    @Flag(name: .long, help: "Go on with the newest comparison that was interrupted.")
    var resume = false
    @Flag(name: .long, help: "Run every cell, also those that have a record.")
    var fresh = false
    @ArgumentParser.Option(name: .shortAndLong, help: "Where to write the results; else a new file in the folder of the records.", completion: .file(extensions: ["json"]))
    var output: String?
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var recordOptions: RecordOptions
    @OptionGroup(title: "Where runs are made") var slurm: SlurmArguments
    @OptionGroup var format: OutputOptions

    func validate() throws {
        try slurm.check(isResumed: resume)
        if resume {
            guard plan == nil, on.isEmpty, methods.isEmpty, seeds == nil, budget == nil, !fresh, !sealed, !untuned, threads == nil else {
                throw ValidationError("--resume goes on with what was asked for; leave out the instances, methods, seeds, budget, --threads, --sealed, --untuned and --fresh")
            }
        } else if plan == nil {
            guard !on.isEmpty else { throw ValidationError("--on names no instance; `assay problems` lists them") }
        } else {
            guard on.isEmpty, methods.isEmpty, seeds == nil, budget == nil else {
                throw ValidationError("a plan says its instances, methods, seeds and budget itself; leave out the options")
            }
        }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024") }
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads takes a number from 1 to 256") }
        guard threads ?? 1 == 1 || !sealed else { throw ValidationError("a sealed run has one thread; leave out --sealed or --threads") }
        if let memory, !(64...1 << 20).contains(memory) { throw ValidationError("--memory takes a number of MiB from 64 to 1048576") }
        if let timeout, !(timeout > 0 && timeout <= 1e6) { throw ValidationError("--timeout takes a positive number of seconds") }
    }

    func run() throws {
        let registry = try registryOptions.load()
        let store = try recordOptions.open()
        let comparison = try resumed(store) ?? begun(store)
        let asked = comparison.plan
        let instances = try instances(named: asked.on)
        var plan = Plan(
            contestants: try contestants(registry, instances, asked.methods), instances: instances, seeds: asked.seeds,
            budget: try asked.budget.map { try Budget(text: $0) }, jobs: asked.jobs, timeout: asked.timeout,
            memory: (asked.memory ?? 4096) << 20, isExclusive: asked.exclusive ?? false, isSealed: asked.sealed ?? false,
            leavesOutMisfits: asked.methods.isEmpty)
        plan.threads = asked.threads ?? 1
        let file = output ?? "\(store.folder)/\(comparison.name).json"
        // A comparison may take hours: that its results have no place to go must show before.
        try Output.makeFolder(of: file)
        if !resume { try store.begin(comparison) }

        if slurm.executor != .slurm, asked.jobs * plan.threads > comparison.environment.processors {
            Output.note("note: \(asked.jobs) runs at a time were asked for\(plan.threads > 1 ? ", of \(plan.threads) processors each" : ""); there are \(comparison.environment.processors) processors, and never more are used")
        }
        let book = RecordBook(store, comparison: comparison.name, runsAnew: fresh)
        let executor = try slurm.executor(store, comparison.name, book, isResumed: resume)
        Interruption.say(
            (executor == nil ? "stopped; every run that was done is kept. Go on with" : "stopped; the cluster's tasks go on. Follow them with")
                + ": assay compare --resume" + recordOptions.repeated)
        let progress = ProgressView(instances: instances)
        let cells: [CellResult]
        do {
            let arena = try registryOptions.arena(registry)
            if asked.untuned != true { plan.tuned = try arena.tune(plan, on: executor, book: book) { progress.show(done: $0, of: $1, $2) } }
            let show: @Sendable (Int, Int, CellResult) -> Void = { progress.show(done: $0, of: $1, $2) }
            cells = try executor?.run(plan, arena, progress: show) ?? arena.run(plan, book: book, progress: show)
        } catch {
            // What failed before anything was run is nothing to go on with, and must not stand before what is.
            if executor?.isUnderWay != true, try store.counts(RecordFilter(comparison: comparison.name)).isEmpty {
                try store.finish(comparison.name)
                executor?.end(keepsLogs: false)
            }
            if executor?.isUnderWay == true { Output.note("what was done is kept; go on with: assay compare --resume" + recordOptions.repeated) }
            throw error
        }
        progress.end()
        Interruption.end()

        let document = ComparisonDocument(
            name: comparison.name, plan: asked, environment: comparison.environment, conformance: conformance(of: plan, registry), cells: cells, tuned: plan.tuned, instances: instances)
        try AtomicFile.write([UInt8](try Output.encode(document)), to: file)
        try store.finish(comparison.name)
        executor?.end(keepsLogs: cells.contains { $0.outcome == .lost })
        if format.json {
            try Output.json(document)
        } else {
            print(Leaderboard(document, instances: instances, style: Output.style).text)
            if book.reusedCount > 0 {
                print("\(book.reusedCount) of \(cells.count) runs were kept from before; --fresh runs them anew")
            }
            if let note = unbounded(cells, plan.budget) { print("note: \(note)") }
            for warning in comparison.environment.warnings { print(Output.style.dim("note: \(warning)")) }
            print("results: \(file)")
        }
        if !cells.allSatisfy({ $0.outcome.counts || $0.outcome == .skipped }) { throw ExitCode(3) }
    }

    /// What is known of the methods of a plan.
    private func conformance(of plan: Plan, _ registry: Registry) -> [String: ConformanceVerdict] {
        let verdicts = plan.contestants.compactMap { contestant in
            registry.conformance(of: contestant.method.id, in: contestant.library, host: Host.version).map { (contestant.method.id, $0) }
        }
        return Dictionary(verdicts) { first, _ in first }
    }

    /// Who made calls only of kinds that the budget does not limit: beside others it may have had more, or less.
    private func unbounded(_ cells: [CellResult], _ budget: Budget?) -> String? {
        guard let budget, !budget.calls.isEmpty, budget.seconds == nil else { return nil }
        let free = cells.filter { cell in !cell.oracleCalls.isEmpty && cell.oracleCalls.keys.allSatisfy { budget.calls[$0] == nil } }
        guard !free.isEmpty else { return nil }
        let methods = Set(free.map(\.method)).sorted(), calls = Set(free.flatMap(\.oracleCalls.keys)).sorted()
        return "the budget limits no \(calls.joined(separator: ", ")), which is all that \(methods.joined(separator: ", ")) asked for; give an amount of it too"
    }

    /// The comparison that was interrupted, where that is asked for.
    private func resumed(_ store: Store) throws -> Comparison? {
        guard resume else { return nil }
        guard var found = try store.comparison()?.comparison else {
            throw ArenaError("no comparison in \(store.folder) was interrupted; --records names another folder")
        }
        if let jobs { found.plan.jobs = jobs }
        if let timeout { found.plan.timeout = timeout }
        if let memory { found.plan.memory = memory }
        if exclusive { found.plan.exclusive = true }
        return found
    }

    private func begun(_ store: Store) throws -> Comparison {
        var document = try plan.map { try PlanFile.read($0) }
            ?? PlanDocument(on: on.map { absolute($0) }, methods: methods, seeds: seeds ?? [1, 2, 3], budget: budget)
        if let jobs { document.jobs = jobs }
        if let timeout { document.timeout = timeout }
        if let memory { document.memory = memory }
        if exclusive { document.exclusive = true }
        if sealed { document.sealed = true }
        if untuned { document.untuned = true }
        if let threads { document.threads = threads }
        let stamp = Self.timestamp()
        var name = stamp
        var number = 1
        while try store.comparison(named: name) != nil {
            number += 1
            name = "\(stamp)-\(number)"
        }
        return Comparison(name: name, plan: document, environment: .current(), folder: FileManager.default.currentDirectoryPath)
    }

    private func contestants(_ registry: Registry, _ instances: [any Instance], _ methods: [String]) throws -> [Contestant] {
        if !methods.isEmpty { return try methods.map { try Contestant(text: $0, in: registry) } }
        let fitting = registry.methods.filter { entry in
            instances.contains { entry.method.mismatch(role: $0.role, offers: $0.offers, instance: $0.id) == nil }
        }
        guard !fitting.isEmpty else {
            throw ArenaError("no registered method fits \(instances.map(\.id).joined(separator: ", ")); `assay list` shows what is registered")
        }
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

    /// How many, or which: one seed alone is written with a comma behind it.
    static func seeds(_ text: String) throws -> [UInt64] {
        let parts = text.split(separator: ",")
        let numbers = parts.compactMap { UInt64($0) }
        guard numbers.count == parts.count, Set(numbers).count == numbers.count, let first = numbers.first, numbers.count <= 10_000,
            text.contains(",") || (1...10_000).contains(first)
        else { throw ValidationError("--seeds takes a number from 1 to 10000, or seeds with commas between them, each once") }
        return text.contains(",") ? numbers : (1...first).map { $0 }
    }
}
