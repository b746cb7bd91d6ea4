import AssayKit

/// A network of linear maps without rectifiers: y = W_n ⋯ W_1 x.
final class LinearNetwork: NetworkWeights {
    let meter = Meter(Budget())
    let tensors: Tensors
    let layers: [LinearLayer]
    private let calibration: Matrix

    /// - Parameter calibration: examples × inputs of the first map.
    init(_ weights: [Matrix], calibration: Matrix) {
        var tensors = Tensors()
        for (i, weight) in weights.enumerated() { tensors["w\(i)"] = Tensor(weight) }
        // A parameter that is no linear map, as every network has: it must come back bit for bit.
        tensors["scale"] = Tensor(shape: [3], values: [0.1, -2, 3e-8])
        self.tensors = tensors
        self.calibration = calibration
        layers = weights.indices.map { LinearLayer(weight: "w\($0)", bias: nil) }
    }

    var calibrationCount: Int { calibration.rows }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        layers.reduce(calibration) { Matrix.product($0, tensors[$1.weight]!.matrix, transposeRight: true) }
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix {
        layers.prefix(index).reduce(calibration) { Matrix.product($0, tensors[$1.weight]!.matrix, transposeRight: true) }
    }
}

/// One example, and one output for each layer: a number that depends on how many weights of that layer are zero, and on
/// nothing else. The squared error of the outputs is then the sum of what the layers lose.
final class AdditiveNetwork: NetworkWeights {
    let meter = Meter(Budget())
    let tensors: Tensors
    let layers: [LinearLayer]
    let calibrationCount = 1
    /// For each layer, what is lost where 0, 1, … of its weights are zero.
    let losses: [[Double]]

    init(losses: [[Double]], _ random: inout Random) {
        self.losses = losses
        var tensors = Tensors()
        for (i, loss) in losses.enumerated() {
            tensors["w\(i)"] = Tensor(shape: [1, loss.count - 1], values: loss.dropFirst().map { _ in Float(random.normal()) })
        }
        self.tensors = tensors
        layers = losses.indices.map { LinearLayer(weight: "w\($0)", bias: nil) }
    }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        let outputs = layers.enumerated().map { i, layer in losses[i][tensors[layer.weight]!.values.count { $0 == 0 }].squareRoot() }
        return Matrix(rows: 1, columns: outputs.count, entries: outputs)
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { Matrix(zeros: 1, losses[index].count - 1) }
}

extension Matrix {
    static func random(_ rows: Int, _ columns: Int, _ random: inout Random) -> Matrix {
        Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in random.normal() })
    }

    /// In single precision, as a network holds it.
    var single: Matrix { Tensor(self).matrix }
}
