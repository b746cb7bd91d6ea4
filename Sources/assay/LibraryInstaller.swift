import Arena
import Files
import FoundationEssentials
import Glibc
import Loading
import Registry

/// Checks libraries and puts them into a registry, which is not written here.
struct LibraryInstaller {
    /// What becomes of a library's file.
    enum Place {
        /// It is copied into the registry's folder, so that what is registered stays as it was.
        case copied
        /// It stays where it is.
        case inPlace
        /// It stays where it is, and its digest, which changes with every build, is kept beside the registry.
        case built
    }

    /// Where copies go, below the registry's folder.
    static let copies = "libraries"

    let options: RegistryOptions
    let place: Place

    /// A plugin, or what a JSON file describes: checked in a process of its own and registered with its digest.
    /// - Returns: the entry, and whether it is new or has changed.
    func install(_ library: String, _ registry: inout Registry) throws -> (entry: LibraryEntry, hasChanged: Bool) {
        guard let path = Registry.absolute(library) else { throw ArenaError("there is no such file") }
        if path.hasSuffix(".json") {
            var entry = try LibraryEntry(describedIn: path, for: registry)
            if let signature = try SignatureFile.read(beside: path) { entry.signature = signature }
            return try installDescribed(entry, &registry)
        }
        let bytes = try File.read(path)
        let digest = Digest(of: bytes)
        var entry = LibraryEntry(
            path: registry.registeredPath(library), lane: Library.lane(bytes), sha256: place == .built ? nil : digest.sha256,
            built: place == .built ? true : nil, methods: [])
        entry.signature = try SignatureFile.read(beside: path)
        try checkSignature(of: entry, digest, registry)
        entry.methods = try options.arena(registry).describe(entry, digest: digest)
        if place == .copied { entry.path = try copy(bytes, of: path, entry.methods, registry) }
        try registry.register(entry, digest: digest)
        return (entry, true)
    }

    /// A library that knows nothing of Assay: what is described is checked against its file, then tried on a small problem
    /// in a process of its own, since nothing but a call shows whether a signature is right.
    func installDescribed(_ description: LibraryEntry, _ registry: inout Registry) throws -> (entry: LibraryEntry, hasChanged: Bool) {
        var entry = description
        let path = registry.path(of: entry)
        guard access(path, F_OK) == 0 else {
            let complaint = "the \(entry.lane.noun) \(entry.path) is not there" + (entry.package.map { "; install the package \($0)" } ?? "")
            guard place == .built else { throw ArenaError(complaint) }
            entry.built = true
            try registry.registerMissing(entry)
            Output.note("\(complaint); its methods are listed as missing")
            return (entry, true)
        }
        let bytes = try File.read(path)
        let digest = Digest(of: bytes)
        (entry.built, entry.sha256) = place == .built ? (true, nil) : (nil, digest.sha256)
        for index in (entry.companions ?? []).indices {
            if place == .built { entry.companions?[index].sha256 = nil } else { try entry.companions?[index].pin(in: registry) }
        }
        let known = registry.document.libraries.first { $0.path == entry.path }
        if known == entry, registry.pinnedDigest(of: entry) == digest.sha256, registry.state(of: entry) == .ready { return (entry, false) }
        try checkSignature(of: entry, digest, registry)
        _ = try options.arena(registry).describe(entry, digest: digest)
        var candidate = registry
        try candidate.register(entry, digest: digest)
        try options.arena(candidate).tryOut(entry)
        // The system's libraries stay the system's.
        if place == .copied, entry.path.contains("/") {
            entry.path = try copy(bytes, of: path, entry.methods, registry, mode: entry.lane == .program ? 0o755 : 0o644)
            candidate = registry
            try candidate.register(entry, digest: digest)
        }
        registry = candidate
        return (entry, true)
    }

    /// Where signatures are asked for, nothing of a library runs without one.
    private func checkSignature(of entry: LibraryEntry, _ digest: Digest, _ registry: Registry) throws {
        guard registry.requiresSignatures, place != .built else { return }
        var occasional = registry
        try occasional.register(entry, digest: digest)
        if let complaint = occasional.complaintAboutSignature(of: entry) { throw ArenaError(complaint) }
    }

    /// Copies a library beside the registry; what had its name before is replaced where it held the same methods.
    /// - Returns: the path to register.
    private func copy(_ bytes: [UInt8], of path: String, _ methods: [MethodEntry], _ registry: Registry, mode: mode_t = 0o644) throws -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let registered = "\(Self.copies)/\(name)", target = "\(registry.folder)/\(registered)"
        if let old = registry.document.libraries.first(where: { $0.path == registered }),
            Set(old.methods.map(\.id)).isDisjoint(with: methods.map(\.id)) {
            throw ArenaError(
                "another library called \(name) is registered (\(old.methods.map(\.id).joined(separator: ", "))); rename the file, or remove that one first")
        }
        if target != path {
            do { try FileManager.default.createDirectory(atPath: "\(registry.folder)/\(Self.copies)", withIntermediateDirectories: true) } catch {
                throw ArenaError("\(registry.folder)/\(Self.copies) cannot be made: \(error)")
            }
            try AtomicFile.write(bytes, to: target)
            // Whatever the umask: what everyone may write is not loaded.
            chmod(target, mode)
        }
        return registered
    }
}
