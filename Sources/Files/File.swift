import Glibc

/// Whole files.
public enum File {
    /// Reads a regular file whole, following symbolic links.
    /// - Parameter limit: the most bytes it may have, 16 GiB unless told.
    /// - Throws: where there is no such file, it is not a regular file (a directory, a pipe or a device could stall or
    ///   never end), it has more than `limit` bytes, it changes its size meanwhile, or reading fails.
    /// - Complexity: one allocation of the file's size, made only after the size was found to be within the limit.
    public static func read(_ path: String, limit: Int = 1 << 34) throws(FileError) -> [UInt8] {
        guard isUsable(path) else { throw FileError.unusable(path) }
        // O_NONBLOCK: opening a pipe without a writer would otherwise wait for one.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FileError(path, "cannot be opened", errno: errno) }
        defer { close(descriptor) }

        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(path, "cannot be examined", errno: errno) }
        let kind = FileKind(status.st_mode)
        guard kind == .regular else { throw FileError.notRegular(path, kind) }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw FileError(path, "has \(size) bytes, more than the \(limit) that are read here", remedy: "use a smaller file")
        }

        // One byte more than the size shows a file that grew, or one of those in /proc that do not know their size.
        let capacity = size + 1
        var failure: Int32 = 0
        // Unsafe: the system call fills memory that need not be cleared first.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while count < capacity, let start = buffer.baseAddress {
                let step = unsafe Glibc.read(descriptor, start + count, capacity - count)
                if step > 0 {
                    count += step
                } else if step == 0 {
                    break
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        guard failure == 0 else { throw FileError(path, "cannot be read", errno: failure) }
        guard bytes.count == size else {
            throw FileError(path, "changed its size while it was read", remedy: "try again when nothing writes to it")
        }
        return bytes
    }

    /// A C string ends at its first zero byte: the rest of such a path would be dropped in silence.
    static func isUsable(_ path: String) -> Bool { !path.isEmpty && !path.utf8.contains(0) }
}

/// What a path leads to.
enum FileKind: String {
    case regular = "a regular file"
    case directory = "a directory"
    case pipe = "a pipe"
    case socket = "a socket"
    case device = "a device"
    case other = "no regular file"

    init(_ mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .other
            }
    }
}

extension FileError {
    static func unusable(_ path: String) -> FileError {
        path.isEmpty
            ? FileError("the path", "is empty", remedy: "name a file")
            : FileError(String(path.prefix { $0 != "\0" }), "has a zero byte in its path", remedy: "check the path")
    }

    static func notRegular(_ path: String, _ kind: FileKind) -> FileError {
        FileError(path, "is \(kind.rawValue); a regular file is needed", remedy: "name a file on disk")
    }
}
