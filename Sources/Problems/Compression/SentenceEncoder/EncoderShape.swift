package import AssayKit

/// The sizes of a transformer encoder like BERT.
package struct EncoderShape: Sendable {
    /// Numbers that stand for a token.
    package let width: Int
    package let heads: Int
    package let blocks: Int
    /// Numbers between the two maps of a block's perceptron.
    package let inner: Int

    package init(width: Int, heads: Int, blocks: Int, inner: Int) {
        precondition(width > 0 && heads > 0 && width % heads == 0 && blocks > 0 && inner > 0, "\(heads) heads of a width of \(width)")
        self.width = width
        self.heads = heads
        self.blocks = blocks
        self.inner = inner
    }

    /// The names that Hugging Face gives a block's maps, in the order of the data's way: six a block.
    package var layers: [LinearLayer] { (0..<blocks).flatMap { block in Self.maps.map { layer("encoder.layer.\(block).\($0)") } } }

    static let maps = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"]
    static let norms = ["attention.output.LayerNorm", "output.LayerNorm"]

    private func layer(_ name: String) -> LinearLayer { LinearLayer(weight: name + ".weight", bias: name + ".bias") }

    /// The shape of every tensor of the blocks, in the order of the data's way.
    package var tensors: [(name: String, shape: [Int])] {
        (0..<blocks).flatMap { block in
            let prefix = "encoder.layer.\(block)."
            let maps = Self.maps.flatMap { map in
                let (outputs, inputs) = map == "intermediate.dense" ? (inner, width) : map == "output.dense" ? (width, inner) : (width, width)
                return [(prefix + map + ".weight", [outputs, inputs]), (prefix + map + ".bias", [outputs])]
            }
            return maps + Self.norms.flatMap { [(prefix + $0 + ".weight", [width]), (prefix + $0 + ".bias", [width])] }
        }
    }

    /// Added to variances in layer norms.
    static let epsilon: Float = 1e-12
}

/// Sentences as the first block takes them: a row for each token, one sentence after the other.
package struct TokenRows: Sendable {
    /// Tokens of each sentence.
    package let lengths: [Int]
    /// tokens × width.
    package let rows: FloatMatrix

    /// - Precondition: every sentence has a token, and the rows are those of all.
    package init(lengths: [Int], rows: FloatMatrix) {
        precondition(lengths.allSatisfy { $0 > 0 } && lengths.reduce(0, +) == rows.rows, "\(rows.rows) rows for sentences of \(lengths) tokens")
        self.lengths = lengths
        self.rows = rows
    }
}
