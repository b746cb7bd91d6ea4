import ArgumentParser
import Registry
import Reporting

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the registered methods.",
        discussion: """
            Loads no library. Methods whose library is missing or refused are only counted; --all lists them with the reason. \
            Examples:
              assay list
              assay list --role searcher
              assay list --all
              assay list --json
            """)

    @ArgumentParser.Option(name: .long, help: "Only methods of this role: optimizer, compressor or searcher.", completion: .list(["optimizer", "compressor", "searcher"]))
    var role: String?
    @Flag(name: .long, help: "Also methods that cannot be used, with the reason, and the library of each.")
    var all = false
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard role.map({ ["optimizer", "compressor", "searcher"].contains($0) }) ?? true else {
            throw ValidationError("--role takes optimizer, compressor or searcher")
        }
    }

    func run() throws {
        var document = ListDocument(try Registry(listing: try registryOptions.file()))
        if let role { document.methods.removeAll { $0.role != role } }
        if output.json { return try Output.json(document) }
        let shown = all ? document.methods : document.methods.filter { $0.state == "ready" }
        var columns: [(String, Table.Alignment)] = [("method", .left), ("role", .left), ("needs", .left), ("conforms", .left), ("name", .left)]
        if all { columns += [("lane", .left), ("state", .left), ("library", .left)] }
        var table = Table(columns)
        for method in shown {
            let more = all ? [method.lane, method.state, method.library] : []
            table.append([method.id, method.role, method.kind, method.conforms?.word ?? "–", method.name] + more)
        }
        print(table.text(style: Output.style), terminator: "")
        if all {
            for reason in Set(document.methods.compactMap { $0.reason }).sorted() { print(Output.style.bad(reason)) }
        } else if shown.count < document.methods.count {
            print(Output.style.bad("\(document.methods.count - shown.count) more cannot be used; assay list --all says why"))
        }
    }
}
