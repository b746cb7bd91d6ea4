import Arena
import Files
import Glibc
import Loading
import Registry

/// Checks libraries and puts them into a registry, which is not written here.
struct LibraryInstaller {
    private let options: RegistryOptions

    init(_ options: RegistryOptions) { self.options = options }

    /// A plugin, or what a JSON file describes: checked in a process of its own and registered with its digest.
    /// - Parameter isBuilt: whether it is built from the registry's tree, so that its digest is kept beside the registry.
    /// - Returns: the entry.
    func check(_ library: String, _ registry: inout Registry, isBuilt: Bool) throws -> LibraryEntry {
        guard let path = Registry.absolute(library) else { throw ArenaError("there is no such file") }
        if path.hasSuffix(".json") {
            let entry = try LibraryEntry(describedIn: path, for: registry)
            _ = try registerDescribed(entry, &registry, isBuilt: isBuilt)
            return registry.document.libraries.first { $0.path == entry.path } ?? entry
        }
        let bytes = try File.read(path)
        let digest = Digest(of: bytes)
        var entry = LibraryEntry(
            path: registry.registeredPath(library), lane: Library.lane(bytes), sha256: isBuilt ? nil : digest.sha256, built: isBuilt ? true : nil, methods: [])
        entry.methods = try options.arena(registry).describe(entry, digest: digest)
        try registry.register(entry, digest: digest)
        return entry
    }

    /// A library that knows nothing of Assay: what is described is checked against its file, then tried on a small problem
    /// in a process of its own, since nothing but a call shows whether a signature is right.
    /// - Returns: what happened, or nil where nothing is to be said.
    func registerDescribed(_ description: LibraryEntry, _ registry: inout Registry, isBuilt: Bool) throws -> String? {
        var entry = description
        let path = registry.path(of: entry)
        guard access(path, F_OK) == 0 else {
            let remedy = entry.package.map { "; install the package \($0)" } ?? ""
            guard isBuilt else { throw ArenaError("the library \(entry.path) is not there\(remedy)") }
            entry.built = true
            try registry.registerMissing(entry)
            return "\(entry.path) is not there\(remedy); registered as missing"
        }
        let digest = try Digest(ofFile: path)
        (entry.built, entry.sha256) = isBuilt ? (true, nil) : (nil, digest.sha256)
        for index in (entry.companions ?? []).indices {
            if isBuilt { entry.companions?[index].sha256 = nil } else { try entry.companions?[index].pin(in: registry) }
        }
        let known = registry.document.libraries.first { $0.path == entry.path }
        if known == entry, registry.pinnedDigest(of: entry) == digest.sha256, registry.state(of: entry) == .ready { return nil }
        _ = try options.arena(registry).describe(entry, digest: digest)
        var candidate = registry
        try candidate.register(entry, digest: digest)
        try options.arena(candidate).tryOut(entry)
        registry = candidate
        return isBuilt ? nil : "registered \(entry.methods.map(\.id).joined(separator: ", ")) from \(entry.path)"
    }
}
