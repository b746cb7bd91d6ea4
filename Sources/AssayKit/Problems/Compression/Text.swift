/// A text to be written in few tokens: strings of bytes out of a vocabulary that the compressor chooses.
public protocol Text: Metered {
    /// The text. Any bytes may occur in it.
    var bytes: [UInt8] { get }
    /// How many tokens there may be at the most, the 256 single bytes among them.
    var vocabularySize: Int { get }
    /// Where words begin, ascending, the first at 0: no token reaches across the beginning of a word. One alone where the whole text
    /// is a single word; none where the text is empty.
    var wordStarts: [Int] { get }
}

/// What a compressor of `Text` restores: the text as tokens, and what they stand for.
public struct TokenizedText: Transferable, Equatable {
    /// The bytes that tokens 256, 257, … stand for; tokens 0 to 255 are the single bytes.
    public var vocabulary: [[UInt8]]
    public var tokens: [Int]

    public init(vocabulary: [[UInt8]], tokens: [Int]) {
        self.vocabulary = vocabulary
        self.tokens = tokens
    }

    public func encode(to writer: inout ByteWriter) {
        writer.append(variable: vocabulary.count)
        for string in vocabulary {
            writer.append(variable: string.count)
            writer.append(contentsOf: string)
        }
        writer.append(variable: tokens.count)
        for token in tokens { writer.append(variable: token) }
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        vocabulary = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            vocabulary.append(try reader.bytes(try reader.variable(atMost: reader.remaining)))
        }
        tokens = []
        let count = try reader.variable(atMost: reader.remaining)
        tokens.reserveCapacity(count)
        for _ in 0..<count { tokens.append(try reader.variable(atMost: 255 + vocabulary.count)) }
    }
}
