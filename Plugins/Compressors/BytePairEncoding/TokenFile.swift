import AssayKit

/// Merges and the tokens of a text.
///
/// Its bytes: the signature `BPE1`; how many merges and how many tokens; then, packed bit by bit, the two tokens of each merge, each in
/// as many bits as the tokens before it need, and the text's tokens, each in as many bits as all of them need.
struct TokenFile {
    let merges: Merges
    let tokens: [Int]

    private static let signature = Array("BPE1".utf8)

    init(merges: Merges, tokens: [Int]) {
        self.merges = merges
        self.tokens = tokens
    }

    var text: TokenizedText { TokenizedText(vocabulary: merges.vocabulary, tokens: tokens) }

    /// The bits that tell so many tokens apart.
    private static func width(_ tokenCount: Int) -> Int { Int.bitWidth - (tokenCount - 1).leadingZeroBitCount }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(contentsOf: Self.signature)
        writer.append(variable: merges.pairs.count)
        writer.append(variable: tokens.count)
        var packed = BitWriter()
        for (i, pair) in merges.pairs.enumerated() {
            packed.append(UInt64(pair.left), bits: Self.width(256 + i))
            packed.append(UInt64(pair.right), bits: Self.width(256 + i))
        }
        for token in tokens { packed.append(UInt64(token), bits: Self.width(256 + merges.pairs.count)) }
        writer.append(contentsOf: packed.bytes)
        return writer.bytes
    }

    init(_ bytes: Span<UInt8>) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        guard reader.remaining >= 4, try reader.bytes(4) == Self.signature else { throw DamagedBytes(at: 0, "they do not begin with BPE1") }
        // A merge takes two bytes at least, a token one.
        let mergeCount = try reader.variable(atMost: reader.remaining / 2)
        let tokenCount = try reader.variable(atMost: reader.remaining)
        let begin = reader.offset
        let width = Self.width(256 + mergeCount)
        let bitCount = (0..<mergeCount).reduce(tokenCount * width) { $0 + 2 * Self.width(256 + $1) }
        guard reader.remaining == (bitCount + 7) / 8 else {
            throw DamagedBytes(at: begin, "\(mergeCount) merges and \(tokenCount) tokens do not fill \(reader.remaining) bytes")
        }
        var packed = BitReader(try reader.bytes(reader.remaining))
        func token(below count: Int, _ width: Int) throws(DamagedBytes) -> Int {
            let token = Int(try packed.bits(width))
            guard token < count else { throw DamagedBytes(at: begin, "token \(token) where there are \(count)") }
            return token
        }
        var merges = Merges(limit: mergeCount)
        for i in 0..<mergeCount {
            let left = try token(below: 256 + i, Self.width(256 + i)), right = try token(below: 256 + i, Self.width(256 + i))
            guard merges.append(left, right) else { throw DamagedBytes(at: begin, "tokens that are longer together than is handled here") }
        }
        var tokens: [Int] = []
        tokens.reserveCapacity(tokenCount)
        for _ in 0..<tokenCount { tokens.append(try token(below: 256 + mergeCount, width)) }
        self.merges = merges
        self.tokens = tokens
    }
}
