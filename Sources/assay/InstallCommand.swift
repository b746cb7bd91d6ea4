import Arena
import ArgumentParser
import Files
import Glibc
import Loading
import Registry

struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Register libraries: check them, read their cards in a worker, and pin their digests.",
        discussion: """
            A library stays where it is; the registry remembers its path and SHA-256. One that knows nothing of Assay is \
            described in a JSON file, which is named instead. Examples:
              assay install ~/my-plugin/.build/release/libMyMethod.so
              assay install --built Plugins/.build/release/*.so
              assay install my-library.json
            """)

    @Argument(help: "The libraries, or descriptions of libraries (.json).", completion: .file(extensions: ["so", "json"]))
    var libraries: [String]
    @Flag(name: .long, help: "The libraries are built from this tree: their digests go to registry.lock, which is not kept under version control, and libraries that hold no plugin are passed over.")
    var built = false
    @OptionGroup var registryOptions: RegistryOptions

    func run() throws {
        let file = try registryFile()
        try FileLock(path: file + ".guard").whileHeld { try install(into: file) }
    }

    private func install(into file: String) throws {
        var registry = access(file, F_OK) == 0 ? try Registry(file: file) : Registry(emptyAt: file)
        var refused = 0
        for library in libraries {
            do {
                if let message = try install(library, &registry) { print(message) }
            } catch {
                refused += 1
                Output.note("\(library): \(error)")
            }
        }
        if built {
            let gone = registry.document.libraries.filter { $0.built == true && $0.lane != .ffi && registry.state(of: $0).word == "missing" }
            registry.removeLibraries { gone.contains($0) }
        }
        try registry.save()
        if refused > 0 { throw ExitCode(1) }
    }

    private func registryFile() throws -> String {
        do { return try Registry.locate(named: registryOptions.registry, environment: ProcessEnvironment.current) } catch {
            guard let named = registryOptions.registry else { throw error }
            // A registry that is named and not there yet is begun.
            guard let folder = Registry.absolute(named.contains("/") ? String(named[..<(named.lastIndex(of: "/") ?? named.startIndex)]) : ".") else {
                throw error
            }
            return folder + "/" + (named.split(separator: "/").last.map(String.init) ?? "registry.json")
        }
    }

    /// - Returns: what happened, or nil where nothing is to be said.
    private func install(_ library: String, _ registry: inout Registry) throws -> String? {
        let installer = LibraryInstaller(registryOptions)
        if let described = registry.document.libraries.first(where: { $0.lane == .ffi && $0.path == library }) {
            // An entry that was written by hand, or whose library has changed.
            return try installer.registerDescribed(described, &registry, isBuilt: built || described.built == true)
        }
        guard let path = Registry.absolute(library) else { throw ArenaError("there is no such file") }
        if path.hasSuffix(".json") { return try installer.registerDescribed(LibraryEntry(describedIn: path, for: registry), &registry, isBuilt: built) }
        let bytes = try File.read(path)
        if built, !Library.isPlugin(bytes) { return nil }
        let entry = try installer.check(library, &registry, isBuilt: built)
        return built ? nil : "registered \(entry.methods.map(\.id).joined(separator: ", ")) from \(entry.path)"
    }
}

struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take methods' libraries out of the registry. The files stay.",
        discussion: "Example:\n  assay remove my-method")

    @Argument(help: "The ids of methods; the library of each goes, with all its methods.")
    var methods: [String]
    @OptionGroup var registryOptions: RegistryOptions

    func run() throws {
        let file = try Registry.locate(named: registryOptions.registry, environment: ProcessEnvironment.current)
        try FileLock(path: file + ".guard").whileHeld { try remove(from: file) }
    }

    private func remove(from file: String) throws {
        var registry = try Registry(file: file)
        for id in methods {
            let library = try Contestant(text: id, in: registry).library
            registry.removeLibraries { $0.path == library.path }
            print("removed \(library.methods.map(\.id).joined(separator: ", ")); \(library.path) stays")
        }
        try registry.save()
    }
}
