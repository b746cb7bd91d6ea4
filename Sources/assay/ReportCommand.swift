import Arena
import ArgumentParser
import Files
import FoundationEssentials
import Problems
import Records
import Reporting

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write comparisons and claims as one HTML page that needs no network.",
        discussion: """
            Examples:
              assay report
              assay report results/20260131-235959.json -o page.html
              assay report 20260131-235959
              assay report results/claims.json
            """)

    @Argument(
        help: "Results as `assay compare` or `assay claims` wrote them: files, or names of comparisons. The newest one where nothing is named.",
        completion: .file(extensions: ["json"]))
    var comparisons: [String] = []
    @ArgumentParser.Option(name: .shortAndLong, help: "The file to write; else beside the results.", completion: .file(extensions: ["html"]))
    var output: String?
    @ArgumentParser.Option(
        name: .long, help: "The file of Chart.js 3; else where Debian's libjs-chart.js puts it.", completion: .file(extensions: ["js"]))
    var chartLibrary = "/usr/share/javascript/chart.js/chart.min.js"
    @OptionGroup var recordOptions: RecordOptions

    func run() throws {
        let library: [UInt8]
        do { library = try File.read(chartLibrary, limit: 1 << 26) } catch {
            throw ArenaError("\(error); the report's charts need Chart.js 3: install Debian's libjs-chart.js, or name its file with --chart-library")
        }
        var documents: [ComparisonDocument] = []
        var claims: [ClaimsDocument] = []
        for result in try comparisons.isEmpty ? [newest()] : comparisons.map(read) {
            switch result {
            case .comparison(let document): documents.append(document)
            case .claims(let document): claims.append(document)
            }
        }
        let names = documents.map(\.comparison) + (claims.isEmpty ? [] : ["claims"])
        let file = output ?? "\(recordOptions.folder)/\(names.joined(separator: "+").prefix(120)).html"
        try Output.makeFolder(of: file)
        let page = ReportPage(documents, claims: claims, chartLibrary: String(decoding: library, as: UTF8.self))
        try AtomicFile.write(Array(page.html.utf8), to: file)
        print(file)
    }

    /// What a file of results holds.
    private enum Result {
        case comparison(ComparisonDocument)
        case claims(ClaimsDocument)
    }

    private func read(_ name: String) throws -> Result {
        let kept = "\(recordOptions.folder)/\(name).json"
        let file = !FileManager.default.fileExists(atPath: name) && FileManager.default.fileExists(atPath: kept) ? kept : name
        guard FileManager.default.fileExists(atPath: file) else {
            if let partial = try unfinished(name) { return .comparison(partial) }
            throw ArenaError("\(name): there is no such file, nor a comparison of that name in \(recordOptions.folder)")
        }
        return try parse(file)
    }

    private func parse(_ file: String) throws -> Result {
        let data = Data(try File.read(file, limit: 1 << 32))
        if let claims = try? Output.decode(ClaimsDocument.self, from: data) {
            guard claims.version == 0 else { throw ArenaError("\(file): it is of version \(claims.version), and this program knows version 0") }
            return .claims(claims)
        }
        let document: ComparisonDocument
        do { document = try Output.decode(ComparisonDocument.self, from: data) } catch is DecodingError {
            throw ArenaError("\(file): these are no results of a comparison, or were cut off; run `assay compare` again to write them")
        }
        guard document.version == 0 else { throw ArenaError("\(file): it is of version \(document.version), and this program knows version 0") }
        guard let instances = document.instances, !instances.isEmpty else {
            throw ArenaError("\(file): it does not say what its instances are; run `assay compare` again, which keeps the runs and writes it anew")
        }
        return .comparison(document)
    }

    /// What a comparison that was interrupted has done so far.
    private func unfinished(_ name: String? = nil) throws -> ComparisonDocument? {
        guard FileManager.default.fileExists(atPath: recordOptions.folder + "/records.journal") else { return nil }
        let store = try recordOptions.open()
        guard let comparison = try store.comparison(named: name)?.comparison else { return nil }
        var cells: [CellResult] = []
        try store.forEach(RecordFilter(comparison: comparison.name)) { cells.append($0.result) }
        let instances = try instances(named: comparison.plan.on)
        Output.note("note: \(comparison.name) was not finished; this is what it has run")
        return ComparisonDocument(
            name: comparison.name, plan: comparison.plan, environment: comparison.environment,
            cells: cells.sorted { ($0.seed, $0.method) < ($1.seed, $1.method) }, instances: instances)
    }

    private func newest() throws -> Result {
        let folder = recordOptions.folder
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".json") }
        func changed(_ name: String) -> Date {
            (try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)"))?[.modificationDate] as? Date ?? .distantPast
        }
        guard let name = names.max(by: { (changed($0), $0) < (changed($1), $1) }) else {
            if let partial = try unfinished() { return .comparison(partial) }
            throw ArenaError("there are no results in \(folder); `assay compare` makes some, and --records names another folder")
        }
        return try parse("\(folder)/\(name)")
    }
}
