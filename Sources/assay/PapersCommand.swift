import ArgumentParser
import Files
import FoundationEssentials
import Registry
import Reporting

struct PapersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "papers", abstract: "Show which papers have a method here, which will, and which state none.",
        discussion: "Examples:\n  assay papers\n  assay papers --state shipped\n  assay papers --json")

    @ArgumentParser.Option(name: .long, help: "Only papers in this state: shipped, planned or no-method.", completion: .list(["shipped", "planned", "no-method"]))
    var state: String?
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard state.map({ ["shipped", "planned", "no-method"].contains($0) }) ?? true else {
            throw ValidationError("--state takes shipped, planned or no-method")
        }
    }

    func run() throws {
        let registry = try registryOptions.load()
        var document = try PapersDocument(file: registry.folder + "/papers.json", registry: registry)
        let counts = Dictionary(grouping: document.papers, by: \.state).mapValues(\.count)
        if let state { document.papers.removeAll { $0.state != state } }
        if output.json { return try Output.json(document) }
        var table = Table([("paper", .left), ("state", .left), ("methods", .left), ("title", .left)])
        for paper in document.papers { table.append([paper.id, paper.state, paper.methods.joined(separator: ", "), paper.title]) }
        print(table.text(style: Output.style), terminator: "")
        print(["shipped", "planned", "no-method"].map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", "))
    }
}
