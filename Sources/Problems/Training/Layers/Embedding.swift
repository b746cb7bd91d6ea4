package import AssayKit

/// A vector for each symbol plus one for each place in the context, both learned. A row that comes in is one number, the symbol's;
/// rows are whole contexts, one after the other.
package final class Embedding: Layer {
    package let inputs = 1
    package let output: FloatBuffer
    private let width: Int
    private let context: Int
    private let symbols: LayerWeights
    private let places: LayerWeights

    package init(_ name: String, symbols: Int, context: Int, width: Int, rows: Int) {
        self.width = width
        self.context = context
        self.symbols = LayerWeights(name + ".symbols", .embedding, rows: symbols, columns: width, .normal)
        places = LayerWeights(name + ".places", .embedding, rows: context, columns: width, .normal)
        output = FloatBuffer(count: rows * width)
    }

    package var weights: [LayerWeights] { [symbols, places] }

    package func forward(_ input: FloatBuffer, rows: Int) {
        for row in 0..<rows {
            LayerKernels.copy(places.values, from: row % context * width, count: width, to: output, at: row * width)
            LayerKernels.add(symbols.values, from: symbol(input, row) * width, count: width, to: output, at: row * width)
        }
    }

    package func backward(
        _ input: FloatBuffer, _ outputGradient: FloatBuffer, rows: Int, into inputGradient: FloatBuffer?, _ observe: LayerObserver
    ) {
        // A symbol has no gradient.
        inputGradient?.fill(0)
        symbols.gradient.fill(0)
        places.gradient.fill(0)
        for row in 0..<rows {
            LayerKernels.add(outputGradient, from: row * width, count: width, to: symbols.gradient, at: symbol(input, row) * width)
            LayerKernels.add(outputGradient, from: row * width, count: width, to: places.gradient, at: row % context * width)
        }
    }

    private func symbol(_ input: FloatBuffer, _ row: Int) -> Int { Int(input[row]) }
}
