import Files
import Glibc

/// Lists of bytes on the disk, each from a page's beginning on. The file has no name: it goes with the process.
final class ListStore {
    private let descriptor: Int32
    private let pageSize: Int
    /// Where each list begins, and how many bytes it has.
    private var lists: [(offset: Int, count: Int)] = []
    private(set) var size = 0
    private var buffer: [UInt8] = []

    /// - Throws: where no file can be made in the folder for temporary ones.
    init(pageSize: Int) throws {
        self.pageSize = pageSize
        var template = Array((TemporaryFolder.path + "/assay-lists-XXXXXX").utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else {
            throw StoreError(description: "no file for lists can be made in \(TemporaryFolder.path): \(unsafe String(cString: strerror(errno)))")
        }
        unsafe unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    var count: Int { lists.count }
    func byteCount(of list: Int) -> Int { lists[list].count }

    func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let step = unsafe pwrite(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written, off_t(size + written))
                precondition(step > 0, "a list could not be written to the disk: \(unsafe String(cString: strerror(errno)))")
                written += step
            }
        }
        lists.append((size, bytes.count))
        size += (bytes.count + pageSize - 1) / pageSize * pageSize
    }

    func read(_ list: Int, _ body: (Span<UInt8>) -> Void) {
        let (offset, count) = lists[list]
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
        var read = 0
        unsafe buffer.withUnsafeMutableBytes { buffer in
            while read < count {
                let step = unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + read }, count - read, off_t(offset + read))
                precondition(step > 0, "a list could not be read from the disk: \(unsafe String(cString: strerror(errno)))")
                read += step
            }
        }
        let filled = buffer
        let bytes = filled.span
        body(bytes.extracting(first: count))
    }
}

struct StoreError: Error, CustomStringConvertible {
    let description: String
}
