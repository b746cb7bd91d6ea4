import Glibc

public enum AtomicFile {
    /// Writes a file so that its path holds the old bytes or the new ones and never a part: beside, flushed, renamed.
    /// - Throws: where that fails; the old file is then untouched and nothing is left beside it.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw FileError(path, "a path cannot hold a zero byte") }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        // The name is random, so that two writers at once never share it.
        let temporary = path + ".\(UInt64.random(in: .min ... .max)).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(system: path, "cannot be written in \(folder)") }
        do throws(FileError) {
            defer { close(descriptor) }
            try write(bytes, descriptor, path)
            guard fsync(descriptor) == 0 else { throw FileError(system: path, "cannot be flushed to disk") }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = FileError(system: path, "cannot be replaced")
            unlink(temporary)
            throw error
        }
        // The rename itself is on disk only once the folder is.
        let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folderDescriptor >= 0 {
            fsync(folderDescriptor)
            close(folderDescriptor)
        }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let step = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            if step < 0 && errno == EINTR { continue }
            guard step >= 0 else { throw FileError(system: path, "cannot be written") }
            written += step
        }
    }
}
