/// A tensor of codes, with a grid for each group of neighbours in a row.
///
/// Its bytes: the shape, bits a code, group size, whether grids are symmetric; each group's scale and, unless they are,
/// origin, 16 bits each; then the codes as `ByteWriter.append(codes:bits:_:)` writes them.
public struct QuantizedTensor: Sendable {
    public let shape: [Int]
    public let quantizer: Quantizer
    private var origins: [BFloat16]
    private var scales: [BFloat16]
    /// Row after row, each below 2^bits.
    public var codes: [UInt8]

    /// All codes zero, on grids that hold nothing but zero.
    public init(shape: [Int], _ quantizer: Quantizer) {
        self.shape = shape
        self.quantizer = quantizer
        let groupCount = quantizer.groupCount(shape)
        origins = [BFloat16](repeating: BFloat16(bits: 0), count: groupCount)
        scales = origins
        codes = [UInt8](repeating: 0, count: shape.reduce(1, *))
    }

    /// The grid of a group; groups are counted along rows.
    public func grid(_ group: Int) -> Grid {
        let scale = scales[group].value
        return Grid(origin: quantizer.isSymmetric ? -scale * Double(1 << (quantizer.bits - 1) - 1) : origins[group].value, scale: scale, bits: quantizer.bits)
    }

    /// Lays the grid of a group over numbers from `least` to `largest`, and returns what is stored of it.
    ///
    /// Grids are stored in 16 bits a number, rounded outwards: so none of those numbers lies beyond its grid, and none is
    /// further from a level than half a scale.
    @discardableResult
    public mutating func fitGrid(_ group: Int, from least: Double, to largest: Double) -> Grid {
        if quantizer.isSymmetric {
            scales[group] = BFloat16(roundingUp: max(-least, largest) / Double(1 << (quantizer.bits - 1) - 1))
        } else {
            origins[group] = BFloat16(roundingDown: least)
            scales[group] = BFloat16(roundingUp: (largest - origins[group].value) / Double(1 << quantizer.bits - 1))
        }
        return grid(group)
    }

    /// The tensor of the codes' levels.
    public var tensor: Tensor {
        var values: [Float] = []
        values.reserveCapacity(codes.count)
        for (i, group) in quantizer.groups(shape).enumerated() {
            let grid = grid(i)
            for code in codes[group] { values.append(grid.level(code)) }
        }
        return Tensor(shape: shape, values: values)
    }

    public func encoded(_ storage: CodeStorage) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(shape: shape)
        writer.append(UInt8(quantizer.bits))
        writer.append(variable: quantizer.groupSize)
        writer.append(UInt8(quantizer.isSymmetric ? 1 : 0))
        for i in scales.indices {
            writer.append(littleEndian: scales[i].bits)
            if !quantizer.isSymmetric { writer.append(littleEndian: origins[i].bits) }
        }
        writer.append(codes: codes, bits: quantizer.bits, storage)
        return writer.bytes
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        let (shape, count) = try reader.shape(fillingAtMost: reader.remaining * EntropyCoder.expansionLimit)
        guard count > 0 else { throw DamagedBytes(at: begin, "a quantised tensor without numbers") }
        let bits = Int(try reader.byte())
        guard Quantizer.bitRange ~= bits else { throw DamagedBytes(at: begin, "codes of \(bits) bits where 2 to 8 make sense") }
        let groupSize = try reader.variable(atMost: Int(Int32.max))
        let symmetry = try reader.byte()
        guard groupSize > 0, symmetry <= 1 else { throw DamagedBytes(at: begin, "a quantised tensor without a grid") }
        let quantizer = Quantizer(bits: bits, groupSize: groupSize, isSymmetric: symmetry == 1)
        guard quantizer.groupCount(shape) <= reader.remaining / (quantizer.isSymmetric ? 2 : 4) else {
            throw DamagedBytes(at: begin, "the grids of a quantised tensor end too soon")
        }
        self.init(shape: shape, quantizer)
        for group in scales.indices {
            scales[group] = BFloat16(bits: try reader.littleEndian(UInt16.self))
            origins[group] = BFloat16(bits: quantizer.isSymmetric ? 0 : try reader.littleEndian(UInt16.self))
            guard scales[group].value >= 0, scales[group].value.isFinite, origins[group].value.isFinite else {
                throw DamagedBytes(at: reader.offset, "a grid that is not of finite numbers")
            }
        }
        codes = try reader.codes(count, bits: bits)
    }
}
