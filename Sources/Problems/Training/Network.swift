package import AssayKit
import CLinux

/// A network that tells classes, with softmax cross entropy as its loss.
///
/// Numbers below 1.2e-38, which single precision cannot hold in full, count as zeros: a network whose weights went astray is full
/// of them, and processors take up to thirty times as long for its products otherwise.
package final class Network {
    package let parameters: [TrainedParameter]
    /// Its linear maps in order, a convolution's on its patches among them.
    package let linearLayers: [TrainedLayer]
    package let classes: Int
    private let body: any Layer
    private let weights: [LayerWeights]
    private let logitGradient: FloatBuffer

    /// - Parameters:
    ///   - body: gives `classes` numbers a row.
    ///   - rows: the most rows in a minibatch.
    package init(_ body: any Layer, classes: Int, rows: Int) {
        self.body = body
        self.classes = classes
        logitGradient = FloatBuffer(count: rows * classes)
        weights = body.descendants.flatMap(\.weights)
        var parameters: [TrainedParameter] = []
        for weight in weights {
            parameters.append(TrainedParameter(
                name: weight.name, part: weight.part, rows: weight.rows, columns: weight.columns, offset: parameters.last?.range.upperBound ?? 0))
        }
        self.parameters = parameters
        let linears = body.descendants.compactMap { $0 as? Linear }
        linearLayers = linears.enumerated().map { [weights] number, linear in
            linear.number = number
            return TrainedLayer(
                weight: weights.firstIndex { $0 === linear.weight } ?? 0, bias: weights.firstIndex { $0 === linear.bias })
        }
    }

    package var weightCount: Int { parameters.last?.range.upperBound ?? 0 }

    package func initialWeights(_ random: Random) -> [Float] {
        var random = random
        return weights.flatMap { $0.drawn(&random) }
    }

    /// - Precondition: there are `weightCount` numbers.
    package func load(_ numbers: Span<Float>) {
        for (parameter, weight) in zip(parameters, weights) { weight.values.read(numbers.extracting(parameter.range)) }
    }

    /// What it gives for each row, before any softmax: rows × classes.
    package func outputs(_ minibatch: Minibatch) -> Matrix {
        let rows = minibatch.labels.count
        let before = linux_flush_subnormals(1)
        defer { _ = linux_flush_subnormals(before) }
        body.forward(minibatch.inputs, rows: rows)
        return body.output.withSpan(rows * classes) { outputs in
            Matrix(rows: rows, columns: classes, entries: outputs.indices.map { Double(outputs[$0]) })
        }
    }

    /// The mean loss of a minibatch's rows, in nats, and how many of them are told wrong.
    package func loss(_ minibatch: Minibatch) -> (loss: Double, errors: Int) {
        let rows = minibatch.labels.count
        let before = linux_flush_subnormals(1)
        defer { _ = linux_flush_subnormals(before) }
        body.forward(minibatch.inputs, rows: rows)
        let labels = minibatch.labels
        let told = LayerKernels.crossEntropy(body.output, labels: labels.span, columns: classes)
        return (told.loss / Double(rows), told.errors)
    }

    /// Writes the gradient of a minibatch's mean loss and returns that loss.
    package func gradient(_ minibatch: Minibatch, into gradient: inout MutableSpan<Float>, _ observe: LayerObserver) -> Double {
        let rows = minibatch.labels.count
        let before = linux_flush_subnormals(1)
        defer { _ = linux_flush_subnormals(before) }
        body.forward(minibatch.inputs, rows: rows)
        let labels = minibatch.labels
        let told = LayerKernels.crossEntropy(body.output, labels: labels.span, columns: classes, gradient: logitGradient)
        body.backward(minibatch.inputs, logitGradient, rows: rows, into: nil) { layer, x, dy in
            // A method's own arithmetic is as it is everywhere else.
            _ = linux_flush_subnormals(before)
            observe(layer, x, dy)
            _ = linux_flush_subnormals(1)
        }
        for (parameter, weight) in zip(parameters, weights) { weight.gradient.write(to: &gradient, at: parameter.offset) }
        return told.loss / Double(rows)
    }
}
