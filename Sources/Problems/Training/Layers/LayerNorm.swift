package import AssayKit

/// Each row less its mean, over its standard deviation, times a gain, plus a bias (Ba, Kiros and Hinton, "Layer Normalization", 2016).
package final class LayerNorm: Layer {
    /// Added to the variance, as in PyTorch.
    static let epsilon: Float = 1e-5

    package let inputs: Int
    package let output: FloatBuffer
    private let gain: LayerWeights
    private let bias: LayerWeights
    private let means: FloatBuffer
    private let scales: FloatBuffer

    package init(_ name: String, _ inputs: Int, rows: Int) {
        self.inputs = inputs
        gain = LayerWeights(name + ".weight", .vector, rows: inputs, .constant(1))
        bias = LayerWeights(name + ".bias", .vector, rows: inputs, .constant(0))
        output = FloatBuffer(count: rows * inputs)
        means = FloatBuffer(count: rows)
        scales = FloatBuffer(count: rows)
    }

    package var weights: [LayerWeights] { [gain, bias] }

    package func forward(_ input: FloatBuffer, rows: Int) {
        LayerKernels.normalize(
            input, rows: rows, epsilon: Self.epsilon, gain: gain.values, bias: bias.values, into: output, means: means, scales: scales)
    }

    /// The input's gradient comes with those of gain and bias: it is always computed.
    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        LayerKernels.normalizeGradient(
            input, outputGradient, rows: rows, gain: gain.values, means: means, scales: scales,
            into: inputGradient ?? FloatBuffer(count: rows * inputs), gain: gain.gradient, bias: bias.gradient)
    }
}
