public import AssayKit
import Files
import Glibc
public import Registry

/// A plugin library, loaded into this process for good: Swift cannot let go of types again.
public struct Library: Sendable {
    public let methods: [any Method.Type]
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
        let opened = "/proc/self/fd/\(descriptor)"
        let bytes: [UInt8]
        do { bytes = try File.read(opened) } catch { throw Refusal("\(path) cannot be read: \(error)") }
        digest = Digest(of: bytes)
        if let sha256, digest.sha256 != sha256 { throw Refusal(Registry.changed(name)) }
        do { try Inspection.check(bytes) } catch { throw Refusal("\(name): \(error)") }

        guard let handle = unsafe dlopen(opened, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal("\(name) does not load: \(unsafe String(cString: dlerror())); build it again against this AssayKit")
        }
        isLoaded = true
        guard let symbol = unsafe dlsym(handle, Handshake.entry) else { throw Refusal("\(name) has no entry \(Handshake.entry)") }
        // The entry is declared in the plugin by @c(assay_plugin); its C type is fixed by the handshake's epoch.
        let entry = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> UnsafeMutableRawPointer).self)
        let registration = unsafe Unmanaged<Registration>.fromOpaque(entry()).takeRetainedValue()
        guard registration.epoch == Handshake.epoch else {
            throw Refusal("\(name) registers itself for ABI epoch \(registration.epoch), against its own handshake; build it again")
        }
        guard !registration.methods.isEmpty else { throw Refusal("\(name) registers no method; name its types in exportMethods(…)") }
        methods = registration.methods
    }

    /// Whether a file is a library with a plugin's entry; it says nothing of whether it loads.
    public static func isPlugin(_ bytes: [UInt8]) -> Bool {
        guard let symbols = try? ELFFile(bytes).dynamicSymbols() else { return false }
        return symbols.contains { $0.isDefined && $0.name == Handshake.entry }
    }
}
