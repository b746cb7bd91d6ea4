import Crypto
public import Files
import Glibc

/// SHA-256 of a library, and what tells without reading it that it has not changed since.
public struct Digest: Codable, Sendable, Equatable {
    /// 64 hexadecimal digits.
    public let sha256: String

    public init(of bytes: [UInt8]) {
        sha256 = Self.hexadecimal(SHA256.hash(data: bytes))
    }

    /// The 32 bytes that it stands for.
    public var bytes: [UInt8] {
        let digits = sha256.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The digest of a whole file, read piece by piece.
    /// - Throws: where it cannot be read.
    public init(ofFile path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path, "cannot be opened", errno: errno) }
        defer { close(descriptor) }
        var hash = SHA256()
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path, "cannot be read", errno: errno) }
            guard count > 0 else { break }
            unsafe piece.withUnsafeBytes { unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        sha256 = Self.hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// What `stat` says of a file: as long as it is the same, the digest is not computed again for a listing. Loading
/// always computes it.
public struct FileStamp: Codable, Sendable, Equatable {
    public let size: Int
    public let inode: UInt64
    public let modified: Int
    public let changed: Int

    init(size: Int, inode: UInt64, modified: Int, changed: Int) {
        self.size = size
        self.inode = inode
        self.modified = modified
        self.changed = changed
    }

    /// Nil where there is no such file.
    public init?(path: String) {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        size = information.st_size
        inode = UInt64(information.st_ino)
        modified = information.st_mtim.tv_sec * 1_000_000_000 + information.st_mtim.tv_nsec
        changed = information.st_ctim.tv_sec * 1_000_000_000 + information.st_ctim.tv_nsec
    }
}
