import Files
import Glibc
package import Registry

/// A library's file, opened once: what is hashed and inspected is what is loaded, whatever its path names meanwhile.
package final class LibraryFile {
    package let name: String
    package let bytes: [UInt8]
    package let digest: Digest
    /// Open as long as this is there.
    package let descriptor: Int32
    private var isLoaded = false
    private var opened: String { "/proc/self/fd/\(descriptor)" }

    /// - Parameter sha256: the digest it must have; nil accepts any.
    /// - Throws: `Refusal` where it cannot be read, others may write it, or its digest differs.
    package init(_ path: String, sha256: String?) throws(Refusal) {
        name = path.split(separator: "/").last.map(String.init) ?? path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Refusal("\(path) cannot be opened: \(unsafe String(cString: strerror(errno)))") }
        do throws(Refusal) {
            try Self.checkWhoMayWrite(descriptor, name)
            do { bytes = try File.read("/proc/self/fd/\(descriptor)") } catch { throw Refusal("\(path) cannot be read: \(error)") }
            digest = Digest(of: bytes)
            if let sha256, digest.sha256 != sha256 { throw Refusal(Registry.changed(name)) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The descriptor stays open once the library is loaded: the dynamic linker knows a library by the name it was opened
    /// under, and would take another file behind the same number for this one.
    deinit { if !isLoaded { close(descriptor) } }

    /// - Throws: `Refusal` in the dynamic linker's words.
    package func load(remedy: String) throws(Refusal) -> UnsafeMutableRawPointer {
        guard let handle = unsafe dlopen(opened, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal("\(name) does not load: \(unsafe String(cString: dlerror())); \(remedy)")
        }
        isLoaded = true
        return unsafe handle
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
}
