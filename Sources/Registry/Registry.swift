import Files
import FoundationEssentials
import Glibc

/// The registered libraries: registry.json, and beside it registry.lock with the digests of what was built here.
public struct Registry: Sendable {
    /// The absolute path of registry.json.
    public let file: String
    public internal(set) var document: RegistryDocument
    var lock: LockDocument

    /// The folder that relative paths start from.
    public var folder: String { String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]) }
    var lockFile: String { folder + "/registry.lock" }

    /// Reads a registry.
    /// - Throws: `RegistryError` naming the file, the place in it and what is wrong.
    public init(file: String) throws(RegistryError) {
        self.file = file
        let (document, bytes): (RegistryDocument, [UInt8]) = try Self.decode(file)
        guard document.version == 0 else {
            throw RegistryError("\(file): it is of version \(document.version), and this host reads version 0; use a newer host")
        }
        self.document = document
        try Self.check(document, file: file)
        lock = LockDocument()
        if access(lockFile, F_OK) == 0 { lock = try Self.decode(lockFile).document }
        // The host's own writing needs no second look.
        guard lock.written == nil || lock.written != FileStamp(path: file) else { return }
        if let place = UnknownFields.first(in: bytes, as: document) {
            throw RegistryError("\(file): there is no field \(place); is it misspelt, or from a newer host?")
        }
    }

    /// An empty registry that is to be written to a file.
    public init(emptyAt file: String) {
        self.file = file
        document = RegistryDocument()
        lock = LockDocument()
    }

    /// The registry to use: the one named, or `ASSAY_REGISTRY`, or the nearest registry.json from the working folder
    /// upwards, or the one in the user's data folder, or the last resort.
    /// - Throws: where none is found, naming the places looked at.
    public static func locate(named: String? = nil, environment: [String: String], last: String? = nil) throws(RegistryError) -> String {
        if let named = named ?? environment["ASSAY_REGISTRY"] {
            guard let path = absolute(named) else { throw RegistryError("there is no registry at \(named)") }
            return path
        }
        var folder = absolute(".") ?? "/"
        while true {
            let candidate = (folder == "/" ? "" : folder) + "/registry.json"
            if access(candidate, F_OK) == 0 { return candidate }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        let home = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
        let user = home + "/assay/registry.json"
        if access(user, F_OK) == 0 { return user }
        if let last, access(last, F_OK) == 0 { return last }
        throw RegistryError("no registry.json here, in a folder above, or at \(user); name one with --registry or ASSAY_REGISTRY")
    }

    /// The absolute path of a file that exists.
    public static func absolute(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// A path as the registry keeps it: relative to its folder where the file lies below, otherwise absolute. Links on
    /// the way stay as they are, since what they point to may differ from machine to machine.
    public func registeredPath(_ path: String) -> String {
        var parts: [Substring] = []
        let full = path.hasPrefix("/") ? path : (Self.absolute(".") ?? "") + "/" + path
        for part in full.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let lexical = "/" + parts.joined(separator: "/")
        return lexical.hasPrefix(folder + "/") ? String(lexical.dropFirst(folder.count + 1)) : lexical
    }

    /// The absolute path of a registered library's file.
    public func path(of library: LibraryEntry) -> String {
        switch library.lane {
        case .ffi: path(ofSystemLibrary: library.path)
        case .program: path(ofSystemProgram: library.path)
        case .swift, .c: path(library.path)
        }
    }

    private func path(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    /// Where a library is that may be one of the system's: such a one is named without a slash.
    public func path(ofSystemLibrary name: String) -> String {
        guard !name.contains("/") else { return path(name) }
        return SystemLibraries.folders.lazy.map { "\($0)/\(name)" }.first { access($0, F_OK) == 0 } ?? "\(SystemLibraries.folders[0])/\(name)"
    }

    /// Where a program is that may be one of the system's: such a one is named without a slash.
    private func path(ofSystemProgram name: String) -> String {
        guard !name.contains("/") else { return path(name) }
        return SystemPrograms.folders.lazy.map { "\($0)/\(name)" }.first { access($0, F_OK) == 0 } ?? "\(SystemPrograms.folders[0])/\(name)"
    }

    /// The digest that a library's file must have; nil where none was pinned yet.
    public func pinnedDigest(of library: LibraryEntry) -> String? {
        library.sha256 ?? lock.libraries[library.path]?.sha256
    }

    public func pinnedDigest(of companion: Companion) -> String? {
        companion.sha256 ?? lock.libraries[companion.path]?.sha256
    }

    /// What tells one state of a library from another in records: its digest, and of a described one also its description
    /// and what else it calls.
    public func identity(of library: LibraryEntry) -> String {
        let digest = pinnedDigest(of: library) ?? ""
        guard library.lane.isDescribed else { return digest }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let description = (try? encoder.encode(library.methods)).map { [UInt8]($0) } ?? []
        return Digest(of: Array((digest + (library.companions ?? []).map { pinnedDigest(of: $0) ?? "" }.joined()).utf8) + description).sha256
    }

    /// The identity of a library whose file is the one that was registered.
    /// - Throws: where it is not: what is signed must be what was looked at.
    public func currentIdentity(of library: LibraryEntry) throws(RegistryError) -> String {
        for (path, pinned) in [(path(of: library), pinnedDigest(of: library))] + (library.companions ?? []).map({ (path(ofSystemLibrary: $0.path), pinnedDigest(of: $0)) }) {
            let digest: Digest
            do { digest = try Digest(ofFile: path) } catch { throw RegistryError("\(error)") }
            guard digest.sha256 == pinned else { throw RegistryError(Self.changed(library.path)) }
        }
        return identity(of: library)
    }

    /// Every registered method with its library.
    public var methods: [(library: LibraryEntry, method: MethodEntry)] {
        document.libraries.flatMap { library in library.methods.map { (library, $0) } }
    }

    /// Whether a library can be used, told without loading it: the file is there and has its digest.
    public func state(of library: LibraryEntry) -> LibraryState {
        for companion in library.companions ?? [] {
            let state = state(companion.path, at: path(ofSystemLibrary: companion.path), pinnedDigest(of: companion), library)
            if state != .ready { return state }
        }
        let state = state(library.path, at: path(of: library), pinnedDigest(of: library), library)
        guard state == .ready, let complaint = complaintAboutSignature(of: library) else { return state }
        return .refused(reason: complaint)
    }

    private func state(_ name: String, at path: String, _ pinned: String?, _ library: LibraryEntry) -> LibraryState {
        // A name in the registry's folder must not lead out of it; one of the system's, or an absolute one, says where it leads.
        if name.contains("/") || !library.lane.isDescribed, !name.hasPrefix("/"), let resolved = Self.absolute(path), let home = Self.absolute(folder),
            !resolved.hasPrefix(home == "/" ? "/" : home + "/") {
            return .refused(reason: "\(name) leads out of the registry's folder, to \(resolved), by a symbolic link; register that path itself, if it is meant")
        }
        guard let stamp = FileStamp(path: path) else {
            let remedy = library.package.map { "; install the package \($0)" } ?? (library.built == true ? "; build it with `make`" : "")
            return .missing(reason: "\(name) is not there\(remedy)")
        }
        guard let pinned else {
            return .refused(reason: "no digest of \(name) is pinned; register it with `assay install\(library.built == true ? " --built" : "") \(library.path)`")
        }
        if let pin = lock.libraries[name], pin.sha256 == pinned, pin.stamp == stamp { return .ready }
        do {
            return Digest(of: try File.read(path)).sha256 == pinned ? .ready : .refused(reason: Self.changed(name))
        } catch { return .refused(reason: "\(error)") }
    }

    /// What is said of a library whose file is not the one that was registered.
    public static func changed(_ path: String) -> String {
        "\(path) is not the file that was registered (its SHA-256 differs); if you trust it, run `assay install` on it again"
    }

    /// Registers a library, or what has become of it, under the path given.
    public mutating func register(_ entry: LibraryEntry, digest: Digest) throws(RegistryError) {
        try put(entry)
        lock.libraries[entry.path] = .init(sha256: digest.sha256, stamp: FileStamp(path: path(of: entry)))
        for companion in entry.companions ?? [] {
            let path = path(ofSystemLibrary: companion.path)
            if let digest = try? Digest(ofFile: path) { lock.libraries[companion.path] = .init(sha256: digest.sha256, stamp: FileStamp(path: path)) }
        }
    }

    /// Registers a library of the system's that is not there, so that it is listed as missing.
    public mutating func registerMissing(_ entry: LibraryEntry) throws(RegistryError) {
        try put(entry)
        lock.libraries[entry.path] = nil
    }

    private mutating func put(_ entry: LibraryEntry) throws(RegistryError) {
        var candidate = document
        candidate.libraries.removeAll { $0.path == entry.path }
        candidate.libraries.append(entry)
        candidate.libraries.sort { $0.path < $1.path }
        try Self.check(candidate, file: file)
        document = candidate
    }

    /// Takes libraries out that a rule names.
    public mutating func removeLibraries(where rule: (LibraryEntry) -> Bool) {
        for library in document.libraries where rule(library) { lock.libraries[library.path] = nil }
        document.libraries.removeAll(where: rule)
    }

    /// Writes both files, each atomically and only where it changed.
    public mutating func save() throws(RegistryError) {
        // The digests first: without its digest a library is refused, while a digest without its library does no harm.
        try Self.encode(lock, lockFile)
        try Self.encode(document, file)
        lock.written = FileStamp(path: file)
        try Self.encode(lock, lockFile)
    }

    private static func decode<Document: Decodable>(_ file: String) throws(RegistryError) -> (document: Document, bytes: [UInt8]) {
        let bytes: [UInt8]
        do { bytes = try File.read(file) } catch { throw RegistryError("\(error)") }
        do { return (try JSONDecoder().decode(Document.self, from: Data(bytes)), bytes) } catch { throw RegistryError(decoding: error, file: file) }
    }

    private static func encode(_ document: some Encodable, _ file: String) throws(RegistryError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            let bytes = [UInt8](try encoder.encode(document)) + [UInt8(ascii: "\n")]
            if let old = try? File.read(file), old == bytes { return }
            try AtomicFile.write(bytes, to: file)
        } catch { throw RegistryError("\(file) could not be written: \(error)") }
    }

    /// What Codable cannot say: ids are unique and well-formed, paths and digests make sense.
    private static func check(_ document: RegistryDocument, file: String) throws(RegistryError) {
        var owners: [String: String] = [:]
        var paths: Set<String> = []
        for library in document.libraries {
            guard !library.path.isEmpty, !library.path.utf8.contains(0) else {
                throw RegistryError("\(file): a library has the path ‘\(library.path)’; give one relative to the registry's folder, or absolute")
            }
            guard !leavesItsFolder(library.path) else {
                throw RegistryError("\(file): the path \(library.path) leads out of the registry's folder; give an absolute path, so that it is seen where it leads")
            }
            guard paths.insert(library.path).inserted else {
                throw RegistryError("\(file): the library \(library.path) is listed twice; remove one of the entries")
            }
            if let digest = library.sha256, digest.utf8.count != 64 || !digest.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) {
                throw RegistryError("\(file): the sha256 of \(library.path) is not 64 hexadecimal digits")
            }
            for method in library.methods {
                guard isIdentifier(method.id) else {
                    throw RegistryError("\(file): ‘\(method.id)’ in \(library.path) is no method id; use lower-case letters, digits and hyphens")
                }
                if let owner = owners[method.id] {
                    throw RegistryError(
                        "\(file): two libraries claim the method id ‘\(method.id)’: \(owner) and \(library.path); remove one, or rename its method")
                }
                owners[method.id] = library.path
            }
        }
    }

    /// Whether a relative path climbs above where it begins.
    private static func leavesItsFolder(_ path: String) -> Bool {
        guard !path.hasPrefix("/") else { return false }
        var depth = 0
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }

    static func isIdentifier(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
