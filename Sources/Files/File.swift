import Glibc

public enum File {
    /// Reads a regular file whole.
    /// - Parameter limit: the most bytes it may have.
    /// - Throws: where there is no such file, it is no regular file (a folder, a pipe or a device could stall or never
    ///   end), it is too large, or reading fails.
    public static func read(_ path: String, limit: Int = 1 << 34) throws(FileError) -> [UInt8] {
        guard !path.utf8.contains(0) else { throw FileError(path, "a path cannot hold a zero byte") }
        // Opening a pipe without a writer would wait for one.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(system: path, "cannot be opened") }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw FileError(system: path, "cannot be looked at") }
        guard information.st_mode & S_IFMT == S_IFREG else { throw FileError(path, "is not a regular file") }
        let size = Int(information.st_size)
        guard size <= limit else { throw FileError(path, "has \(size) bytes; at most \(limit) are read") }

        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let step = unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if step < 0 && errno == EINTR { continue }
                if step < 0 { failure = FileError(system: path, "cannot be read") }
                // A file that became shorter while it was read has just the bytes it has now.
                guard step > 0 else { break }
                count += step
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
