import Crypto
import FoundationEssentials

/// Whom a signature is from: an Ed25519 public key with a person's name for it.
///
/// Written as one line: `assay-ed25519 BASE64 NAME`.
public struct PublicKey: Sendable, Equatable {
    private static let kind = "assay-ed25519"

    /// 32 bytes.
    let bytes: [UInt8]
    /// What people call it; it says nothing of whose it is.
    public let name: String

    init(_ key: Curve25519.Signing.PublicKey, name: String) {
        bytes = Array(key.rawRepresentation)
        self.name = name
    }

    /// Reads the line.
    /// - Throws: `RegistryError` saying what is wrong with it.
    public init(line: String) throws(RegistryError) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, words[0] == Self.kind else {
            throw RegistryError("‘\(line.prefix(60))’ is no public key; it is one line, \(Self.kind) BASE64 NAME, as `assay keys new` prints it")
        }
        guard let data = Data(base64Encoded: String(words[1])), data.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: data)) != nil else {
            throw RegistryError("the key ‘\(words[1].prefix(60))’ is not 32 bytes in base 64, or no point of the curve")
        }
        bytes = Array(data)
        name = words.count > 2 ? words[2...].joined(separator: " ") : "unnamed"
    }

    public var line: String { "\(Self.kind) \(Data(bytes).base64EncodedString()) \(name)" }

    /// What tells keys apart: the first 16 digits of the SHA-256 of its bytes.
    public var identifier: String { String(Digest(of: bytes).sha256.prefix(16)) }

    /// Whether a signature over a library's identity is this key's.
    func verifies(_ signature: Signature, of identity: String) -> Bool {
        guard signature.key == identifier, let value = Data(base64Encoded: signature.value), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { return false }
        return key.isValidSignature(value, for: Signature.message(identity))
    }
}

/// A signature over what a library is.
public struct Signature: Codable, Sendable, Equatable {
    /// The identifier of the key.
    public var key: String
    /// 64 bytes in base 64.
    public var value: String

    /// What is signed: the identity with a word before it, so that the signature can be taken for nothing else.
    static func message(_ identity: String) -> Data { Data("assay library 1\n\(identity)\n".utf8) }
}
