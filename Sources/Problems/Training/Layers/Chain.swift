package import AssayKit

/// Layers one after the other.
package final class Chain: Layer {
    package let parts: [any Layer]
    /// Gradients on their way back; a layer reads the one and writes the other.
    private let gradients: [FloatBuffer]

    /// - Precondition: there is a layer.
    package init(_ layers: [any Layer], rows: Int) {
        parts = layers
        let widest = layers.dropFirst().map(\.inputs).max() ?? 0
        gradients = (0..<2).map { _ in FloatBuffer(count: rows * widest) }
    }

    package var inputs: Int { parts[0].inputs }
    package var output: FloatBuffer { parts[parts.count - 1].output }

    package func forward(_ input: FloatBuffer, rows: Int) {
        var current = input
        for layer in parts {
            layer.forward(current, rows: rows)
            current = layer.output
        }
    }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        var gradient = outputGradient
        for place in parts.indices.reversed() {
            let entered = place == 0 ? input : parts[place - 1].output
            let target = place == 0 ? inputGradient : gradients[place % 2]
            parts[place].backward(entered, gradient, rows: rows, into: target, observe)
            if let target { gradient = target }
        }
    }
}

/// y = x + f(x).
package final class Residual: Layer {
    private let body: Chain

    /// - Precondition: f gives as many numbers as it takes, and its last layer does not need its own output to go back.
    package init(_ layers: [any Layer], rows: Int) { body = Chain(layers, rows: rows) }

    package var inputs: Int { body.inputs }
    package var output: FloatBuffer { body.output }
    package var parts: [any Layer] { [body] }

    package func forward(_ input: FloatBuffer, rows: Int) {
        body.forward(input, rows: rows)
        LayerKernels.add(input, count: rows * inputs, to: output)
    }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        body.backward(input, outputGradient, rows: rows, into: inputGradient, observe)
        if let inputGradient { LayerKernels.add(outputGradient, count: rows * inputs, to: inputGradient) }
    }
}
