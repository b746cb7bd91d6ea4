import AssayKit

/// y = Wₙ ⋯ W₁E[s] + b with the loss ½‖y − t‖², averaged over a minibatch: a network in training small enough for its iterates to
/// be worked out beside it. Gradients are computed in double precision. Keeps what it was asked.
final class DeepLinearNetwork: LayerStatistics {
    struct Batch {
        let symbols: [Int]
        /// Row by row.
        let targets: [Double]
    }

    let meter: Meter
    let parameters: [TrainedParameter]
    let initialWeights: [Float]
    let layers: [TrainedLayer]
    let batches: [Batch]
    private let widths: [Int]
    private var drawn = 0
    /// What was shown of each layer, in each call that shows it: a, the mean of its inputs, and g, the sum of its outputs' gradients.
    private(set) var shown: [[(meanInput: [Double], outputGradient: [Double])]] = []

    /// - Parameter widths: of E's columns, then of each layer's outputs.
    init(symbols: Int, widths: [Int], hasBias: Bool, start: [Float], batches: [Batch], budget: Budget) {
        var parameters = [TrainedParameter(name: "embedding", part: .embedding, rows: symbols, columns: widths[0], offset: 0)]
        for layer in 1..<widths.count {
            parameters.append(
                TrainedParameter(
                    name: "layer\(layer)", part: layer == widths.count - 1 ? .output : .hidden, rows: widths[layer],
                    columns: widths[layer - 1], offset: parameters[layer - 1].range.upperBound))
        }
        if hasBias {
            parameters.append(
                TrainedParameter(
                    name: "bias", part: .vector, rows: widths[widths.count - 1], columns: 1, offset: parameters[widths.count - 1].range.upperBound))
        }
        self.parameters = parameters
        self.widths = widths
        self.batches = batches
        initialWeights = start
        layers = (1..<widths.count).map { TrainedLayer(weight: $0, bias: hasBias && $0 == widths.count - 1 ? widths.count : nil) }
        meter = Meter(budget)
        precondition(start.count == parameters[parameters.count - 1].range.upperBound)
    }

    var batchSize: Int { batches[0].symbols.count }
    var batchesPerEpoch: Int { batches.count }
    func drawMinibatch() { drawn += 1 }

    private func matrix(_ index: Int, _ weights: [Double]) -> Matrix {
        Matrix(rows: parameters[index].rows, columns: parameters[index].columns, entries: Array(weights[parameters[index].range]))
    }

    /// Loss and gradient on a minibatch, and for each layer its inputs and its outputs' gradients, a row for each example.
    func evaluate(_ weights: [Double], batch number: Int) -> (loss: Double, gradient: [Double], layers: [(inputs: Matrix, outputGradients: Matrix)]) {
        let batch = batches[number % batches.count]
        let count = batch.symbols.count, depth = widths.count - 1
        var activations = [matrix(0, weights).selecting(rows: batch.symbols)]
        for layer in 1...depth { activations.append(Matrix.product(activations[layer - 1], matrix(layer, weights), transposeRight: true)) }
        var slope = activations[depth]
        let hasBias = parameters.count > widths.count
        for i in 0..<count {
            for j in 0..<slope.columns {
                slope[i, j] += (hasBias ? weights[parameters[depth + 1].offset + j] : 0) - batch.targets[i * slope.columns + j]
            }
        }
        let loss = slope.entries.reduce(0) { $0 + $1 * $1 } / Double(2 * count)
        for i in slope.entries.indices { slope.entries[i] /= Double(count) }
        var gradient = [Double](repeating: 0, count: weights.count)
        if hasBias {
            for j in 0..<slope.columns { gradient[parameters[depth + 1].offset + j] = slope.column(j).reduce(0, +) }
        }
        var layers: [(inputs: Matrix, outputGradients: Matrix)] = []
        for layer in (1...depth).reversed() {
            layers.insert((activations[layer - 1], slope), at: 0)
            gradient.replaceSubrange(parameters[layer].range, with: Matrix.product(slope, activations[layer - 1], transposeLeft: true).entries)
            slope = slope * matrix(layer, weights)
        }
        for (row, symbol) in batch.symbols.enumerated() {
            for j in 0..<widths[0] { gradient[symbol * widths[0] + j] += slope[row, j] }
        }
        return (loss, gradient, layers)
    }

    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double {
        evaluate(weights.indices.map { Double(weights[$0]) }, batch: drawn).loss
    }

    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double {
        let result = evaluate(weights.indices.map { Double(weights[$0]) }, batch: drawn)
        for i in weights.indices { gradient[i] = Float(result.gradient[i]) }
        return result.loss
    }

    func computeMinibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt, _ observe: LayerObserver
    ) -> Double {
        let result = evaluate(weights.indices.map { Double(weights[$0]) }, batch: drawn)
        for i in weights.indices { gradient[i] = Float(result.gradient[i]) }
        for (number, layer) in result.layers.enumerated().reversed() {
            let inputs = layer.inputs.entries.map(Float.init), outputGradients = layer.outputGradients.entries.map(Float.init)
            observe(number, inputs.span, outputGradients.span)
        }
        shown.append(
            result.layers.map { layer in
                let count = Double(layer.inputs.rows)
                return (
                    (0..<layer.inputs.columns).map { layer.inputs.column($0).reduce(0, +) / count },
                    (0..<layer.outputGradients.columns).map { layer.outputGradients.column($0).reduce(0, +) }
                )
            })
        return result.loss
    }
}
