import AssayKit
import CAssay
import Files
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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Refusal("\(path) cannot be opened: \(unsafe String(cString: strerror(errno)))") }
        // The descriptor stays open once the library is loaded: the dynamic linker knows a library by the name it was
        // opened under, and would take another file behind the same number for this one.
        var isLoaded = false
        defer { if !isLoaded { close(descriptor) } }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        try Self.checkWhoMayWrite(descriptor, name)
        let opened = "/proc/self/fd/\(descriptor)"
        let bytes: [UInt8]
        do { bytes = try File.read(opened) } catch { throw Refusal("\(path) cannot be read: \(error)") }
        digest = Digest(of: bytes)
        if let sha256, digest.sha256 != sha256 { throw Refusal(Registry.changed(name)) }
        do { lane = try Inspection.check(bytes) } catch { throw Refusal("\(name): \(error)") }

        guard let handle = unsafe dlopen(opened, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal("\(name) does not load: \(unsafe String(cString: dlerror())); build it again against this AssayKit")
        }
        isLoaded = true
        do { methods = lane == .c ? try Self.methods(inC: handle) : try Self.methods(inSwift: handle) } catch { throw Refusal("\(name): \(error)") }
        guard !methods.isEmpty else { throw Refusal("\(name) registers no method") }
    }

    /// What others may change is not what was trusted, whatever its digest was a moment ago.
    private static func checkWhoMayWrite(_ descriptor: Int32, _ name: String) throws(Refusal) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Refusal("\(name) cannot be examined: \(unsafe String(cString: strerror(errno)))") }
        guard status.st_mode & S_IWOTH == 0 else { throw Refusal("\(name) may be written by everyone; take that away with `chmod o-w` and look at it again") }
        guard status.st_uid == 0 || status.st_uid == getuid() else {
            throw Refusal("\(name) belongs to another user (\(status.st_uid)), who may change it at any time; copy it, and register the copy")
        }
    }

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
