import AssayKit
import Files
import Glibc
import Registry

/// The file that compressed weights are kept in: the signature, then sections one after the other.
///
/// A section is a byte that says what it is, the length of its payload in eight bytes (little-endian), the payload, and the
/// SHA-256 of all that. The first one tells the method and holds the header of the safetensors file word for word; then each
/// tensor follows in the order of its bytes there, either in the form that the method made or as it is, in as many sections as
/// it takes; the last one is empty and says that nothing is missing.
enum Archive {
    static let signature = Array("ASSAYW1\n".utf8)
    /// How much of a tensor that is kept as it is goes into a section.
    static let pieceSize = 4 << 20
    static let prefixSize = 9
    static let digestSize = 32

    enum Kind: UInt8 { case header = 1, stored, compressed, end }

    /// What the first section says.
    struct Header {
        var method: String
        var options: [String: String]
        /// What the method's library was.
        var library: String
        /// The safetensors header, its length before it.
        var tensors: [UInt8]

        var encoded: [UInt8] {
            var writer = ByteWriter()
            writer.append(method)
            writer.append(variable: options.count)
            for (name, value) in options.sorted(by: { $0.key < $1.key }) {
                writer.append(name)
                writer.append(value)
            }
            writer.append(library)
            writer.append(contentsOf: tensors)
            return writer.bytes
        }

        init(method: String, options: [String: String], library: String, tensors: [UInt8]) {
            (self.method, self.options, self.library, self.tensors) = (method, options, library, tensors)
        }

        init(_ bytes: [UInt8]) throws(DamagedBytes) {
            var reader = ByteReader(bytes.span)
            method = try reader.text()
            options = [:]
            for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
                let name = try reader.text()
                options[name] = try reader.text()
            }
            library = try reader.text()
            tensors = try reader.bytes(reader.remaining)
        }
    }

    static func section(_ kind: Kind, _ payload: [UInt8]) -> [UInt8] {
        var section: [UInt8] = []
        section.reserveCapacity(prefixSize + payload.count + digestSize)
        section.append(kind.rawValue)
        for shift in 0..<8 { section.append(UInt8(truncatingIfNeeded: payload.count >> (8 * shift))) }
        section += payload
        section += Digest(of: section).bytes
        return section
    }
}

/// Reads an archive a section at a time, and checks each before anything is made of it.
final class ArchiveReader {
    let path: String
    /// How many bytes it has.
    let size: Int
    /// Where the next section begins.
    private(set) var offset = 0
    /// Sections read so far.
    private(set) var count = 0
    private let descriptor: Int32

    /// - Throws: where the file cannot be read, or is no archive.
    init(_ path: String) throws {
        self.path = path
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FileError(path, "cannot be opened", errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(path, "is no regular file", remedy: "name a file on disk")
        }
        size = Int(status.st_size)
        self.descriptor = descriptor
        guard size >= Archive.signature.count, try read(Archive.signature.count) == Archive.signature else {
            throw ArenaError("\(path), byte 0: it does not begin as compressed weights do; `assay compress` makes them")
        }
        offset = Archive.signature.count
    }

    deinit { close(descriptor) }

    /// The next section.
    /// - Parameter about: what it should hold, for people.
    /// - Throws: where it is cut off, or its bytes are not those that were written; with its number and its place.
    func next(_ about: String) throws -> (kind: Archive.Kind, payload: [UInt8]) {
        let left = size - offset
        guard left >= Archive.prefixSize + Archive.digestSize else { throw damage(about, "the file ends within it, at byte \(size)") }
        let prefix = try read(Archive.prefixSize)
        let length = prefix.dropFirst().reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(left - Archive.prefixSize - Archive.digestSize) else {
            throw damage(about, "it announces \(length) bytes, and the file ends at byte \(size)")
        }
        var section = try read(Archive.prefixSize + Int(length) + Archive.digestSize)
        let digest = Array(section.suffix(Archive.digestSize))
        section.removeLast(Archive.digestSize)
        guard Digest(of: section).bytes == digest else { throw damage(about, "its bytes are not those that its checksum was made of") }
        guard let kind = Archive.Kind(rawValue: section[0]) else { throw damage(about, "it is of an unknown kind, \(section[0])") }
        section.removeFirst(Archive.prefixSize)
        offset += Archive.prefixSize + Int(length) + Archive.digestSize
        count += 1
        return (kind, section)
    }

    /// - Throws: where anything follows the last section.
    func finish() throws {
        guard offset == size else { throw ArenaError("\(path), byte \(offset): \(size - offset) bytes follow the last section; the file is damaged") }
    }

    /// What is wrong with the section that begins here.
    func damage(_ about: String, _ problem: String) -> ArenaError {
        ArenaError("\(path), section \(count + 1) (\(about)) at byte \(offset): \(problem); the file is damaged: fetch it again, or compress the weights again")
    }

    private func read(_ length: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let begin = offset
        // Unsafe: the system call fills memory that need not be cleared first.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            while count < length, let start = buffer.baseAddress {
                let step = unsafe pread(descriptor, start + count, length - count, off_t(begin + count))
                if step < 0 && errno == EINTR { continue }
                if step <= 0 {
                    failure = step == 0 ? EIO : errno
                    break
                }
                count += step
            }
        }
        guard failure == 0 else { throw FileError(path, "cannot be read", errno: failure) }
        return bytes
    }
}
