import AssayKit
import CAssay
public import ForeignFunctions
import Glibc
public import Registry

/// A plugin library, loaded into this process for good: Swift cannot let go of types again.
public struct Library: Sendable {
    public let methods: [any LoadedMethod]
    public let lane: Lane
    public let digest: Digest

    /// Checks a library's file, then loads it.
    ///
    /// The file is opened once: what is hashed and inspected is what is loaded, whatever the path names meanwhile.
    /// - Parameter sha256: the digest it must have; nil accepts any, when a library is installed.
    /// - Throws: `Refusal` with cause and remedy. Nothing of the library ran unless every check of the file passed.
    public init(path: String, sha256: String?) throws(Refusal) {
        let name = Self.name(path)
        let file = try LibraryFile(path, sha256: sha256)
        digest = file.digest
        do { lane = try Inspection.check(file.bytes) } catch { throw Refusal("\(name): \(error)") }
        let handle = try unsafe file.load(remedy: "build it again against this AssayKit")
        do { methods = lane == .c ? try unsafe Self.methods(inC: handle) : try unsafe Self.methods(inSwift: handle) } catch { throw Refusal("\(name): \(error)") }
        guard !methods.isEmpty else { throw Refusal("\(name) registers no method") }
    }

    /// Checks and loads a library that knows nothing of Assay, with those that it is used with.
    /// - Parameters:
    ///   - entries: its methods, with their bindings.
    ///   - companions: further libraries by the paths that the bindings call them, with where they are and their digests.
    /// - Throws: `Refusal` with cause and remedy.
    public init(
        path: String, sha256: String?, described entries: [MethodEntry], companions: [(name: String, path: String, sha256: String?)]
    ) throws(Refusal) {
        lane = .ffi
        let file = try LibraryFile(path, sha256: sha256)
        digest = file.digest
        var handles: [String: UnsafeMutableRawPointer] = [:]
        for (name, file) in [("", file)] + (try companions.map { companion throws(Refusal) in (companion.name, try LibraryFile(companion.path, sha256: companion.sha256)) }) {
            do { _ = try ELFFile(file.bytes).dynamicSymbols() } catch { throw Refusal("\(file.name): \(error)") }
            unsafe handles[name] = try unsafe file.load(remedy: "look with `ldd` for what it needs")
        }
        let symbols = unsafe ForeignSymbols(handles: handles)
        do { methods = try entries.map { entry throws(Refusal) in try DescribedMethod(entry, symbols) } } catch { throw Refusal("\(file.name): \(error)") }
        guard !methods.isEmpty else { throw Refusal("the entry of \(file.name) describes no method") }
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func methods(inSwift handle: UnsafeMutableRawPointer) throws(Refusal) -> [any LoadedMethod] {
        guard let symbol = unsafe dlsym(handle, Handshake.entry) else { throw Refusal("it has no entry \(Handshake.entry)") }
        // The entry is declared in the plugin by @c(assay_plugin); its C type is fixed by the handshake's epoch.
        let entry = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> UnsafeMutableRawPointer).self)
        let registration = unsafe Unmanaged<Registration>.fromOpaque(entry()).takeRetainedValue()
        guard registration.epoch == Handshake.epoch else {
            throw Refusal("it registers itself for ABI epoch \(registration.epoch), against its own handshake; build it again")
        }
        var methods: [any LoadedMethod] = []
        for type in registration.methods { methods.append(try SwiftMethod(type)) }
        return methods
    }

    private static func methods(inC handle: UnsafeMutableRawPointer) throws(Refusal) -> [any LoadedMethod] {
        guard let symbol = unsafe dlsym(handle, Inspection.structureInC) else { throw Refusal("it has no structure \(Inspection.structureInC)") }
        let library = unsafe symbol.assumingMemoryBound(to: assay_library_t.self)
        guard unsafe library.pointee.abi == ASSAY_ABI else {
            throw Refusal("it is for revision \(unsafe library.pointee.abi) of assay.h; the host's is \(ASSAY_ABI): build it against the host's")
        }
        guard unsafe Int(library.pointee.size) >= MemoryLayout<assay_library_t>.size else { throw Refusal("its structure says that it is smaller than it is; set `size`") }
        if let start = unsafe library.pointee.start, !start() { throw Refusal("it says that it cannot work here") }
        guard let found = unsafe library.pointee.factory?(ASSAY_METHODS) else { throw Refusal("it has no factory \(ASSAY_METHODS)") }
        let factory = unsafe found.assumingMemoryBound(to: assay_methods_t.self)
        guard unsafe Int(factory.pointee.size) >= MemoryLayout<assay_methods_t>.size, unsafe factory.pointee.count <= 1000 else {
            throw Refusal("its factory of methods says that it is smaller than one, or has more than a thousand")
        }
        var methods: [any LoadedMethod] = []
        for index in unsafe 0..<factory.pointee.count { methods.append(try unsafe CMethod(factory, index)) }
        return methods
    }

    /// Whether a file is a library with a plugin's entry; it says nothing of whether it loads.
    public static func isPlugin(_ bytes: [UInt8]) -> Bool {
        guard let symbols = try? ELFFile(bytes).dynamicSymbols() else { return false }
        return symbols.contains { $0.isDefined && ($0.name == Handshake.entry || $0.name == Inspection.structureInC) }
    }

    /// By which lane a plugin's file comes in, as its symbols say.
    public static func lane(_ bytes: [UInt8]) -> Lane {
        (try? Inspection.check(bytes)) ?? .swift
    }
}
