import Arena
import ArgumentParser
import Problems
import Registry
import Reporting

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a method says of itself: options, claims, and the instances it fits.",
        discussion: "Loads no library. Examples:\n  assay info hnsw\n  assay info hnsw --json")

    @Argument(help: "The method's id.")
    var method: String
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Codable {
        struct Fit: Codable {
            var instance: String
            var fits: Bool
            var reason: String?
        }
        var version = 0
        var method: MethodEntry
        var library: String
        var state: String
        var reason: String?
        var conforms: ConformanceVerdict?
        var instances: [Fit]
    }

    func run() throws {
        let registry = try registryOptions.load()
        let contestant = try Contestant(text: method, in: registry)
        let entry = contestant.method
        let state = registry.state(of: contestant.library)
        let fits = Catalog.instances.filter { $0.role.rawValue == entry.role }.map { instance in
            let reason = entry.mismatch(role: instance.role, offers: instance.offers, instance: instance.id)
            return Document.Fit(instance: instance.id, fits: reason == nil, reason: reason)
        }
        let verdict = registry.conformance(of: entry.id, in: contestant.library, host: Host.version)
        if output.json {
            return try Output.json(
                Document(method: entry, library: contestant.library.path, state: state.word, reason: state.reason, conforms: verdict, instances: fits))
        }
        let style = Output.style
        print(style.bold(entry.name) + "  \(entry.role) \(entry.id)")
        print(entry.summary)
        if let paper = entry.paper {
            let number = paper.arxiv.map { ", arXiv:\($0)" } ?? ""
            print("\(paper.authors): \(paper.title) (\(paper.year)\(number))")
        }
        print("\nneeds    \(entry.needs.joined(separator: " & "))")
        print("library  \(contestant.library.path)  \(state.word)\(state.reason.map { ": \($0)" } ?? "")")
        print("conforms \(verdict.map { $0.failed.isEmpty ? "yes, to \($0.checks) checks" : "\($0.word): \($0.failed.joined(separator: ", "))" } ?? "not known; assay conform \(entry.id) tells")")
        if entry.unseeded == true { print("seeds    it draws random numbers of its own, which no seed governs: its results differ from run to run") }
        if !entry.options.isEmpty {
            print()
            var table = Table([("option", .left), ("type", .left), ("default", .left), ("limits", .left), ("", .left)])
            for option in entry.options {
                let unit = option.unit.isEmpty ? "" : " \(option.unit)"
                table.append([option.name, option.type, option.default + unit, option.limits, option.documentation])
            }
            print(table.text(style: style), terminator: "")
        }
        if !entry.claims.isEmpty {
            print("\n" + style.dim("claims of the paper"))
            for claim in entry.claims {
                let rival = claim.rival.map { " against \($0)" } ?? ""
                print("  \(claim.text) Paper: \(claim.paperValue)\n    here: \(claim.metric) on \(claim.instance)\(rival), \(claim.expectation)")
            }
        }
        print("\n" + style.dim("instances"))
        for fit in fits { print("  \(fit.instance)" + (fit.reason.map { style.dim("  does not fit: \($0)") } ?? "")) }
    }
}
