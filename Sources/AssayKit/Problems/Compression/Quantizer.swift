/// The levels origin + scale · code for codes 0, 1, …, 2^bits − 1.
public struct Grid: Sendable {
    public let origin: Double
    public let scale: Double
    public let bits: Int

    public init(origin: Double, scale: Double, bits: Int) {
        self.origin = origin
        self.scale = scale
        self.bits = bits
    }

    /// The code of the level that is nearest to w.
    public func code(of w: Double) -> UInt8 {
        guard scale > 0 else { return 0 }
        let code = ((w - origin) / scale).rounded()
        return UInt8(max(0, min(Double(1 << bits - 1), code)))
    }

    public func level(_ code: UInt8) -> Float {
        // The largest floats may have their nearest level beyond what a float holds.
        let limit = Double(Float.greatestFiniteMagnitude)
        return Float(max(-limit, min(limit, origin + scale * Double(code))))
    }
}

/// Onto what grids tensors are rounded: a uniform grid for each group of neighbours in a row.
public struct Quantizer: Sendable, Equatable {
    public static let bitRange = 2...8

    public let bits: Int
    /// How many neighbours in a row share a grid; a whole row where it has fewer.
    public let groupSize: Int
    /// Levels −q…q times the scale, q = 2^(bits − 1) − 1, as far as the largest magnitude of the group; otherwise levels
    /// from the least number of the group to its largest.
    public let isSymmetric: Bool

    /// - Precondition: `bits` is in 2...8, and `groupSize` is positive.
    public init(bits: Int, groupSize: Int, isSymmetric: Bool) {
        precondition(Self.bitRange ~= bits && groupSize > 0, "no grid has \(bits) bits and groups of \(groupSize)")
        self.bits = bits
        self.groupSize = groupSize
        self.isSymmetric = isSymmetric
    }

    /// The groups of a tensor: runs of at most `groupSize` neighbours which do not cross the end of a row. A row goes
    /// along all axes but the first.
    public func groups(_ shape: [Int]) -> [Range<Int>] {
        let rowLength = shape.dropFirst().reduce(1, *)
        return (0..<(shape.first ?? 1)).flatMap { row in
            stride(from: 0, to: rowLength, by: groupSize).map { start in
                row * rowLength + start..<row * rowLength + min(groupSize, rowLength - start) + start
            }
        }
    }

    /// How many groups a tensor of that shape has.
    public func groupCount(_ shape: [Int]) -> Int {
        let rowLength = shape.dropFirst().reduce(1, *)
        return rowLength == 0 ? 0 : (shape.first ?? 1) * ((rowLength - 1) / groupSize + 1)
    }

    /// Every number to the nearest level of its group's grid.
    /// - Precondition: all of them are finite.
    public func roundToNearest(_ tensor: Tensor) -> QuantizedTensor {
        var quantized = QuantizedTensor(shape: tensor.shape, self)
        for (i, group) in groups(tensor.shape).enumerated() {
            let grid = quantized.fitGrid(i, from: Double(tensor.values[group].min() ?? 0), to: Double(tensor.values[group].max() ?? 0))
            for place in group { quantized.codes[place] = grid.code(of: Double(tensor.values[place])) }
        }
        return quantized
    }
}

/// The options of compressors that round to such grids.
extension Quantizer {
    public static let bitsOption = Option("bits", default: 4, in: bitRange, unit: "bits", "how many bits a weight is rounded to")
    public static let groupSizeOption = Option(
        "groupSize", default: 128, in: 1...1_000_000, unit: "weights",
        "how many neighbours in a row share a grid; a whole row where it has fewer")
    public static let gridOption = Option(
        "grid", default: "range", of: ["range", "symmetric"],
        "range: levels from the group's least weight to its largest; symmetric: levels about zero, as far as the largest magnitude, which costs one number less a group")

    /// What those options say.
    public init(_ options: Options) { self.init(options, bits: options[Self.bitsOption]) }

    /// The same with another number of bits.
    public init(_ options: Options, bits: Int) {
        self.init(bits: bits, groupSize: options[Self.groupSizeOption], isSymmetric: options[Self.gridOption] == "symmetric")
    }
}
