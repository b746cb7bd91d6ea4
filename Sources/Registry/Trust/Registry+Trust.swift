import Files
import FoundationEssentials

/// What a registry asks of its libraries beyond their digests.
public enum Policy: String, Codable, Sendable {
    /// Each must be signed by a key that the person who runs it trusts.
    case requireSignature = "require-signature"
}

extension Registry {
    public var requiresSignatures: Bool { document.policy?.contains(.requireSignature) == true }

    /// Asks for signatures, or does no longer.
    public mutating func requireSignatures(_ isRequired: Bool) { document.policy = isRequired ? [.requireSignature] : nil }

    /// The signature of a library, if it has one.
    public func signature(of library: LibraryEntry) -> Signature? { library.signature ?? lock.libraries[library.path]?.signature }

    /// Keeps a signature of what a library is now.
    public mutating func keep(_ signature: Signature, of library: LibraryEntry) {
        if library.built == true {
            lock.libraries[library.path]?.signature = signature
        } else if let index = document.libraries.firstIndex(where: { $0.path == library.path }) {
            document.libraries[index].signature = signature
        }
    }

    /// What is wrong with a library's signature, where one is asked for; nil where nothing is.
    public func complaintAboutSignature(of library: LibraryEntry) -> String? {
        guard requiresSignatures else { return nil }
        let remedy = "look at it, then `assay sign \(library.methods.first?.id ?? library.path)`"
        guard let signature = signature(of: library) else { return "\(library.path) is not signed, and this registry asks for it; \(remedy)" }
        let keys: [PublicKey]
        do { keys = try keyFolder.trusted() } catch { return "\(error)" }
        guard let key = keys.first(where: { $0.identifier == signature.key }) else {
            return "\(library.path) is signed by the key \(signature.key), which is not trusted here; `assay keys trust` takes its public key"
        }
        return key.verifies(signature, of: identity(of: library)) ? nil : "the signature of \(library.path) is not of what it is now; \(remedy)"
    }

    private var keyFolder: KeyFolder { KeyFolder(environment: ProcessInfo.processInfo.environment) }
}

/// A signature that travels beside its library, as `libmine.so.sig`.
public struct SignatureFile: Codable, Sendable {
    public var version = 0
    public var signature: Signature

    public init(_ signature: Signature) { self.signature = signature }

    public static func path(of library: String) -> String { library + ".sig" }

    /// The signature beside a library; nil where there is none.
    /// - Throws: where there is one that cannot be read.
    public static func read(beside library: String) throws(RegistryError) -> Signature? {
        let file = path(of: library)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        do { return try JSONDecoder().decode(SignatureFile.self, from: Data(try File.read(file, limit: 1 << 16))).signature } catch {
            throw RegistryError("\(file) holds no signature: \(error); delete it, or sign the library again")
        }
    }

    public func write(beside library: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write([UInt8](try encoder.encode(self)) + [10], to: Self.path(of: library))
    }
}
