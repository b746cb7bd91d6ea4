import AssayKit

/// A layer y = Wx + b with its factors: of its inputs, R, and of the gradients of its outputs, L.
struct PreconditionedLayer {
    private let weight: TrainedParameter
    private let bias: TrainedParameter?
    var left: InverseFactor
    var right: InverseFactor
    /// a: the mean of the layer's inputs, with a 1 at the end where there is a bias.
    private(set) var meanInput: [Float]
    /// g: the mean over the examples of the gradients of their losses by the layer's outputs.
    private(set) var meanOutputGradient: [Float]

    init(_ layer: TrainedLayer, _ parameters: [TrainedParameter]) {
        weight = parameters[layer.weight]
        bias = layer.bias.map { parameters[$0] }
        left = InverseFactor(weight.rows)
        right = InverseFactor(weight.columns + (bias == nil ? 0 : 1))
        meanInput = []
        meanOutputGradient = []
    }

    /// Lines 2 and 3.
    mutating func observe(_ inputs: Span<Float>, _ outputGradients: Span<Float>) {
        let count = Float(inputs.count / weight.columns)
        meanInput = sums(of: inputs, columns: weight.columns).map { $0 / count } + (bias == nil ? [] : [1])
        // The gradients are of the mean loss, so their sum is the mean that is meant.
        meanOutputGradient = sums(of: outputGradients, columns: weight.rows)
    }

    /// Lines 9 and 10: ΔW = L⁻¹ ∇W R⁻¹, brought back to the norm of ∇W, takes its place in the gradient.
    func precondition(_ gradient: inout [Float]) {
        let (m, n) = (weight.rows, right.inverse.rows)
        var slopes = FloatMatrix(zeros: m, n)
        for i in 0..<m {
            for j in 0..<weight.columns { slopes.entries[i * n + j] = gradient[weight.offset + i * weight.columns + j] }
            if let bias { slopes.entries[i * n + n - 1] = gradient[bias.offset + i] }
        }
        let preconditioned = left.inverse * slopes * right.inverse
        let norm = preconditioned.frobeniusNorm
        guard norm > 0 else { return }
        let scale = slopes.frobeniusNorm / norm
        for i in 0..<m {
            for j in 0..<weight.columns { gradient[weight.offset + i * weight.columns + j] = scale * preconditioned.entries[i * n + j] }
            if let bias { gradient[bias.offset + i] = scale * preconditioned.entries[i * n + n - 1] }
        }
    }
}

private func sums(of rows: Span<Float>, columns: Int) -> [Float] {
    var sums = [Float](repeating: 0, count: columns)
    for row in 0..<rows.count / columns {
        for column in 0..<columns { sums[column] += rows[row * columns + column] }
    }
    return sums
}
