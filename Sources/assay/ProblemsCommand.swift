import ArgumentParser
import Problems
import Reporting

struct ProblemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "problems", abstract: "List the problem instances that methods are compared on.",
        discussion: "Examples:\n  assay problems\n  assay problems --json")

    @OptionGroup var output: OutputOptions

    func run() throws {
        if output.json { return try Output.json(ProblemsDocument(Catalog.instances)) }
        var table = Table([("instance", .left), ("role", .left), ("metrics", .left), ("offers", .left), ("", .left)])
        for instance in Catalog.instances {
            let metrics = instance.metrics.map { $0.name + ($0.better == .lower ? " ↓" : " ↑") }.joined(separator: ", ")
            table.append([instance.id, instance.role.rawValue, metrics, instance.offers.joined(separator: " "), instance.summary])
        }
        print(table.text(style: Output.style), terminator: "")
        print(Output.style.dim("and of your own files: \(OwnData.forms)"))
    }
}
