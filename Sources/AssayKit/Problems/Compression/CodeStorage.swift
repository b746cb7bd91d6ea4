/// How the codes of a tensor are written.
public enum CodeStorage: String, Sendable, CaseIterable {
    /// In as many bits as a code has.
    case packed
    /// By an entropy coder, where that takes fewer bytes.
    case entropy

    /// An option that compressors share: `entropy` unless the user wants a size that does not depend on the codes.
    public static let option = Option(
        "storage", default: "entropy", of: allCases.map(\.rawValue),
        "packed: codes take as many bits as they have; entropy: an entropy coder follows where that makes fewer bytes")

    /// What those options say.
    public init(_ options: Options) { self = CodeStorage(rawValue: options[Self.option]) ?? .packed }
}

extension ByteWriter {
    /// Codes of 1 to 8 bits: a byte that says which way, then either the packed codes, or the length of the entropy-coded
    /// ones and these.
    public mutating func append(codes: [UInt8], bits: Int, _ storage: CodeStorage) {
        let packedSize = PackedCodes.size(codes.count, bits: bits)
        if storage == .entropy, let coded = EntropyCoder.encode(codes), coded.count + 4 < packedSize {
            append(UInt8(1))
            append(variable: coded.count)
            append(contentsOf: coded)
        } else {
            append(UInt8(0))
            append(contentsOf: PackedCodes.pack(codes, bits: bits))
        }
    }
}

extension ByteReader {
    /// So many codes that `append(codes:bits:_:)` wrote.
    /// - Precondition: `bits` is in 1...8.
    public mutating func codes(_ count: Int, bits: Int) throws(DamagedBytes) -> [UInt8] {
        let begin = offset
        let way = try byte()
        guard count >= 0, way <= 1, count <= EntropyCoder.expansionLimit * remaining else {
            throw DamagedBytes(at: begin, "\(count) codes where \(remaining) bytes are left")
        }
        guard way == 1 else { return PackedCodes.unpack(try bytes(PackedCodes.size(count, bits: bits)), count: count, bits: bits) }
        let codes = try EntropyCoder.decode(try bytes(try variable(atMost: remaining)), count: count)
        guard codes.allSatisfy({ Int($0) < 1 << bits }) else { throw DamagedBytes(at: begin, "a code of more than \(bits) bits") }
        return codes
    }
}
