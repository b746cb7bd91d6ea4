import AssayKit

/// The derivative of a network's outputs in what one of its layers puts out, for each calibration example, by finite
/// differences of forward passes: one for each output of the layer, or two where it has no bias.
struct OutputDerivatives {
    /// How many outputs the layer has.
    let layerOutputs: Int
    /// Outputs of the network × outputs of the layer, one for each example.
    let matrices: [Matrix]

    init(_ network: any NetworkWeights, layer: Int, inputs: Matrix, outputs: Matrix, _ random: inout Random) throws {
        let weightName = network.layers[layer].weight
        let weight = (network.tensors[weightName] ?? Tensor(shape: [0, inputs.columns], values: [])).matrix
        let bias = network.layers[layer].bias.flatMap { name in network.tensors[name].map { (name: name, tensor: $0) } }
        let size = weight.rows
        // A thousandth of what the layer puts out: small beside the way to the next kink of a rectifier, large beside single precision.
        let step = 0.001 * max(rootMeanSquare(Matrix.product(inputs, weight, transposeRight: true)), 1e-6)

        var entries = [[Double]](repeating: [Double](repeating: 0, count: outputs.columns * size), count: outputs.rows)
        /// Adds share · (change of the outputs) to the derivatives in the layer's output k.
        func add(_ changed: Matrix, _ k: Int, shares: [Double]) {
            let change = (changed - outputs).entries
            for i in entries.indices {
                for c in 0..<outputs.columns { entries[i][c * size + k] += shares[i] * change[i * outputs.columns + c] }
            }
        }

        // Without a bias, the weights of one output move along two random directions d instead: what the layer puts out
        // moves by d · x, which is known. Two, so that no example is left almost unmoved; of their two quotients the
        // mean is taken with the weights (d · x)².
        let directions = (0..<2).map { _ in (0..<inputs.columns).map { _ in random.normal() * step / max(rootMeanSquare(inputs), 1e-6) } }
        let moves = directions.map { Matrix.product(inputs, $0.span) }
        let squares = (0..<inputs.rows).map { moves[0][$0] * moves[0][$0] + moves[1][$0] * moves[1][$0] }
        for k in 0..<size {
            var tensors = network.tensors
            if let bias {
                var raised = bias.tensor
                raised.values[k] += Float(step)
                tensors[bias.name] = raised
                let move = Double(raised.values[k]) - Double(bias.tensor.values[k])
                add(try network.outputs(with: tensors), k, shares: [Double](repeating: 1 / move, count: outputs.rows))
            } else {
                for (direction, move) in zip(directions, moves) {
                    var raised = weight
                    for j in 0..<raised.columns { raised[k, j] += direction[j] }
                    tensors[weightName] = Tensor(raised)
                    add(try network.outputs(with: tensors), k, shares: zip(move, squares).map { $1 > 0 ? $0 / $1 : 0 })
                }
            }
        }
        layerOutputs = size
        matrices = entries.map { Matrix(rows: outputs.columns, columns: size, entries: $0) }
    }
}

private func rootMeanSquare(_ matrix: Matrix) -> Double {
    matrix.frobeniusNorm / Double(max(1, matrix.entries.count)).squareRoot()
}
