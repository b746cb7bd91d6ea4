import Files
import Glibc

/// A safetensors file of which tensors are read one at a time: only its header is held.
public final class SafetensorsFile {
    /// A tensor that is read when it is asked for.
    public struct Entry: Sendable {
        public let name: String
        public let type: Safetensors.ElementType
        public let shape: [Int]
        /// Where its bytes are in the file.
        public let range: Range<Int>
    }

    public let path: String
    /// The header as it stands in the file, its length before it.
    public let header: [UInt8]
    /// In the order of the bytes in the file.
    public let entries: [Entry]
    private let descriptor: Int32

    /// Opens a file and reads its header.
    /// - Throws: where `Safetensors.load` would, or it is not a regular file.
    public init(_ path: String) throws(FormatError) {
        self.path = path
        let (descriptor, size) = try Self.open(path)
        self.descriptor = descriptor
        do throws(FormatError) {
            let length = try Self.read(descriptor, 0..<min(8, size), path)
            let begin = try Safetensors.headerEnd(length, available: size, file: path)
            header = try Self.read(descriptor, 0..<begin, path)
            entries = try Safetensors.entries(header, available: size - begin, file: path).map {
                Entry(name: $0.name, type: $0.type, shape: $0.shape, range: begin + $0.begin..<begin + $0.end)
            }.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The header of a file that is not there (yet), and what it announces.
    /// - Parameter name: what errors call it.
    /// - Throws: as `load` does where a header is malformed.
    public static func entries(ofHeader header: [UInt8], name: String) throws(FormatError) -> [Entry] {
        let begin = try Safetensors.headerEnd(header, available: header.count, file: name)
        guard begin == header.count else { throw FormatError(name, "", "the header has \(header.count) bytes and announces \(begin)") }
        return try Safetensors.entries(header, available: nil, file: name).map {
            Entry(name: $0.name, type: $0.type, shape: $0.shape, range: begin + $0.begin..<begin + $0.end)
        }.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    }

    deinit { close(descriptor) }

    /// So many bytes of the file.
    /// - Precondition: the range lies within an entry's.
    /// - Throws: where reading fails, or the file was cut meanwhile.
    public func bytes(_ range: Range<Int>) throws(FormatError) -> [UInt8] { try Self.read(descriptor, range, path) }

    /// A tensor whole.
    public func tensor(_ entry: Entry) throws(FormatError) -> Safetensors.Tensor {
        Safetensors.Tensor(name: entry.name, type: entry.type, shape: entry.shape, bytes: try bytes(entry.range))
    }

    private static func open(_ path: String) throws(FormatError) -> (Int32, size: Int) {
        // O_NONBLOCK: opening a pipe without a writer would otherwise wait for one.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FormatError(FileError(path, "cannot be opened", errno: errno)) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FormatError(path, "", "is no regular file", remedy: "name a file on disk")
        }
        return (descriptor, Int(status.st_size))
    }

    private static func read(_ descriptor: Int32, _ range: Range<Int>, _ path: String) throws(FormatError) -> [UInt8] {
        var failure: Int32 = 0
        // Unsafe: the system call fills memory that need not be cleared first.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count, let start = buffer.baseAddress {
                let step = unsafe pread(descriptor, start + count, range.count - count, off_t(range.lowerBound + count))
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
        guard failure == 0 else { throw FormatError(FileError(path, "cannot be read", errno: failure)) }
        guard bytes.count == range.count else {
            throw FormatError(path, "byte \(range.lowerBound + bytes.count)", "the file was cut while it was read", remedy: "try again when nothing writes to it")
        }
        return bytes
    }
}
