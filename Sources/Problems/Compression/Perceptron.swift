public import AssayKit

/// A multilayer perceptron: linear maps y = W·x + b with a rectifier, max(0, y), after each but the last.
public struct Perceptron: Sendable {
    /// W of each layer: outputs × inputs.
    public var weights: [Matrix]
    /// b of each layer: outputs.
    public var biases: [[Double]]

    /// - Precondition: there is a layer, each has a bias for each output, and takes as many inputs as the one before
    ///   has outputs.
    public init(weights: [Matrix], biases: [[Double]]) {
        precondition(!weights.isEmpty && weights.count == biases.count, "\(weights.count) weights do not pair with \(biases.count) biases")
        for (i, weight) in weights.enumerated() {
            precondition(biases[i].count == weight.rows, "layer \(i + 1) has \(weight.rows) outputs and \(biases[i].count) biases")
            precondition(i == 0 || weight.columns == weights[i - 1].rows, "layer \(i + 1) does not take what the one before puts out")
        }
        self.weights = weights
        self.biases = biases
    }

    /// The widths from the input to the output: one more than there are layers.
    public var sizes: [Int] { [weights[0].columns] + weights.map(\.rows) }

    /// What the network puts out, before any softmax, for each row of `inputs`: rows × outputs.
    public func outputs(_ inputs: Matrix) -> Matrix {
        weights.indices.reduce(inputs) { output(ofLayer: $1, $0) }
    }

    /// What enters each layer, and last what the network puts out: rows × its width each, one more than there are layers.
    public func activations(_ inputs: Matrix) -> [Matrix] {
        var activations = [inputs]
        for layer in weights.indices { activations.append(output(ofLayer: layer, activations[layer])) }
        return activations
    }

    /// X·Wᵀ + b, rectified unless the layer is the last. O(rows · outputs · inputs).
    private func output(ofLayer layer: Int, _ inputs: Matrix) -> Matrix {
        let product = Matrix.product(inputs, weights[layer], transposeRight: true)
        let bias = biases[layer]
        let floor = layer + 1 < weights.count ? 0 : -Double.infinity
        // A local array: each access to an entry of a matrix would be a call into the SDK's library.
        var entries = product.entries
        for start in stride(from: 0, to: entries.count, by: max(1, bias.count)) {
            for j in bias.indices { entries[start + j] = max(floor, entries[start + j] + bias[j]) }
        }
        return Matrix(rows: product.rows, columns: product.columns, entries: entries)
    }
}
