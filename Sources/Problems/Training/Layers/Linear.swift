package import AssayKit

/// y = Wx + b. Begins as PyTorch's does: W and b uniform within 1/√inputs.
package final class Linear: Layer {
    package let inputs: Int
    let outputs: Int
    let weight: LayerWeights
    let bias: LayerWeights
    package let output: FloatBuffer
    /// Its place among the network's linear maps.
    var number = 0

    package init(_ name: String, _ part: TrainedParameter.Part = .hidden, inputs: Int, outputs: Int, rows: Int) {
        self.inputs = inputs
        self.outputs = outputs
        let bound = 1 / Float(inputs).squareRoot()
        weight = LayerWeights(name + ".weight", part, rows: outputs, columns: inputs, .uniform(bound))
        bias = LayerWeights(name + ".bias", .vector, rows: outputs, .uniform(bound))
        output = FloatBuffer(count: rows * outputs)
    }

    package var weights: [LayerWeights] { [weight, bias] }

    package func forward(_ input: FloatBuffer, rows: Int) {
        LayerKernels.repeatRow(bias.values, rows: rows, into: output)
        output.block(rows, outputs).set(toProductOf: input.block(rows, inputs), weight.values.block(outputs, inputs).transposed, keep: 1)
    }

    /// ∂W = ∂yᵀ·x, ∂b = Σ ∂y, ∂x = ∂y·W.
    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        let dy = outputGradient.block(rows, outputs)
        weight.gradient.block(outputs, inputs).set(toProductOf: dy.transposed, input.block(rows, inputs))
        LayerKernels.sumRows(outputGradient, rows: rows, into: bias.gradient)
        inputGradient?.block(rows, inputs).set(toProductOf: dy, weight.values.block(outputs, inputs))
        input.withSpan(rows * inputs) { x in
            outputGradient.withSpan(rows * outputs) { dy in observe(number, x, dy) }
        }
    }
}
