import Arena
import ArgumentParser
import Files
import Glibc
import Loading
import Registry
import Reporting

struct ConformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform", abstract: "Check that methods behave as every method must, each check in processes of its own.",
        discussion: """
            Budgets, seeds, options at their limits, odd problems, damaged bytes, files and threads left behind. What is found of \
            registered methods is kept, and shows beside rankings. Exit code 1 says that some check failed.

            Examples:
              assay conform                                 all that is registered
              assay conform hnsw Plugins/.build/release/libPAM.so
              assay conform my-library.so --only run/repeats
              assay conform zstd --fuzz 10000               ten thousand damaged inputs of each sort
              assay conform --list                          what is checked
            """)

    @Argument(help: "Methods, libraries, or descriptions of libraries (.json), registered or not.", completion: .file(extensions: ["so", "json"]))
    var libraries: [String] = []
    @ArgumentParser.Option(name: .long, parsing: .upToNextOption, help: "Only these methods of the libraries.")
    var method: [String] = []
    @ArgumentParser.Option(name: .long, parsing: .upToNextOption, help: "Only checks whose names begin like this: run, or restore/flipped.")
    var only: [String] = []
    @ArgumentParser.Option(name: .customLong("fuzz"), help: "How many damaged inputs of each sort a compressor is given.")
    var damagedInputs = 100
    @ArgumentParser.Option(name: .customLong("fuzz-seed"), help: "The seed of the first damaged input.")
    var firstSeed: UInt64 = 1
    @Flag(name: .long, help: "Only methods of which nothing is known yet as they are now.")
    var unknown = false
    @Flag(name: .long, help: "List the checks.")
    var list = false
    @OptionGroup var registryOptions: RegistryOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        struct Check: Encodable {
            var name: String
            var description: String
            var verdict: String
            var reason: String?
        }
        struct Method: Encodable {
            var method: String
            var library: String
            var conforms: Bool
            var checks: [Check]
        }
        var version = 0
        var methods: [Method]
    }

    func validate() throws {
        guard (1...1_000_000).contains(damagedInputs) else { throw ValidationError("--fuzz takes a number from 1 to 1000000") }
        for name in only where !Conformance.checks.contains(where: { $0.name.hasPrefix(name) }) {
            throw ValidationError("no check is called \(name); assay conform --list names them")
        }
    }

    func run() throws {
        if list { return listChecks() }
        var targets = try self.targets()
        for name in method where !targets.contains(where: { $0.contestant.method.id == name }) {
            throw ArenaError("there is no method \(name) in what is to be checked; there are \(targets.map(\.contestant.method.id).joined(separator: ", "))")
        }
        if !method.isEmpty { targets.removeAll { !method.contains($0.contestant.method.id) } }
        if unknown { targets.removeAll { $0.registry.conformance(of: $0.contestant.method.id, in: $0.contestant.library, host: Host.version) != nil } }
        var document = Document(methods: [])
        for (registry, contestant, isRegistered) in targets {
            var conformance = Conformance(try registryOptions.arena(registry))
            conformance.damagedInputs = damagedInputs
            conformance.firstSeed = firstSeed
            let checks = Conformance.checks(for: contestant.method).filter { check in only.isEmpty || only.contains { check.name.hasPrefix($0) } }
            let findings = try conformance.findings(contestant, checks)
            let failed = findings.filter { $0.complaint != nil }
            document.methods.append(
                .init(
                    method: contestant.method.id, library: contestant.library.path, conforms: failed.isEmpty,
                    checks: findings.map {
                        .init(name: $0.check.name, description: $0.check.description, verdict: $0.complaint == nil ? "passed" : "failed", reason: $0.complaint)
                    }))
            if !output.json { show(contestant.method.id, findings) }
            if isRegistered, only.isEmpty { try keep(ConformanceVerdict(checks: findings.count, failed: failed.map(\.check.name)), contestant, registry.file) }
        }
        if output.json { try Output.json(document) }
        if document.methods.contains(where: { !$0.conforms }) { throw ExitCode(1) }
    }

    private func listChecks() {
        var table = Table([("check", .left), ("what must be so", .left)])
        for check in Conformance.checks { table.append([check.name, check.description]) }
        print(table.text(style: Output.style), terminator: "")
    }

    private func show(_ method: String, _ findings: [Conformance.Finding]) {
        let style = Output.style
        let passed = findings.count { $0.complaint == nil }
        print("\(style.bold(method))  \(passed) of \(findings.count) checks passed")
        for finding in findings {
            if let complaint = finding.complaint { print(style.bad("  \(finding.check.name): \(complaint)")) }
        }
        // Somebody may be waiting for a long list.
        fflush(nil)
    }

    private func keep(_ verdict: ConformanceVerdict, _ contestant: Contestant, _ file: String) throws {
        try FileLock(path: file + ".guard").whileHeld {
            var registry = try Registry(file: file)
            registry.keep(verdict, of: contestant.method.id, in: contestant.library, host: Host.version)
            try registry.save()
        }
    }

    /// What is to be checked: methods by id, registered libraries by path, or files that are not registered.
    private func targets() throws -> [(registry: Registry, contestant: Contestant, isRegistered: Bool)] {
        let registry = try? registryOptions.load()
        func all(_ library: LibraryEntry, _ registry: Registry, isRegistered: Bool) -> [(Registry, Contestant, Bool)] {
            library.methods.map { (registry, Contestant(library: library, method: $0), isRegistered) }
        }
        guard !libraries.isEmpty else {
            let registry = try registryOptions.load()
            return registry.document.libraries.flatMap { all($0, registry, isRegistered: true) }
        }
        return try libraries.flatMap { name in
            if let registry {
                if let found = registry.methods.first(where: { $0.method.id == name }) {
                    return [(registry, Contestant(library: found.library, method: found.method), true)]
                }
                if let library = registry.document.libraries.first(where: { $0.path == name || registry.path(of: $0) == Registry.absolute(name) }),
                    registry.state(of: library) == .ready {
                    return all(library, registry, isRegistered: true)
                }
            }
            guard let path = Registry.absolute(name) else { throw ArenaError("\(name) is neither a registered method nor a file") }
            // A registry for the occasion, which is never written.
            var occasional = Registry(emptyAt: (registry?.folder ?? "") + "/registry.json")
            let entry = try LibraryInstaller(options: registryOptions, place: .inPlace).install(path, &occasional).entry
            return all(entry, occasional, isRegistered: false)
        }
    }
}
