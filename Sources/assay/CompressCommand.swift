import Arena
import ArgumentParser
import AssayKit
import Files
import Glibc
import Problems
import Records
import Registry
import Reporting
import Statistics

struct CompressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compress", abstract: "Make the weights in a safetensors file smaller, or see which method does that best.",
        discussion: """
            Matrices go to the method one by one, each as a network of one linear map, and are restored at once to see what was lost. \
            All other tensors are kept as they are. What is made is a single file, for `assay restore`.

            Examples:
              assay compress --with round-to-nearest model.safetensors -o model.assay --bits 4
              assay compress --with curing model.safetensors -o model.assay --calibration inputs.npy
              assay compress --compare model.safetensors
            """)

    @Argument(help: "The safetensors file.", completion: .file(extensions: ["safetensors"]))
    var file: String
    @ArgumentParser.Option(name: .long, help: "The method, with options in brackets: 'round-to-nearest[bits=4]'. With --compare, one of those to be compared; repeat it for more.")
    var with: [String] = []
    @ArgumentParser.Option(name: .shortAndLong, help: "Where to write what is made.", completion: .file(extensions: ["assay"]))
    var output: String?
    @ArgumentParser.Option(name: .long, help: "The method's option of this name.")
    var bits: Int?
    @ArgumentParser.Option(
        name: .long, help: "Rows of what enters the matrices, for methods that ask for that: used for each matrix with as many inputs as a row has numbers.",
        completion: .file(extensions: ["npy"]))
    var calibration: String?
    @Flag(name: .long, help: "Write nothing; show bytes and error of all methods that fit, and which of them no other beats in both.")
    var compare = false
    @OptionGroup var weightOptions: WeightOptions
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if compare {
            guard output == nil else { throw ValidationError("--compare writes no file; leave out -o") }
        } else {
            guard with.count == 1 else { throw ValidationError("name one method by --with, or see which is best by --compare") }
            guard output != nil else { throw ValidationError("-o is missing: say where to write what is made") }
        }
    }

    func run() throws {
        let registry = try registryOptions.load()
        let arena = try registryOptions.arena(registry)
        var limits = weightOptions.limits
        limits.calibration = calibration.map(resolved)
        let source = resolved(file)
        let contestants = try with.map { try contestant($0, registry) }
        if compare { return try compare(source, contestants.isEmpty ? try fitting(source, registry) : contestants, arena, limits) }
        guard let output, let contestant = contestants.first else { return }
        try Output.makeFolder(of: output)
        var report = WeightReport()
        let progress = ByteProgress("compressing")
        try AtomicFile.write(to: output) { append in
            report = try arena.compress(source, with: contestant, limits, append: append, progress: { progress.show(done: $0, of: $1, $2) })
        }
        progress.end()
        if format.json { return try Output.json(WeightDocument(file: source, output: output, contestant.label, report)) }
        let compressed = report.parts.filter { $0.reason == nil }
        print("\(output): \(report.bytes) bytes of \(report.original), \(Number.text(Double(report.original) / Double(max(1, report.bytes)))) times fewer")
        print("  \(compressed.count) matrices compressed by \(contestant.label), relative error \(Number.text(report.relativeError)); \(report.parts.count - compressed.count) tensors kept as they are")
        for part in report.parts where part.reason != nil && part.shape.count > 1 { print("  \(part.name) is kept: \(part.reason ?? "")") }
    }

    /// A method by its name, with --bits among its options.
    private func contestant(_ text: String, _ registry: Registry) throws -> Contestant {
        guard let bits else { return try Contestant(text: text, in: registry) }
        return try Contestant(text: text.hasSuffix("]") ? "\(text.dropLast()),bits=\(bits)]" : "\(text)[bits=\(bits)]", in: registry)
    }

    /// Every method for networks, and those with an option `bits` at several of its values.
    private func fitting(_ source: String, _ registry: Registry) throws -> [Contestant] {
        let instance = MatrixInstance(file: source, tensor: "weight", calibration: nil)
        return registry.methods.filter { $0.method.mismatch(role: instance.role, offers: instance.offers, instance: instance.id) == nil }.flatMap { entry in
            let option = entry.method.options.first { $0.name == "bits" && $0.type == "integer" }
            let amounts = bits.map { [$0] } ?? [2, 3, 4, 6, 8]
            guard let option else { return [Contestant(library: entry.library, method: entry.method)] }
            return amounts.filter { option.complaint(about: "\($0)") == nil }.map {
                Contestant(library: entry.library, method: entry.method, options: ["bits": "\($0)"])
            }
        }
    }

    private func compare(_ source: String, _ contestants: [Contestant], _ arena: Arena, _ limits: Arena.WeightLimits) throws {
        var reports: [(label: String, report: WeightReport)] = []
        var failures: [(label: String, reason: String)] = []
        for (number, contestant) in contestants.enumerated() {
            let progress = ByteProgress("\(number + 1)/\(contestants.count) \(contestant.label)")
            do {
                reports.append((contestant.label, try arena.compress(source, with: contestant, limits, progress: { progress.show(done: $0, of: $1, $2) })))
            } catch let error as ArenaError {
                failures.append((contestant.label, error.description))
            }
            progress.end()
        }
        let front = ParetoFront.membership(reports.map { [Double($0.report.bytes), $0.report.relativeError] })
        if format.json { return try Output.json(FrontierDocument(file: source, reports, front, failures)) }
        var table = Table([("", .left), ("method", .left), ("bytes", .right), ("times fewer", .right), ("relative error", .right)])
        for index in reports.indices.sorted(by: { reports[$0].report.bytes < reports[$1].report.bytes }) {
            let (label, report) = reports[index]
            table.append([
                front[index] ? "*" : "", label, "\(report.bytes)", Number.text(Double(report.original) / Double(max(1, report.bytes))), Number.text(report.relativeError),
            ])
        }
        print(table.text(style: Output.style), terminator: "")
        print(Output.style.dim("* no other has fewer bytes and a smaller error"))
        for (label, reason) in failures { print("\(label) is left out: \(reason)") }
    }
}

/// What runs on weights may take.
struct WeightOptions: ParsableArguments {
    @ArgumentParser.Option(name: .long, help: "Seconds that a matrix may take.")
    var timeout: Double = 600
    @ArgumentParser.Option(name: .long, help: "MiB of memory that a method may have.")
    var memory = 4096
    @ArgumentParser.Option(name: .long, help: "The seed of methods that draw at random.")
    var seed: UInt64 = 1

    func validate() throws {
        guard timeout > 0 && timeout <= 1e6 else { throw ValidationError("--timeout takes a positive number of seconds") }
        guard (64...1 << 20).contains(memory) else { throw ValidationError("--memory takes a number of MiB from 64 to 1048576") }
    }

    var limits: Arena.WeightLimits {
        var limits = Arena.WeightLimits()
        (limits.timeout, limits.memory, limits.seed) = (timeout, memory << 20, seed)
        return limits
    }
}

/// A path that workers understand too.
func resolved(_ path: String) -> String { Registry.absolute(path) ?? path }

/// A bar on standard error, where that is a terminal.
final class ByteProgress {
    private let title: String
    private let isTerminal = isatty(2) == 1

    init(_ title: String) { self.title = title }

    func show(done: Int, of total: Int, _ name: String) {
        guard isTerminal else { return }
        let width = 24, filled = total > 0 ? width * done / total : width
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        write("\r\u{1B}[K\(bar) \(title)  \(Number.bytes(done)) of \(Number.bytes(total))  " + name.unicodeScalars.prefix(40).filter { $0.value >= 32 && $0.value != 127 }.map(String.init).joined())
    }

    func end() { if isTerminal { write("\r\u{1B}[K") } }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(2, bytes, bytes.count)
    }
}
