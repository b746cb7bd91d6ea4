package import AssayKit

/// Each pixel becomes a linear map of the size × size pixels around it, zeros beyond the edges: patches laid out as rows, and one
/// matrix product. A row that comes in is a picture, pixel after pixel, its channels together; so is what goes out.
package final class Convolution: Layer {
    private let shape: PictureShape
    private let size: Int
    private let linear: Linear
    private let patches: FloatBuffer
    private let patchGradient: FloatBuffer

    package init(_ name: String, _ shape: PictureShape, size: Int, outputs: Int, rows: Int) {
        self.shape = shape
        self.size = size
        let numbers = size * size * shape.channels
        linear = Linear(name, inputs: numbers, outputs: outputs, rows: rows * shape.pixelCount)
        patches = FloatBuffer(count: rows * shape.pixelCount * numbers)
        patchGradient = FloatBuffer(count: rows * shape.pixelCount * numbers)
    }

    package var inputs: Int { shape.count }
    package var output: FloatBuffer { linear.output }
    package var parts: [any Layer] { [linear] }

    package func forward(_ input: FloatBuffer, rows: Int) {
        LayerKernels.patches(input, shape, pictures: rows, size: size, into: patches)
        linear.forward(patches, rows: rows * shape.pixelCount)
    }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        linear.backward(patches, outputGradient, rows: rows * shape.pixelCount, into: inputGradient == nil ? nil : patchGradient, observe)
        if let inputGradient { LayerKernels.sumPatches(patchGradient, shape, pictures: rows, size: size, into: inputGradient) }
    }
}

/// The largest of each 2 × 2 pixels in each channel. Of equal ones the first gets the gradient.
package final class MaximumPool: Layer {
    package let output: FloatBuffer
    private let shape: PictureShape

    package init(_ shape: PictureShape, rows: Int) {
        self.shape = shape
        output = FloatBuffer(count: rows * shape.count / 4)
    }

    package var inputs: Int { shape.count }

    package func forward(_ input: FloatBuffer, rows: Int) { LayerKernels.maximumPool(input, shape, pictures: rows, into: output) }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        if let inputGradient { LayerKernels.maximumPoolGradient(input, outputGradient, shape, pictures: rows, into: inputGradient) }
    }
}
