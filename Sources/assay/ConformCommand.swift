import Arena
import ArgumentParser
import Dispatch
import Files
import Glibc
import Loading
import Records
import Registry
import Reporting
import Synchronization

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
    @ArgumentParser.Option(name: .long, help: "Methods at a time; else as many as there are processors.")
    var jobs: Int?
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

            init(_ contestant: Contestant, _ findings: [Conformance.Finding]) {
                method = contestant.method.id
                library = contestant.library.path
                conforms = findings.allSatisfy { $0.complaint == nil }
                checks = findings.map {
                    .init(name: $0.check.name, description: $0.check.description, verdict: $0.complaint == nil ? "passed" : "failed", reason: $0.complaint)
                }
            }
        }
        var version = 0
        var methods: [Method]
    }

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024") }
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
        let document = try examine(targets)
        if output.json { try Output.json(document) }
        if document.methods.contains(where: { !$0.conforms }) { throw ExitCode(1) }
    }

    /// Puts methods to the checks, several at a time, and shows what was found in their order.
    private func examine(_ targets: [(registry: Registry, contestant: Contestant, isRegistered: Bool)]) throws -> Document {
        let examinations = try targets.map { target in
            var conformance = Conformance(try registryOptions.arena(target.registry))
            conformance.damagedInputs = damagedInputs
            conformance.firstSeed = firstSeed
            let checks = Conformance.checks(for: target.contestant.method).filter { check in only.isEmpty || only.contains { check.name.hasPrefix($0) } }
            return (conformance: conformance, contestant: target.contestant, checks: checks)
        }
        struct State {
            var next = 0
            var findings: [Int: [Conformance.Finding]] = [:]
            var shown = 0
            var document = Document(methods: [])
            var failure: (any Error)?
        }
        let state = Mutex(State())
        let places = targets.map { (contestant: $0.contestant, registered: $0.isRegistered ? $0.registry.file : nil) }
        let (isWhole, isJSON) = (only.isEmpty, output.json)
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs ?? Environment.current().processors, targets.count))) { _ in
            while true {
                guard let index = state.withLock({ state -> Int? in
                    guard state.failure == nil, state.next < examinations.count else { return nil }
                    state.next += 1
                    return state.next - 1
                }) else { return }
                do {
                    let found = try examinations[index].conformance.findings(examinations[index].contestant, examinations[index].checks)
                    try state.withLock { state in
                        state.findings[index] = found
                        while let findings = state.findings.removeValue(forKey: state.shown) {
                            let (contestant, registered) = places[state.shown]
                            state.document.methods.append(Document.Method(contestant, findings))
                            if !isJSON { Self.show(contestant.method.id, findings) }
                            if let registered, isWhole { try Self.keep(findings, contestant, registered) }
                            state.shown += 1
                        }
                    }
                } catch { state.withLock { $0.failure = error } }
            }
        }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.document
        }
    }

    private func listChecks() {
        var table = Table([("check", .left), ("what must be so", .left)])
        for check in Conformance.checks { table.append([check.name, check.description]) }
        print(table.text(style: Output.style), terminator: "")
    }

    private static func show(_ method: String, _ findings: [Conformance.Finding]) {
        let style = Output.style
        let passed = findings.count { $0.complaint == nil }
        print("\(style.bold(method))  \(passed) of \(findings.count) checks passed")
        for finding in findings {
            if let complaint = finding.complaint { print(style.bad("  \(finding.check.name): \(complaint)")) }
        }
        // Somebody may be waiting for a long list.
        fflush(nil)
    }

    private static func keep(_ findings: [Conformance.Finding], _ contestant: Contestant, _ file: String) throws {
        let verdict = ConformanceVerdict(checks: findings.count, failed: findings.filter { $0.complaint != nil }.map(\.check.name))
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
