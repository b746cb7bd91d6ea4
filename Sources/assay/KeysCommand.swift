import Arena
import ArgumentParser
import Files
import FoundationEssentials
import Registry
import Reporting

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Keys to sign libraries with, whose signatures count, and whether they are asked for.",
        discussion: """
            Keys are Ed25519. They belong to a person, not to a registry: they are kept in assay/keys of the configuration folder. \
            Examples:
              assay keys new ada                     makes a key, and prints what others trust
              assay keys trust 'assay-ed25519 … ada' or a file with such a line
              assay keys list
              assay keys require                     libraries of this registry must be signed from now on
            """,
        subcommands: [New.self, Trust.self, Distrust.self, List.self, Require.self])

    static var folder: KeyFolder { KeyFolder(environment: ProcessEnvironment.current) }

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key to sign with, and print its public half.")
        @Argument(help: "A name for it.") var name: String
        func run() throws { print(try folder.make(name).line) }
    }

    struct Trust: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody's signatures count.")
        @Argument(help: "Their public key, as `assay keys new` printed it, or a file that holds it.", completion: .file()) var key: String
        func run() throws {
            let text = try key.hasPrefix("assay-ed25519") ? key : String(decoding: File.read(key, limit: 1 << 16), as: UTF8.self)
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                let key = try PublicKey(line: String(line))
                try folder.trust(key)
                print("trusted: \(key.name), \(key.identifier)")
            }
        }
    }

    struct Distrust: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody's signatures count no longer.")
        @Argument(help: "The key's name or identifier.") var key: String
        func run() throws { for key in try folder.distrust(key) { print("no longer trusted: \(key.name), \(key.identifier)") } }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys that are trusted, and which of them can be signed with here.")
        @OptionGroup var output: OutputOptions

        private struct Document: Encodable {
            struct Key: Encodable {
                var name: String
                var identifier: String
                var publicKey: String
                var trusted: Bool
                var signs: Bool
            }
            var version = 0
            var keys: [Key]
        }

        func run() throws {
            let (trusted, own) = (try folder.trusted(), folder.own)
            let keys = trusted + own.filter { key in !trusted.contains { $0.identifier == key.identifier } }
            let document = Document(keys: keys.map { key in
                .init(
                    name: key.name, identifier: key.identifier, publicKey: key.line, trusted: trusted.contains { $0.identifier == key.identifier },
                    signs: own.contains { $0.identifier == key.identifier })
            })
            if output.json { return try Output.json(document) }
            var table = Table([("key", .left), ("identifier", .left), ("trusted", .left), ("signs here", .left)])
            for key in document.keys { table.append([key.name, key.identifier, key.trusted ? "yes" : "no", key.signs ? "yes" : "no"]) }
            print(table.text(style: Output.style), terminator: "")
        }
    }

    struct Require: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask for trusted signatures of all libraries of a registry, or do so no longer.")
        @Flag(name: .long, help: "Ask for them no longer.") var off = false
        @OptionGroup var registryOptions: RegistryOptions

        func run() throws {
            let file = try registryOptions.file()
            try FileLock(path: file + ".guard").whileHeld {
                var registry = try Registry(file: file)
                registry.requireSignatures(!off)
                try registry.save()
                let refused = registry.document.libraries.filter { registry.state(of: $0).word == "refused" }
                print(off ? "signatures are not asked for" : "libraries must be signed; \(refused.count) of \(registry.document.libraries.count) are refused as they are")
            }
        }
    }
}

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign libraries: say that you have looked at them.",
        discussion: """
            A file's signature is written beside it, as libmine.so.sig, and travels with it; that of a description, \
            zlib.json.sig, covers the library that it describes too, as it is on this machine. That of a registered library is kept in \
            the registry; where the library is described, it covers the description too. Examples:
              assay sign libmine.so
              assay sign zstd hnsw --key ada
            """)

    @Argument(help: "Libraries, or registered methods.", completion: .file(extensions: ["so"]))
    var libraries: [String]
    @ArgumentParser.Option(name: .long, help: "The name of the key; not needed where there is one alone.")
    var key: String?
    @OptionGroup var registryOptions: RegistryOptions

    func run() throws {
        let name = try key ?? onlyKey()
        for library in libraries {
            guard let file = try registered(library, name) else {
                guard let path = Registry.absolute(library) else { throw ArenaError("\(library) is neither a registered method nor a file") }
                let identity = try path.hasSuffix(".json") ? described(path) : Digest(ofFile: path).sha256
                try SignatureFile(KeysCommand.folder.sign(identity, with: name)).write(beside: path)
                print("signed by \(name): \(SignatureFile.path(of: library))")
                continue
            }
            print("signed by \(name): \(library), in \(file)")
        }
    }

    /// The identity that a described library has here once it is registered.
    private func described(_ path: String) throws -> String {
        var registry = Registry(emptyAt: (try? registryOptions.file()) ?? "/registry.json")
        let entry = try LibraryEntry(describedIn: path, for: registry)
        try registry.register(entry, digest: Digest(ofFile: registry.path(of: entry)))
        return try registry.currentIdentity(of: entry)
    }

    private func onlyKey() throws -> String {
        let own = KeysCommand.folder.own
        guard let first = own.first else { throw ArenaError("there is no key to sign with; `assay keys new NAME` makes one") }
        guard own.count == 1 else { throw ArenaError("there are several keys, \(own.map(\.name).joined(separator: ", ")); say which with --key") }
        return first.name
    }

    /// Signs a registered method's library.
    /// - Returns: the registry's file; nil where no such method is registered.
    private func registered(_ method: String, _ name: String) throws -> String? {
        guard !method.contains("/"), let file = try? registryOptions.file() else { return nil }
        return try FileLock(path: file + ".guard").whileHeld {
            var registry = try Registry(file: file)
            guard let library = registry.methods.first(where: { $0.method.id == method })?.library else { return nil }
            try registry.keep(KeysCommand.folder.sign(registry.currentIdentity(of: library), with: name), of: library)
            try registry.save()
            return file
        }
    }
}
