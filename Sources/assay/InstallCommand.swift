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
            A library is copied into the folder `libraries` beside the registry, and its SHA-256 is pinned. One that knows \
            nothing of Assay, or a program, is described in a JSON file, which is named instead; one of the system's stays \
            where it is. \
            Where a signature lies beside a library, as libmine.so.sig, it is registered with it.

            Examples:
              assay install ~/my-plugin/.build/release/libMyMethod.so
              assay install --built Plugins/.build/release/*.so
              assay install my-library.json
            """)

    @Argument(help: "The libraries, or descriptions of libraries (.json).", completion: .file(extensions: ["so", "json"]))
    var libraries: [String]
    @Flag(name: .long, help: "The libraries are built from this tree: their digests go to registry.lock, which is not kept under version control, and libraries that hold no plugin are passed over.")
    var built = false
    @Flag(name: .long, help: "The libraries stay where they are.")
    var inPlace = false
    @OptionGroup var registryOptions: RegistryOptions

    func validate() throws {
        if built, inPlace { throw ValidationError("what is built from this tree stays where it is anyway: --built alone will do") }
    }

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
            let gone = registry.document.libraries.filter { $0.built == true && !$0.lane.isDescribed && registry.state(of: $0).word == "missing" }
            registry.removeLibraries { gone.contains($0) }
        }
        try registry.save()
        if refused > 0 { throw ExitCode(1) }
    }

    private func registryFile() throws -> String {
        do { return try registryOptions.file() } catch {
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
        let installer = LibraryInstaller(options: registryOptions, place: built ? .built : inPlace ? .inPlace : .copied)
        let (entry, hasChanged): (LibraryEntry, Bool)
        if let described = registry.document.libraries.first(where: { $0.lane.isDescribed && $0.path == library }) {
            // An entry that was written by hand, or whose library has changed.
            let place: LibraryInstaller.Place = built || described.built == true ? .built : .inPlace
            (entry, hasChanged) = try LibraryInstaller(options: registryOptions, place: place).installDescribed(described, &registry)
        } else {
            if built, !library.hasSuffix(".json"), let path = Registry.absolute(library), !Library.isPlugin(try File.read(path)) { return nil }
            (entry, hasChanged) = try installer.install(library, &registry)
        }
        guard !built else { return nil }
        let methods = entry.methods.map(\.id).joined(separator: ", ")
        return hasChanged ? "registered \(methods) from \(entry.path)" : "\(methods) from \(entry.path) was registered already, and is as it was"
    }
}

struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take methods' libraries out of the registry.",
        discussion: "What was copied at its installation is deleted; other files stay. Example:\n  assay remove my-method")

    @Argument(help: "The ids of methods; the library of each goes, with all its methods.")
    var methods: [String]
    @OptionGroup var registryOptions: RegistryOptions

    func run() throws {
        let file = try registryOptions.file()
        try FileLock(path: file + ".guard").whileHeld { try remove(from: file) }
    }

    private func remove(from file: String) throws {
        var registry = try Registry(file: file)
        var gone: [LibraryEntry] = []
        for id in methods where !gone.contains(where: { $0.methods.contains { $0.id == id } }) {
            let library = try Contestant(text: id, in: registry).library
            registry.removeLibraries { $0.path == library.path }
            gone.append(library)
        }
        try registry.save()
        for library in gone {
            let isCopy = library.path.hasPrefix(LibraryInstaller.copies + "/")
            if isCopy { unlink(registry.path(of: library)) }
            print("removed \(library.methods.map(\.id).joined(separator: ", "))\(isCopy ? "" : "; \(library.path) stays")")
        }
    }
}
