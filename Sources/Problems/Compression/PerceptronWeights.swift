import AssayKit

/// A trained perceptron as a compressor sees it: its parameters, and calibration rows to pass through it.
final class PerceptronWeights: NetworkWeights {
    let meter: Meter
    let tensors: Tensors
    let layers: [LinearLayer]
    var calibrationCount: Int { activations[0].rows }
    private let sizes: [Int]
    /// What enters each layer of the unchanged network when the calibration rows pass; last what comes out.
    private let activations: [Matrix]

    /// - Parameter calibration: calibrationCount × inputs.
    init(_ network: Perceptron, calibration: Matrix, _ meter: Meter) {
        self.meter = meter
        tensors = network.tensors
        layers = Perceptron.layers(network.weights.count)
        sizes = network.sizes
        activations = network.activations(calibration)
    }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        do { return try Perceptron(tensors, sizes: sizes).outputs(activations[0]) } catch {
            // The caller, `outputs(with:)`, has checked names and shapes.
            preconditionFailure("\(error)")
        }
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { activations[index] }
}
