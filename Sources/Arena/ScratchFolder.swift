import Files
import FoundationEssentials
import Glibc

/// A folder for what a worker writes, which is gone when the cell is done.
///
/// Of a host that was interrupted or killed it stays. The host that comes next tells such a folder by its lock, which ends with
/// its owner, and removes it: what runs of another host write, perhaps in another container, is left alone.
struct ScratchFolder: ~Copyable {
    let path: String
    /// The locked folder.
    private let descriptor: Int32

    private static let prefix = "assay-run-"
    private static let removeAbandonedOnce: Void = removeAbandoned()

    /// - Throws: where none can be made.
    init() throws(ArenaError) {
        _ = Self.removeAbandonedOnce
        let parent = TemporaryFolder.path
        while true {
            var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
            guard unsafe mkdtemp(&template) != nil else { throw .system("mkdtemp in \(parent)") }
            let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let descriptor = unsafe open(made, Self.flags)
            guard descriptor >= 0 else {
                // Until it is locked, a host that starts just now may take it for abandoned.
                if errno == ENOENT { continue }
                let error = ArenaError.system("open \(made)")
                rmdir(made)
                throw error
            }
            // Where folders cannot be locked, nobody takes one for abandoned either.
            _ = flock(descriptor, LOCK_EX)
            guard Self.isOpen(descriptor, at: made) else {
                close(descriptor)
                continue
            }
            (path, self.descriptor) = (made, descriptor)
            return
        }
    }

    var contents: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    deinit {
        // Nearly always nothing was written.
        if rmdir(path) != 0 { try? FileManager.default.removeItem(atPath: path) }
        close(descriptor)
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    /// Whether the folder is still where it was made, rather than removed.
    private static func isOpen(_ descriptor: Int32, at path: String) -> Bool {
        var (opened, there) = (stat(), stat())
        guard unsafe fstat(descriptor, &opened) == 0, unsafe lstat(path, &there) == 0 else { return false }
        return opened.st_dev == there.st_dev && opened.st_ino == there.st_ino
    }

    private static func removeAbandoned() {
        let parent = TemporaryFolder.path
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let descriptor = unsafe open("\(parent)/\(name)", flags)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
        }
    }
}
