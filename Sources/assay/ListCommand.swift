import ArgumentParser
import Registry
import Reporting

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the registered methods.",
        discussion: "Loads no library. Examples:\n  assay list\n  assay list --role searcher\n  assay list --json")

    @ArgumentParser.Option(name: .long, help: "Only methods of this role: optimizer, compressor or searcher.", completion: .list(["optimizer", "compressor", "searcher"]))
    var role: String?
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard role.map({ ["optimizer", "compressor", "searcher"].contains($0) }) ?? true else {
            throw ValidationError("--role takes optimizer, compressor or searcher")
        }
    }

    func run() throws {
        var document = ListDocument(try registryOptions.load())
        if let role { document.methods.removeAll { $0.role != role } }
        if output.json { return try Output.json(document) }
        var table = Table([("method", .left), ("role", .left), ("needs", .left), ("state", .left), ("conforms", .left), ("name", .left)])
        for method in document.methods { table.append([method.id, method.role, method.kind, method.state, method.conforms?.word ?? "–", method.name]) }
        print(table.text(style: Output.style), terminator: "")
        for library in Set(document.methods.compactMap { $0.reason }).sorted() { print(Output.style.bad(library)) }
    }
}
