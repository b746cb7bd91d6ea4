package import AssayKit

/// y = max(x, 0).
package final class Rectifier: Layer {
    package let inputs: Int
    package let output: FloatBuffer

    package init(_ inputs: Int, rows: Int) {
        self.inputs = inputs
        output = FloatBuffer(count: rows * inputs)
    }

    package func forward(_ input: FloatBuffer, rows: Int) { LayerKernels.rectify(input, rows * inputs, into: output) }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        if let inputGradient { LayerKernels.rectifyGradient(input, outputGradient, rows * inputs, into: inputGradient) }
    }
}

/// The Gaussian error linear unit (Hendrycks and Gimpel, 2016) by its approximation with tanh.
package final class GELU: Layer {
    package let inputs: Int
    package let output: FloatBuffer

    package init(_ inputs: Int, rows: Int) {
        self.inputs = inputs
        output = FloatBuffer(count: rows * inputs)
    }

    package func forward(_ input: FloatBuffer, rows: Int) { LayerKernels.gelu(input, rows * inputs, into: output) }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        if let inputGradient { LayerKernels.geluGradient(input, outputGradient, rows * inputs, into: inputGradient) }
    }
}
