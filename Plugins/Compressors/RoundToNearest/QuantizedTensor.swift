import AssayKit

/// A tensor of codes, with a grid for each group of them.
///
/// Its bytes: the shape, bits a code, group size, whether grids are symmetric; each group's scale and, unless they are,
/// origin, 16 bits each; then the codes, one after the other, in `bits` bits each.
struct QuantizedTensor {
    var shape: [Int]
    var bits: Int
    var groupSize: Int
    var isSymmetric: Bool
    var origins: [BFloat16] = []
    var scales: [BFloat16] = []
    var codes: [UInt8] = []

    init(shape: [Int], bits: Int, groupSize: Int, isSymmetric: Bool) {
        self.shape = shape
        self.bits = bits
        self.groupSize = groupSize
        self.isSymmetric = isSymmetric
    }

    func grid(_ group: Int) -> Grid {
        let scale = scales[group].value
        return Grid(origin: isSymmetric ? -scale * Double(1 << (bits - 1) - 1) : origins[group].value, scale: scale)
    }

    /// The tensor of the codes' levels.
    var tensor: Tensor {
        var values: [Float] = []
        values.reserveCapacity(codes.count)
        for (i, group) in Quantizer.groups(shape, size: groupSize).enumerated() {
            let grid = grid(i)
            for code in codes[group] { values.append(grid.level(code)) }
        }
        return Tensor(shape: shape, values: values)
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(shape: shape)
        writer.append(UInt8(bits))
        writer.append(variable: groupSize)
        writer.append(UInt8(isSymmetric ? 1 : 0))
        for i in scales.indices {
            writer.append(littleEndian: scales[i].bits)
            if !isSymmetric { writer.append(littleEndian: origins[i].bits) }
        }
        var packed = BitWriter()
        for code in codes { packed.append(UInt64(code), bits: bits) }
        writer.append(contentsOf: packed.bytes)
        return writer.bytes
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        // No code has fewer than two bits, so there are at most four to a byte.
        let (shape, count) = try reader.shape(fillingAtMost: reader.remaining * 4)
        guard count > 0 else { throw DamagedBytes(at: begin, "a quantised tensor without numbers") }
        let bits = Int(try reader.byte())
        guard 2...8 ~= bits else { throw DamagedBytes(at: begin, "codes of \(bits) bits where 2 to 8 make sense") }
        let groupSize = try reader.variable(atMost: count)
        let symmetry = try reader.byte()
        guard groupSize > 0, symmetry <= 1 else { throw DamagedBytes(at: begin, "a quantised tensor without a grid") }
        self.init(shape: shape, bits: bits, groupSize: groupSize, isSymmetric: symmetry == 1)

        let rowLength = shape.dropFirst().reduce(1, *)
        let groupCount = (shape.first ?? 1) * ((rowLength - 1) / groupSize + 1)
        let codeBytes = (count * bits + 7) / 8
        guard groupCount * (isSymmetric ? 2 : 4) + codeBytes <= reader.remaining else {
            throw DamagedBytes(at: begin, "the grids and codes of a quantised tensor end too soon")
        }
        for _ in 0..<groupCount {
            let scale = BFloat16(bits: try reader.littleEndian(UInt16.self))
            let origin = BFloat16(bits: isSymmetric ? 0 : try reader.littleEndian(UInt16.self))
            guard scale.value >= 0, scale.value.isFinite, origin.value.isFinite else {
                throw DamagedBytes(at: reader.offset, "a grid that is not of finite numbers")
            }
            scales.append(scale)
            origins.append(origin)
        }
        var packed = BitReader(try reader.bytes(codeBytes))
        codes.reserveCapacity(count)
        for _ in 0..<count { codes.append(UInt8(truncatingIfNeeded: try packed.bits(bits))) }
    }
}
