import AssayKit

/// Judges a restored sentence encoder by how far it agrees with the original on which sentences are alike.
struct SimilarityScorer: Scorer {
    /// What Spearman's correlation a smaller encoder must reach to stand in for the original.
    static let keptCorrelation = 0.99
    private static let neighborCount = 10

    // As with other networks, what ranks is the size that a user is left with; see `ClassifierScorer`.
    static let metrics = [
        Metric("usableBytes", unit: "bytes", better: .lower),
        Metric("spearman", better: .higher),
        Metric("neighborAgreement", better: .higher),
        Metric("bytes", unit: "bytes", better: .lower),
        Metric("ratio", better: .higher),
    ]

    private let shape: EncoderShape
    private let sentences: TokenRows
    private let original: Tensors
    private let similarities: Similarities

    init(_ shape: EncoderShape, _ tensors: Tensors, _ sentences: TokenRows) throws {
        self.shape = shape
        self.sentences = sentences
        original = tensors
        similarities = Similarities(sentences.pooled(try EncoderBlocks(shape, tensors).forward(sentences)))
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("a network is answered by bytes that restore it, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let restored = Similarities(try embeddings(value))
        let correlation = similarities.rankCorrelation(with: restored)
        let originalSize = original.valueCount * MemoryLayout<Float>.size
        let isUsable = size < originalSize && correlation >= Self.keptCorrelation
        return [
            "usableBytes": Double(isUsable ? size : originalSize),
            "spearman": correlation,
            "neighborAgreement": similarities.neighborAgreement(with: restored, k: Self.neighborCount),
            "bytes": Double(size),
            "ratio": Double(originalSize) / Double(size),
        ]
    }

    private func embeddings(_ value: [UInt8]) throws(InvalidAnswer) -> FloatMatrix {
        let tensors = try Tensors(restored: value, of: original)
        let blocks: EncoderBlocks
        do { blocks = try EncoderBlocks(shape, tensors) } catch { throw InvalidAnswer("of what was restored, \(error)") }
        let embeddings = sentences.pooled(blocks.forward(sentences))
        guard embeddings.entries.allSatisfy(\.isFinite) else { throw InvalidAnswer("the restored network's embeddings are not finite") }
        return embeddings
    }
}
