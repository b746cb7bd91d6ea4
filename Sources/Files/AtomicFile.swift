import Glibc

/// Files that are replaced whole.
public enum AtomicFile {
    /// Writes a file so that its path holds the old bytes or the new ones, and never a part: written beside under a
    /// random name, flushed to disk, renamed, and the folder flushed.
    ///
    /// A file that is replaced keeps its permissions. A symbolic link to a file stays, and the file it leads to is
    /// replaced.
    /// - Throws: where that fails; the old file is then untouched and nothing is left beside it (a process that
    ///   is killed may leave a hidden file that ends in `.partial`). Only where the error
    ///   says so (the folder could not be flushed) are the new bytes in place, though not yet certain to survive a
    ///   power failure. A directory, pipe or device is refused.
    public static func write(_ bytes: Span<UInt8>, to path: String) throws(FileError) {
        do { try replace(path) { descriptor throws(FileError) in try append(bytes, to: descriptor, path) } } catch let error as FileError {
            throw error
        } catch {
            throw FileError(path, "cannot be written: \(error)")
        }
    }

    /// As `write`, for what is too long to be held at once.
    /// - Parameter produce: is given what takes the next bytes.
    /// - Throws: also what `produce` throws; nothing is left then.
    public static func write<Failure: Error>(
        to path: String, _ produce: (_ append: ([UInt8]) throws(FileError) -> Void) throws(Failure) -> Void
    ) throws {
        try replace(path) { descriptor throws in
            try produce { bytes throws(FileError) in try append(bytes.span, to: descriptor, path) }
        }
    }

    private static func replace<Failure: Error>(_ path: String, _ fill: (Int32) throws(Failure) -> Void) throws {
        guard File.isUsable(path) else { throw FileError.unusable(path) }
        let (target, permissions) = try destination(path)
        let folder = folder(of: target)
        // Short, so that it fits where the file's own name fits; random, so that two writers never share it.
        let temporary = "\(folder)/.\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(path, "cannot be written in the folder \(folder)", errno: errno) }
        do {
            defer { close(descriptor) }
            if let permissions, fchmod(descriptor, permissions) != 0 {
                throw FileError(path, "cannot be given its permissions", errno: errno)
            }
            try fill(descriptor)
            guard fsync(descriptor) == 0 else { throw FileError(path, "cannot be flushed to disk", errno: errno) }
            guard unsafe rename(temporary, target) == 0 else { throw FileError(path, "cannot be replaced", errno: errno) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try flush(folder: folder, path)
    }

    /// Writes a file so that its path holds the old bytes or the new ones, and never a part.
    /// - Throws: where that fails; see the method that takes a span.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) { try write(bytes.span, to: path) }

    /// The path without symbolic links, and the permissions of the file that stands there already.
    private static func destination(_ path: String) throws(FileError) -> (path: String, permissions: mode_t?) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw FileError(path, "cannot be examined", errno: errno) }
            return (path, nil)
        }
        // Renaming would put a file in the place of /dev/null.
        let kind = FileKind(status.st_mode)
        guard kind == .regular else { throw FileError.notRegular(path, kind) }
        guard let resolved = unsafe realpath(path, nil) else { throw FileError(path, "cannot be resolved", errno: errno) }
        defer { unsafe free(resolved) }
        return (unsafe String(cString: resolved), status.st_mode & 0o777)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func append(_ bytes: Span<UInt8>, to descriptor: Int32, _ path: String) throws(FileError) {
        // Unsafe: the system call takes a pointer.
        let failure: Int32 = unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, let start = buffer.baseAddress {
                let step = unsafe Glibc.write(descriptor, start + written, buffer.count - written)
                if step > 0 {
                    written += step
                } else if step == 0 || errno != EINTR {
                    return step == 0 ? EIO : errno
                }
            }
            return 0
        }
        guard failure == 0 else { throw FileError(path, "cannot be written", errno: failure) }
    }

    /// A rename is on disk only once its folder is.
    private static func flush(folder: String, _ path: String) throws(FileError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A folder may be writable and not readable; nothing can be flushed then.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Some file systems do not know the flushing of folders and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(path, "was written, but its folder \(folder) cannot be flushed to disk", errno: errno)
        }
    }
}
