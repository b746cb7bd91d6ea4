import Arena
import Records
import ArgumentParser
import AssayKit
import Problems
import Reporting

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run one method on one instance, and show what came of it.",
        discussion: "Examples:\n  assay run accelerated-gradient --on logistic/digits --budget 100gradients\n  assay run 'hnsw[efSearch=200]' --on neighbors/digits --seed 3 --json")

    @Argument(help: "The method's id, with options in brackets: 'hnsw[efSearch=200]'.")
    var method: String
    @ArgumentParser.Option(name: .long, help: "The instance.")
    var on: String
    @ArgumentParser.Option(name: .long, help: "The run's seed.")
    var seed: UInt64 = 1
    @ArgumentParser.Option(name: .long, help: "What the run may spend, e.g. 200gradients,10s; else the instance's own.")
    var budget: String?
    @ArgumentParser.Option(name: .long, help: "Seconds after which a run without seconds in its budget is killed.")
    var timeout: Double = 120
    @ArgumentParser.Option(name: .long, help: "MiB of memory that the run may have.")
    var memory = 4096
    @ArgumentParser.Option(name: .long, help: "Threads, and processors, that the run may use.")
    var threads = 1
    @Flag(name: .long, help: "Keep the oracle in another process than the library: for libraries you do not trust.")
    var sealed = false
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard timeout > 0 && timeout <= 1e6 else { throw ValidationError("--timeout takes a positive number of seconds") }
        guard (64...1 << 20).contains(memory) else { throw ValidationError("--memory takes a number of MiB from 64 to 1048576") }
        guard (1...256).contains(threads) else { throw ValidationError("--threads takes a number from 1 to 256") }
        guard threads == 1 || !sealed else { throw ValidationError("a sealed run has one thread; leave out --sealed or --threads") }
    }

    func run() throws {
        let registry = try registryOptions.load()
        var plan = Plan(
            contestants: [try Contestant(text: method, in: registry)], instances: try instances(named: [on]), seeds: [seed],
            budget: try budget.map { try Budget(text: $0) }, timeout: timeout,
            memory: memory << 20, isSealed: sealed)
        plan.threads = threads
        let cells = try registryOptions.arena(registry).run(plan)
        if output.json {
            try Output.json(cells)
        } else if let cell = cells.first {
            show(cell)
        }
        if !cells.allSatisfy(\.outcome.counts) { throw ExitCode(3) }
    }

    private func show(_ cell: CellResult) {
        let style = Output.style
        print(style.bold("\(cell.method) on \(cell.instance)") + ", seed \(cell.seed): \(cell.outcome.rawValue)" + (cell.reason.isEmpty ? "" : " (\(cell.reason))"))
        for (name, value) in cell.metrics.sorted(by: { $0.key < $1.key }) { print("  \(name)  \(Number.text(value))") }
        print(style.dim("spent"))
        for (name, count) in cell.oracleCalls.sorted(by: { $0.key < $1.key }) { print("  \(name)  \(Number.text(Double(count)))") }
        print("  wall  \(Number.seconds(cell.seconds.wall))\n  cpu  \(Number.seconds(cell.seconds.cpu))\n  memory  \(Number.bytes(cell.peakBytes))")
        if !cell.stated.isEmpty { print(style.dim("stated by the method, not measured")) }
        for (name, value) in cell.stated.sorted(by: { $0.key < $1.key }) { print("  \(name)  \(Number.text(value))") }
        for line in cell.log { print("  \(line)") }
    }
}
