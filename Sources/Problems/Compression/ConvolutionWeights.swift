import AssayKit

/// A trained convolutional network as a compressor sees it. A convolution is the linear map that is applied to the patch around
/// each pixel; of each calibration picture one patch is shown, at a place that is drawn once.
final class ConvolutionWeights: NetworkWeights {
    let meter: Meter
    let tensors: Tensors
    let layers: [LinearLayer]
    var calibrationCount: Int { calibration.rows }
    private let calibration: Matrix
    /// What enters each map, once it was asked for.
    private lazy var entering = patches()

    /// - Parameter calibration: calibrationCount × pixels.
    init(_ tensors: Tensors, calibration: Matrix, _ meter: Meter) {
        self.meter = meter
        self.tensors = tensors
        self.calibration = calibration
        let network = ConvolutionFile.network(rows: 1)
        layers = network.linearLayers.map { layer in
            LinearLayer(weight: network.parameters[layer.weight].name, bias: layer.bias.map { network.parameters[$0].name })
        }
    }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        do { return try ConvolutionFile.outputs(tensors, calibration) } catch {
            // The caller, `outputs(with:)`, has checked names and shapes.
            preconditionFailure("\(error)")
        }
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { entering[index] }

    private func patches() -> [Matrix] {
        let network = ConvolutionFile.network(rows: calibration.rows)
        do { try network.load(tensors) } catch { preconditionFailure("\(error)") }
        var matrices = [Matrix](repeating: Matrix(zeros: 0, 0), count: layers.count)
        var gradient = [Float](repeating: 0, count: network.weightCount)
        var span = gradient.mutableSpan
        // What goes in is seen on the way back.
        _ = network.gradient(Minibatch(calibration, labels: [Int](repeating: 0, count: calibration.rows)), into: &span) { layer, inputs, _ in
            let columns = network.parameters[network.linearLayers[layer].weight].columns
            let places = inputs.count / columns / self.calibration.rows
            var random = Random(seed: UInt64(layer))
            var entries: [Double] = []
            for picture in 0..<self.calibration.rows {
                let row = picture * places + random.index(below: places)
                for j in 0..<columns { entries.append(Double(inputs[row * columns + j])) }
            }
            matrices[layer] = Matrix(rows: self.calibration.rows, columns: columns, entries: entries)
        }
        return matrices
    }
}
