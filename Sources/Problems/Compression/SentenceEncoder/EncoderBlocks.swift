package import AssayKit

/// The blocks of a transformer encoder (Vaswani et al., "Attention Is All You Need", 2017) with layer norm after each part, as in
/// BERT: attention of all tokens of a sentence to each other, then a perceptron with a Gaussian error linear unit.
///
/// Sentences lie one after the other without padding, so no mask is needed.
package final class EncoderBlocks {
    private let shape: EncoderShape
    private let weights: [String: FloatBuffer]

    /// - Throws: `UnfitTensors`, naming the first tensor that is missing or has another shape. Others are left aside.
    package init(_ shape: EncoderShape, _ tensors: Tensors) throws(UnfitTensors) {
        self.shape = shape
        var weights: [String: FloatBuffer] = [:]
        for (name, size) in shape.tensors {
            let values = try tensors.tensor(name, shape: size).values
            let buffer = FloatBuffer(count: values.count)
            buffer.read(values.span)
            weights[name] = buffer
        }
        self.weights = weights
    }

    /// The last block's output: tokens × width.
    /// - Parameter observe: sees what enters each linear map, and which it is in the order of `EncoderShape.layers`.
    package func forward(_ sentences: TokenRows, observe: (_ layer: Int, _ input: FloatBuffer) -> Void = { _, _ in }) -> FloatMatrix {
        let rows = sentences.rows.rows, width = shape.width
        let space = Workspace(shape, rows: rows, longest: sentences.lengths.max() ?? 0)
        let entries = sentences.rows.entries
        space.tokens.read(entries.span)
        for block in 0..<shape.blocks {
            func map(_ index: Int, _ input: FloatBuffer, into output: FloatBuffer) {
                observe(block * EncoderShape.maps.count + index, input)
                apply("encoder.layer.\(block)." + EncoderShape.maps[index], input, rows: rows, into: output)
            }
            map(0, space.tokens, into: space.queries)
            map(1, space.tokens, into: space.keys)
            map(2, space.tokens, into: space.values)
            attend(sentences.lengths, space)
            map(3, space.mixed, into: space.sum)
            LayerKernels.add(space.tokens, count: rows * width, to: space.sum)
            normalize("encoder.layer.\(block)." + EncoderShape.norms[0], space, rows: rows)
            map(4, space.tokens, into: space.inner)
            LayerKernels.exactGELU(space.inner, rows * shape.inner, into: space.bent)
            map(5, space.bent, into: space.sum)
            LayerKernels.add(space.tokens, count: rows * width, to: space.sum)
            normalize("encoder.layer.\(block)." + EncoderShape.norms[1], space, rows: rows)
        }
        return space.tokens.matrix(rows, width)
    }

    /// y = Wx + b.
    private func apply(_ name: String, _ input: FloatBuffer, rows: Int, into output: FloatBuffer) {
        let weight = buffer(name + ".weight"), bias = buffer(name + ".bias")
        let inputs = weight.count / bias.count
        LayerKernels.repeatRow(bias, rows: rows, into: output)
        output.block(rows, bias.count).set(toProductOf: input.block(rows, inputs), weight.block(bias.count, inputs).transposed, keep: 1)
    }

    /// The tokens become the norm of the sum.
    private func normalize(_ name: String, _ space: Workspace, rows: Int) {
        LayerKernels.normalize(
            space.sum, rows: rows, epsilon: EncoderShape.epsilon, gain: buffer(name + ".weight"), bias: buffer(name + ".bias"), into: space.tokens,
            means: space.means, scales: space.scales)
    }

    /// softmax(Q·Kᵀ/√d)·V in each head of each sentence.
    private func attend(_ lengths: [Int], _ space: Workspace) {
        let width = shape.width, headWidth = width / shape.heads
        let scale = 1 / Float(headWidth).squareRoot()
        var first = 0
        for length in lengths {
            for head in 0..<shape.heads {
                func block(_ buffer: FloatBuffer) -> FloatBlock {
                    FloatBlock(buffer, offset: first * width + head * headWidth, rows: length, columns: headWidth, stride: width)
                }
                let shares = space.shares.block(length, length)
                shares.set(toProductOf: block(space.queries), block(space.keys).transposed, scale: scale)
                LayerKernels.softmax(space.shares, rows: length, columns: length)
                block(space.mixed).set(toProductOf: shares, block(space.values))
            }
            first += length
        }
    }

    private func buffer(_ name: String) -> FloatBuffer {
        guard let buffer = weights[name] else { preconditionFailure("no tensor \(name)") }
        return buffer
    }
}

/// What a pass computes in.
private struct Workspace {
    let tokens, queries, keys, values, mixed, sum, inner, bent, means, scales, shares: FloatBuffer

    init(_ shape: EncoderShape, rows: Int, longest: Int) {
        func buffer(_ columns: Int) -> FloatBuffer { FloatBuffer(count: rows * columns) }
        (tokens, queries, keys, values) = (buffer(shape.width), buffer(shape.width), buffer(shape.width), buffer(shape.width))
        (mixed, sum, inner, bent) = (buffer(shape.width), buffer(shape.width), buffer(shape.inner), buffer(shape.inner))
        (means, scales, shares) = (buffer(1), buffer(1), FloatBuffer(count: longest * longest))
    }
}

extension FloatBuffer {
    /// The first `rows * columns` numbers.
    func matrix(_ rows: Int, _ columns: Int) -> FloatMatrix {
        var entries = [Float](repeating: 0, count: count)
        var span = entries.mutableSpan
        write(to: &span)
        return FloatMatrix(rows: rows, columns: columns, entries: count == rows * columns ? entries : Array(entries.prefix(rows * columns)))
    }
}

extension TokenRows {
    /// The mean of each sentence's rows, of length one: sentences × width (Reimers and Gurevych, "Sentence-BERT", 2019).
    package func pooled(_ output: FloatMatrix) -> FloatMatrix {
        var pooled = FloatMatrix(zeros: lengths.count, output.columns)
        let width = output.columns, values = output.entries
        var entries = pooled.entries
        var first = 0
        for (sentence, length) in lengths.enumerated() {
            var mean = [Double](repeating: 0, count: width)
            for row in first..<first + length {
                for j in 0..<width { mean[j] += Double(values[row * width + j]) }
            }
            let norm = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for j in 0..<width { entries[sentence * width + j] = Float(norm == 0 ? 0 : mean[j] / norm) }
            first += length
        }
        pooled.entries = entries
        return pooled
    }
}
