import Files
import FoundationEssentials
import Glibc
import Registry

/// The records' truth: a file to which lines are only ever appended, each a check and an entry as JSON.
///
/// A host that is killed in the middle of a line leaves a line without an end. The next one that writes begins by cutting
/// it off; readers stop before it. A line whose check fails was damaged later: it is passed over and reported.
struct Journal: Sendable {
    let path: String

    /// The first hexadecimal digits of the entry's SHA-256.
    private static let checkLength = 16

    /// Appends entries, and returns once they are on the disk.
    /// - Throws: where the file cannot be written; a line that was half written is cut off again.
    func append(_ entries: [JournalEntry]) throws(FileError) {
        var bytes: [UInt8] = []
        for entry in entries {
            guard let json = try? Record.encoder.encode(entry) else { throw FileError(path, "an entry cannot be written as JSON") }
            let body = [UInt8](json)
            bytes += Array(Digest(of: body).sha256.utf8.prefix(Self.checkLength)) + [UInt8(ascii: " ")] + body + [UInt8(ascii: "\n")]
        }
        let lock = try FileLock(path: path)
        let descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path, "cannot be opened", errno: errno) }
        defer { close(descriptor) }
        let end = try cutOffTornLine(descriptor)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                ftruncate(descriptor, end)
                throw FileError(path, "cannot be written", errno: code)
            }
            written += count
        }
        guard fdatasync(descriptor) == 0 else { throw FileError(path, "cannot be brought to the disk", errno: errno) }
        lock.close()
    }

    /// The file's length once what was left of a line is gone.
    private func cutOffTornLine(_ descriptor: Int32) throws(FileError) -> Int {
        var end = lseek(descriptor, 0, SEEK_END)
        let whole = end
        var last: UInt8 = 0
        while end > 0, unsafe pread(descriptor, &last, 1, end - 1) == 1, last != UInt8(ascii: "\n") { end -= 1 }
        if end < whole, ftruncate(descriptor, end) != 0 { throw FileError(path, "cannot be mended", errno: errno) }
        return end
    }

    /// How long the file is; 0 where there is none.
    var length: Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Reads the whole lines from an offset on, in pieces, and calls for each the entry, or what is wrong with it.
    /// - Returns: the offset after the last whole line.
    func read(from start: Int, _ body: (Result<JournalEntry, DamagedLine>) throws -> Void) throws -> Int {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return 0 }
            throw FileError(path, "cannot be opened", errno: errno)
        }
        defer { close(descriptor) }
        var begin = start
        var pending: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe pread(descriptor, &piece, piece.count, begin + pending.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path, "cannot be read", errno: errno) }
            guard count > 0 else { return begin }
            pending += piece[..<count]
            var consumed = 0
            while let end = pending[consumed...].firstIndex(of: UInt8(ascii: "\n")) {
                try body(entry(pending[consumed..<end], at: begin + consumed))
                consumed = end + 1
            }
            pending.removeFirst(consumed)
            begin += consumed
        }
    }

    private func entry(_ line: ArraySlice<UInt8>, at offset: Int) -> Result<JournalEntry, DamagedLine> {
        let body = Array(line.dropFirst(Self.checkLength + 1))
        guard line.prefix(Self.checkLength).elementsEqual(Digest(of: body).sha256.utf8.prefix(Self.checkLength)) else {
            return .failure(DamagedLine(path: path, offset: offset, problem: "its check does not fit"))
        }
        do { return .success(try Record.decoder.decode(JournalEntry.self, from: Data(body))) } catch {
            return .failure(DamagedLine(path: path, offset: offset, problem: "it is no entry that this version knows"))
        }
    }
}

/// A line of a journal that cannot be used.
public struct DamagedLine: Error, CustomStringConvertible, Sendable {
    public let path: String
    /// The byte at which the line begins.
    public let offset: Int
    public let problem: String

    public var description: String { "\(path): the line at byte \(offset) is left out: \(problem)" }
}
