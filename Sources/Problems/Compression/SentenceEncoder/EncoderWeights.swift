import AssayKit

/// A sentence encoder as a compressor sees it. A calibration example is a token within its sentence: what enters a linear map
/// has a row for each, and so has the last block's output.
final class EncoderWeights: NetworkWeights {
    let meter: Meter
    let tensors: Tensors
    let layers: [LinearLayer]
    var calibrationCount: Int { sentences.rows.rows }
    private let shape: EncoderShape
    private let sentences: TokenRows
    /// What enters each map of the unchanged network, once it was asked for.
    private lazy var entering = enteringMaps()

    /// - Precondition: the tensors are those of the shape.
    init(_ shape: EncoderShape, _ tensors: Tensors, calibration: TokenRows, _ meter: Meter) {
        self.meter = meter
        self.shape = shape
        self.tensors = tensors
        layers = shape.layers
        sentences = calibration
    }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix { blocks(tensors).forward(sentences).double }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { entering[index].double }

    private func enteringMaps() -> [FloatMatrix] {
        var found: [FloatMatrix] = []
        let rows = sentences.rows.rows
        _ = blocks(tensors).forward(sentences) { layer, input in
            // Queries, keys and values are made of the same.
            found.append([1, 2].contains(layer % EncoderShape.maps.count) ? found[layer - 1] : input.matrix(rows, input.count / rows))
        }
        return found
    }

    private func blocks(_ tensors: Tensors) -> EncoderBlocks {
        do { return try EncoderBlocks(shape, tensors) } catch {
            // The caller, `outputs(with:)`, has checked names and shapes.
            preconditionFailure("\(error)")
        }
    }
}

extension FloatMatrix {
    fileprivate var double: Matrix { Matrix(rows: rows, columns: columns, entries: entries.map { Double($0) }) }
}
