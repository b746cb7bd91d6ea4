package import AssayKit

/// Self-attention with several heads, in which a place sees itself and those before it (Vaswani et al., "Attention Is All You
/// Need", 2017, section 3.2). It has no weights: linear maps make the queries, keys and values that come in, and take what goes out.
///
/// A row that comes in is a place's queries, keys and values, each of all heads, one head after the other; rows are whole contexts.
package final class CausalAttention: Layer {
    package let inputs: Int
    package let output: FloatBuffer
    private let width: Int
    private let heads: Int
    private let context: Int
    /// What share of each place's attention each place has: context × context for each head of each sequence.
    private let shares: FloatBuffer
    private let shareGradient: FloatBuffer

    package init(width: Int, heads: Int, context: Int, rows: Int) {
        precondition(width % heads == 0 && rows % context == 0, "\(width) numbers for \(heads) heads, \(rows) rows in contexts of \(context)")
        self.width = width
        self.heads = heads
        self.context = context
        inputs = 3 * width
        output = FloatBuffer(count: rows * width)
        shares = FloatBuffer(count: rows * heads * context)
        shareGradient = FloatBuffer(count: context * context)
    }

    private var scale: Float { 1 / Float(width / heads).squareRoot() }

    /// O = softmax(Q·Kᵀ/√d)·V.
    package func forward(_ input: FloatBuffer, rows: Int) {
        forEachHead(rows) { sequence, head, place in
            let shares = FloatBlock(self.shares, offset: place, rows: context, columns: context)
            shares.set(toProductOf: block(input, 0, sequence, head), block(input, 1, sequence, head).transposed, scale: scale)
            LayerKernels.causalSoftmax(self.shares, at: place, size: context)
            outputBlock(output, sequence, head).set(toProductOf: shares, block(input, 2, sequence, head))
        }
    }

    /// With P the shares and S the scores: ∂V = Pᵀ·∂O, ∂P = ∂O·Vᵀ, ∂Q = ∂S·K/√d, ∂K = ∂Sᵀ·Q/√d.
    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        guard let inputGradient else { return }
        let scores = shareGradient.block(context, context)
        forEachHead(rows) { sequence, head, place in
            let shares = FloatBlock(self.shares, offset: place, rows: context, columns: context)
            let dO = outputBlock(outputGradient, sequence, head)
            block(inputGradient, 2, sequence, head).set(toProductOf: shares.transposed, dO)
            scores.set(toProductOf: dO, block(input, 2, sequence, head).transposed)
            LayerKernels.causalSoftmaxGradient(self.shares, at: place, size: context, scale: scale, shareGradient)
            block(inputGradient, 0, sequence, head).set(toProductOf: scores, block(input, 1, sequence, head))
            block(inputGradient, 1, sequence, head).set(toProductOf: scores.transposed, block(input, 0, sequence, head))
        }
    }

    /// Gives the place of the first of its shares too.
    private func forEachHead(_ rows: Int, _ work: (_ sequence: Int, _ head: Int, _ place: Int) -> Void) {
        precondition(rows % context == 0, "\(rows) rows in contexts of \(context)")
        for sequence in 0..<rows / context {
            for head in 0..<heads { work(sequence, head, (sequence * heads + head) * context * context) }
        }
    }

    /// Queries (0), keys (1) or values (2) of a head: context × its width.
    private func block(_ buffer: FloatBuffer, _ third: Int, _ sequence: Int, _ head: Int) -> FloatBlock {
        FloatBlock(
            buffer, offset: sequence * context * inputs + third * width + head * (width / heads), rows: context, columns: width / heads, stride: inputs)
    }

    private func outputBlock(_ buffer: FloatBuffer, _ sequence: Int, _ head: Int) -> FloatBlock {
        FloatBlock(buffer, offset: sequence * context * width + head * (width / heads), rows: context, columns: width / heads, stride: width)
    }
}
