import AssayKit

/// The levels origin + scale · code for codes 0, 1, …, 2^bits − 1.
struct Grid {
    let origin: Double
    let scale: Double

    /// The code of the level that is nearest to w.
    func code(of w: Float, bits: Int) -> UInt8 {
        guard scale > 0 else { return 0 }
        let code = ((Double(w) - origin) / scale).rounded()
        return UInt8(max(0, min(Double(1 << bits - 1), code)))
    }

    func level(_ code: UInt8) -> Float {
        // The largest floats may have their nearest level beyond what a float holds.
        let limit = Double(Float.greatestFiniteMagnitude)
        return Float(max(-limit, min(limit, origin + scale * Double(code))))
    }
}

/// How tensors are rounded.
struct Quantizer {
    let bits: Int
    let groupSize: Int
    let isSymmetric: Bool

    /// The groups of a tensor: runs of at most `groupSize` neighbours which do not cross the end of a row. A row goes
    /// along all axes but the first.
    static func groups(_ shape: [Int], size: Int) -> [Range<Int>] {
        let rowLength = shape.dropFirst().reduce(1, *)
        return (0..<(shape.first ?? 1)).flatMap { row in
            stride(from: 0, to: rowLength, by: size).map { start in
                row * rowLength + start..<row * rowLength + min(start + size, rowLength)
            }
        }
    }

    func quantize(_ tensor: Tensor) -> QuantizedTensor {
        var quantized = QuantizedTensor(
            shape: tensor.shape, bits: bits, groupSize: min(groupSize, tensor.values.count), isSymmetric: isSymmetric)
        for group in Self.groups(tensor.shape, size: quantized.groupSize) {
            let range = (tensor.values[group].min() ?? 0, tensor.values[group].max() ?? 0)
            let (origin, scale) = isSymmetric ? symmetricGrid(range) : rangeGrid(range)
            quantized.origins.append(origin)
            quantized.scales.append(scale)
            let grid = quantized.grid(quantized.scales.count - 1)
            for w in tensor.values[group] { quantized.codes.append(grid.code(of: w, bits: bits)) }
        }
        return quantized
    }

    // Grids are stored in 16 bits a number, rounded outwards: so no weight lies beyond its grid, and none is further
    // from a level than half a scale.

    /// Levels −q…q times the scale, q = 2^(bits − 1) − 1.
    private func symmetricGrid(_ range: (least: Float, largest: Float)) -> (origin: BFloat16, scale: BFloat16) {
        let largest = Double(max(-range.least, range.largest))
        return (BFloat16(bits: 0), BFloat16(roundingUp: largest / Double(1 << (bits - 1) - 1)))
    }

    /// All levels between the least weight and the largest.
    private func rangeGrid(_ range: (least: Float, largest: Float)) -> (origin: BFloat16, scale: BFloat16) {
        let origin = BFloat16(roundingDown: Double(range.least))
        return (origin, BFloat16(roundingUp: (Double(range.largest) - origin.value) / Double(1 << bits - 1)))
    }
}
