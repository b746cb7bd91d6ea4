import Arena
import ArgumentParser
import Files
import FoundationEssentials
import Glibc
import Problems
import Records
import Reporting

struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "Show, export and import the records of runs.",
        discussion: """
            Examples:
              assay records
              assay records export --format csv -o runs.csv
              assay records export --format iohprofiler -o ioh --instance rosenbrock/100
              assay records import other-machine/records.journal
            """,
        subcommands: [ListRecords.self, ExportRecords.self, ImportRecords.self], defaultSubcommand: ListRecords.self)
}

/// Which records are meant: options of the commands that read them.
struct RecordFilterOptions: ParsableArguments {
    @ArgumentParser.Option(name: .long, help: "Only records that this comparison ran.")
    var comparison: String?
    @ArgumentParser.Option(name: .long, help: "Only records of this method, by its id.")
    var method: String?
    @ArgumentParser.Option(name: .long, help: "Only records of this instance.")
    var instance: String?
    @ArgumentParser.Option(name: .long, help: "Only records with this outcome: ok, exhausted, failed, crashed, …")
    var outcome: Outcome?

    var filter: RecordFilter { RecordFilter(comparison: comparison, method: method, instance: instance, outcome: outcome) }
}

extension Outcome: ExpressibleByArgument {}

struct ListRecords: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Say how many records there are, by instance, method and outcome.",
        discussion: "Examples:\n  assay records list\n  assay records list --outcome crashed --json")

    @OptionGroup var filter: RecordFilterOptions
    @OptionGroup var recordOptions: RecordOptions
    @OptionGroup var format: OutputOptions

    private struct Document: Encodable {
        var version = 0
        var folder: String
        var counts: [RecordCount]
    }

    func run() throws {
        let store = try recordOptions.openExisting()
        let counts = try store.counts(filter.filter)
        if format.json { return try Output.json(Document(folder: store.folder, counts: counts)) }
        guard !counts.isEmpty else { return print("no records in \(store.folder)") }
        var table = Table([("instance", .left), ("method", .left), ("outcome", .left), ("records", .right)])
        for count in counts { table.append([count.instance, count.method, count.outcome, Number.text(Double(count.count))]) }
        print(table.text(style: Output.style), terminator: "")
        print(Output.style.dim("\(Number.text(Double(counts.reduce(0) { $0 + $1.count }))) records in \(store.folder)"))
    }
}

struct ExportRecords: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument { case csv, jsonl, iohprofiler }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records for other programs: CSV, JSON lines, or IOHprofiler's folders.",
        discussion: """
            CSV and JSON lines go to standard output where -o names no file. IOHprofiler's format is a folder, which \
            IOHanalyzer and iohinspector open.

            Examples:
              assay records export --format csv --instance logistic/digits > runs.csv
              assay records export --format iohprofiler -o ioh
            """)

    @ArgumentParser.Option(name: .long, help: "What to write.")
    var format: Format = .csv
    @ArgumentParser.Option(name: .shortAndLong, help: "The file or folder to write.", completion: .file())
    var output: String?
    @OptionGroup var filter: RecordFilterOptions
    @OptionGroup var recordOptions: RecordOptions

    func validate() throws {
        if format == .iohprofiler && output == nil { throw ValidationError("the IOHprofiler format is a folder: -o names it") }
    }

    func run() throws {
        let store = try recordOptions.openExisting()
        if format == .iohprofiler, let output { return try writeFolder(store, output) }
        guard let output else {
            let sink = StandardOutput()
            try produce(store) { sink.append($0) }
            return sink.flush()
        }
        try Output.makeFolder(of: output)
        try AtomicFile.write(to: output) { append in
            var pending: [UInt8] = []
            try produce(store) { text in
                pending.append(contentsOf: text.utf8)
                guard pending.count > 1 << 20 else { return }
                try append(pending)
                pending.removeAll(keepingCapacity: true)
            }
            try append(pending)
        }
    }

    private func produce(_ store: Store, _ write: (String) throws -> Void) throws {
        switch format {
        case .jsonl: try store.forEachLine(filter.filter) { try write($0 + "\n") }
        case .csv:
            var export = CSVExport()
            try store.forEach(filter.filter) { export.look(at: $0) }
            try write(export.header)
            try store.forEach(filter.filter) { try write(export.row($0)) }
        case .iohprofiler: break
        }
    }

    private func writeFolder(_ store: Store, _ folder: String) throws {
        let known = Catalog.instances.map { ($0.id, (name: $0.metrics[0].name, higherIsBetter: $0.metrics[0].better == .higher)) }
        var export = IOHprofilerExport(metrics: Dictionary(known) { first, _ in first })
        var left = 0
        try store.forEach(filter.filter) { if !export.add($0) { left += 1 } }
        let count = try export.write(to: folder)
        Output.note("\(count) runs written to \(folder)" + (left > 0 ? "; \(left) records that are no runs (skipped pairs, unknown instances) left out" : ""))
    }
}

/// Text on standard output, in large pieces; who reads it may stop at any time.
private final class StandardOutput {
    private var pending: [UInt8] = []

    func append(_ text: String) {
        pending.append(contentsOf: text.utf8)
        if pending.count > 1 << 16 { flush() }
    }

    func flush() {
        var sent = 0
        while sent < pending.count {
            let count = unsafe pending.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { exit(errno == EPIPE ? 0 : 1) }
            sent += count
        }
        pending.removeAll(keepingCapacity: true)
    }
}

struct ImportRecords: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in the records of other machines: their journals.",
        discussion: "A record that is known already is not taken twice.\n\nExamples:\n  assay records import other-machine/records.journal")

    @Argument(help: "Journals: the file records.journal of another folder of records.", completion: .file(extensions: ["journal"]))
    var journals: [String]
    @OptionGroup var recordOptions: RecordOptions

    func run() throws {
        let store = try recordOptions.open()
        for journal in journals {
            let (added, damage, _) = try store.merge(journal: journal)
            for line in damage { Output.note("warning: \(line)") }
            print("\(journal): \(added) new record\(added == 1 ? "" : "s")")
        }
    }
}
