public import AssayKit

extension Perceptron {
    /// The gradient of the mean cross-entropy on these rows, by backpropagation; it has the shapes of the network.
    ///
    /// With δ the derivative in a layer's outputs (before the rectifier) and X what entered it, its weight's gradient is
    /// δᵀ·X, its bias's the column sums of δ, and the layer before gets δ·W where its rectifier let something through.
    /// - Parameter labels: one a row of `inputs`, in 0..<outputs.
    /// - Complexity: three times that of `outputs`.
    public func crossEntropyGradient(_ inputs: Matrix, labels: [Int]) -> Perceptron {
        let activations = activations(inputs)
        var gradient = self
        var delta = CrossEntropy.derivative(activations[weights.count], labels: labels)
        for layer in weights.indices.reversed() {
            gradient.weights[layer] = Matrix.product(delta, activations[layer], transposeLeft: true)
            gradient.biases[layer] = columnSums(delta)
            if layer > 0 { delta = masked(Matrix.product(delta, weights[layer]), where: activations[layer]) }
        }
        return gradient
    }

    private func columnSums(_ matrix: Matrix) -> [Double] {
        Matrix.product(matrix, [Double](repeating: 1, count: matrix.rows).span, transposed: true)
    }

    /// The entries where `activation` is positive; zero elsewhere.
    private func masked(_ matrix: Matrix, where activation: Matrix) -> Matrix {
        let entries = zip(matrix.entries, activation.entries).map { $1 > 0 ? $0 : 0 }
        return Matrix(rows: matrix.rows, columns: matrix.columns, entries: entries)
    }
}
