import Arena
import ArgumentParser
import Files
import Loading
import Registry
import Reporting

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every registered library as if it were loaded for a run.",
        discussion: """
            Reads each file whole, compares its SHA-256 with the pinned one, checks it, loads it in a process of its own, and \
            compares what it says of its methods with the registry. Exit code 1 says that some library would be refused.

            Examples:
              assay verify
              assay verify Plugins/.build/release/libHNSW.so --json
            """)

    @Argument(help: "Libraries, by their paths in the registry; all where none is named.", completion: .file(extensions: ["so"]))
    var libraries: [String] = []
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Verdict: Encodable {
            var library: String
            var methods: [String]
            var state: String
            var reason: String?
        }
        var version = 0
        var libraries: [Verdict]
    }

    func run() throws {
        let registry = try registryOptions.load()
        let arena = try registryOptions.arena(registry)
        let known = registry.document.libraries
        for name in libraries where !known.contains(where: { isMeant($0, name, registry) }) {
            throw ArenaError("\(name) is not registered; `assay list --json` shows the paths of those that are")
        }
        let verdicts = known.filter { library in libraries.isEmpty || libraries.contains { isMeant(library, $0, registry) } }.map { library in
            let reason = complaint(library, registry, arena)
            return Document.Verdict(
                library: library.path, methods: library.methods.map(\.id), state: reason == nil ? "ready" : "refused", reason: reason)
        }
        if output.json {
            try Output.json(Document(libraries: verdicts))
        } else {
            var table = Table([("library", .left), ("methods", .left), ("state", .left)])
            for verdict in verdicts { table.append([verdict.library, verdict.methods.joined(separator: ", "), verdict.state]) }
            print(table.text(style: Output.style), terminator: "")
            for reason in verdicts.compactMap(\.reason) { print(Output.style.bad(reason)) }
        }
        if verdicts.contains(where: { $0.reason != nil }) { throw ExitCode(1) }
    }

    private func isMeant(_ library: LibraryEntry, _ name: String, _ registry: Registry) -> Bool {
        library.path == name || registry.path(of: library) == (Registry.absolute(name) ?? name)
    }

    /// What is wrong with a library, or nil.
    private func complaint(_ library: LibraryEntry, _ registry: Registry, _ arena: Arena) -> String? {
        let path = registry.path(of: library)
        guard let pinned = registry.pinnedDigest(of: library) else {
            return "no digest of \(library.path) is pinned; register it with `assay install\(library.built == true ? " --built" : "") \(library.path)`"
        }
        do {
            let digest = Digest(of: try File.read(path))
            guard digest.sha256 == pinned else { return Registry.changed(library.path) }
            if let complaint = registry.complaintAboutSignature(of: library) { return complaint }
            let methods = try arena.describe(library, digest: digest)
            guard methods == library.methods else {
                return "\(library.path): what it says of its methods is not what the registry says; run `assay install` on it again"
            }
            return nil
        } catch { return "\(error)" }
    }
}
