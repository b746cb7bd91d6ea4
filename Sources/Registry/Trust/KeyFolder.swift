import Crypto
import Files
import FoundationEssentials
import Glibc

/// A person's keys: those to sign with, and those of others whom they trust. Kept in `assay/keys` of the person's
/// configuration folder, not in a registry, which may have come from somebody else.
public struct KeyFolder: Sendable {
    public let path: String

    /// - Parameter environment: `XDG_CONFIG_HOME`, or `HOME`, says where.
    public init(environment: [String: String]) {
        path = (environment["XDG_CONFIG_HOME"] ?? (environment["HOME"] ?? "") + "/.config") + "/assay/keys"
    }

    private var trustFile: String { path + "/trusted" }
    private func secretFile(_ name: String) -> String { "\(path)/\(name).secret" }

    /// Makes a key to sign with, which is trusted here too.
    /// - Throws: where there is one of that name, or it cannot be written.
    public func make(_ name: String) throws(RegistryError) -> PublicKey {
        guard Self.isName(name) else { throw RegistryError("‘\(name)’ is no name for a key; use letters, digits, hyphens, dots and @") }
        guard access(secretFile(name), F_OK) != 0 else { throw RegistryError("there is a key \(name) already, in \(secretFile(name))") }
        let secret = Curve25519.Signing.PrivateKey()
        let key = PublicKey(secret.publicKey, name: name)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            chmod(path, 0o700)
            try Self.writeSecret(secret.rawRepresentation.base64EncodedString() + "\n", to: secretFile(name))
        } catch { throw RegistryError("the key cannot be written: \(error)") }
        try trust(key)
        return key
    }

    /// A new file that nobody else can read, not even for a moment.
    private static func writeSecret(_ text: String, to file: String) throws {
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(file, "cannot be made", errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            unlink(file)
            throw FileError(file, "cannot be written", errno: errno)
        }
    }

    /// The keys to sign with.
    public var own: [PublicKey] {
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        return files.filter { $0.hasSuffix(".secret") }.compactMap { file in
            let name = String(file.dropLast(".secret".count))
            return (try? secret(name)).map { PublicKey($0.publicKey, name: name) }
        }
    }

    private func secret(_ name: String) throws(RegistryError) -> Curve25519.Signing.PrivateKey {
        let file = secretFile(name)
        var status = stat()
        guard Self.isName(name), unsafe stat(file, &status) == 0 else {
            throw RegistryError("there is no key \(name) to sign with; `assay keys new \(name)` makes one, `assay keys list` shows which there are")
        }
        guard status.st_mode & 0o077 == 0 else { throw RegistryError("\(file) can be read by others; `chmod 600` it, or make another key if somebody may have read it") }
        do {
            let text = String(decoding: try File.read(file, limit: 1 << 10), as: UTF8.self).filter { !$0.isWhitespace }
            return try Curve25519.Signing.PrivateKey(rawRepresentation: Data(base64Encoded: text) ?? Data())
        } catch { throw RegistryError("\(file) holds no key: \(error)") }
    }

    /// Signs what a library is.
    /// - Throws: where there is no such key, or others can read it.
    public func sign(_ identity: String, with name: String) throws(RegistryError) -> Signature {
        let secret = try secret(name)
        do {
            return Signature(
                key: PublicKey(secret.publicKey, name: name).identifier, value: try secret.signature(for: Signature.message(identity)).base64EncodedString())
        } catch { throw RegistryError("it could not be signed: \(error)") }
    }

    /// Whose signatures count.
    /// - Throws: where the list of them cannot be read: nobody is trusted by mistake.
    public func trusted() throws(RegistryError) -> [PublicKey] {
        guard access(trustFile, F_OK) == 0 else { return [] }
        let bytes: [UInt8]
        do { bytes = try File.read(trustFile, limit: 1 << 20) } catch { throw RegistryError("\(error)") }
        var keys: [PublicKey] = []
        for (index, line) in String(decoding: bytes, as: UTF8.self).split(separator: "\n").enumerated() where !line.hasPrefix("#") {
            do { keys.append(try PublicKey(line: String(line))) } catch { throw RegistryError("\(trustFile), line \(index + 1): \(error)") }
        }
        return keys
    }

    /// Lets a key's signatures count.
    public func trust(_ key: PublicKey) throws(RegistryError) {
        let known = try trusted()
        guard !known.contains(where: { $0.bytes == key.bytes }) else { return }
        try write(known + [key])
    }

    /// Lets a key's signatures count no longer.
    /// - Parameter word: its name or identifier.
    /// - Throws: where there is none.
    public func distrust(_ word: String) throws(RegistryError) -> [PublicKey] {
        let known = try trusted()
        let gone = known.filter { $0.name == word || $0.identifier == word }
        guard !gone.isEmpty else { throw RegistryError("no key called ‘\(word)’ is trusted; `assay keys list` shows which are") }
        try write(known.filter { key in !gone.contains(key) })
        return gone
    }

    private func write(_ keys: [PublicKey]) throws(RegistryError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try AtomicFile.write(Array(keys.map { $0.line + "\n" }.joined().utf8), to: trustFile)
        } catch { throw RegistryError("\(trustFile) cannot be written: \(error)") }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [45, 46, 64, 95].contains(byte)
        }
    }
}
