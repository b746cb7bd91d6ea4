import AssayKit

/// A matrix in block floating point: neighbours in a row share an exponent e, and each has a mantissa q of so many bits with
/// its sign; the number is q · 2^(e + 1 − bits).
///
/// Its bytes: rows, columns, bits, block size; whether an order of the columns follows (one byte), and it, in as few whole
/// bits a number as the columns need; then exponents and mantissas as `ByteWriter.append(codes:bits:_:)` writes them.
struct BlockFloatMatrix {
    let rows: Int
    let columns: Int
    let bits: Int
    let blockSize: Int
    /// The column that stands at each place; none where they are in their own order.
    let order: [Int]?
    private var exponents: [UInt8] = []
    private var mantissas: [UInt8] = []

    private static let exponentBias = 127
    private var mantissaLimit: Int { 1 << (bits - 1) - 1 }

    /// - Parameter order: where given, columns are stored in this order and restored to their own.
    init(_ matrix: Matrix, bits: Int, blockSize: Int, order: [Int]?) {
        (rows, columns, self.bits, self.blockSize, self.order) = (matrix.rows, matrix.columns, bits, blockSize, order)
        let values = (order.map { matrix.selecting(columns: $0) } ?? matrix).entries
        for block in Self.blocks(rows, columns, blockSize) {
            // The least power of two above all magnitudes.
            let largest = values[block].reduce(0) { max($0, $1.magnitude) }
            let exponent = largest > 0 ? max(-Self.exponentBias, min(128, Int(largest.exponent) + 1)) : -Self.exponentBias
            exponents.append(UInt8(exponent + Self.exponentBias))
            let scale = scale(exponent)
            for place in block {
                let mantissa = max(-Double(mantissaLimit), min(Double(mantissaLimit), (values[place] / scale).rounded()))
                mantissas.append(UInt8(Int(mantissa) + mantissaLimit))
            }
        }
    }

    private func scale(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent + 1 - bits, significand: 1) }

    private static func blocks(_ rows: Int, _ columns: Int, _ size: Int) -> [Range<Int>] {
        (0..<rows).flatMap { row in
            stride(from: 0, to: columns, by: size).map { row * columns + $0..<row * columns + min($0 + size, columns) }
        }
    }

    var tensor: Tensor {
        var values = [Float](repeating: 0, count: rows * columns)
        for (exponent, block) in zip(exponents, Self.blocks(rows, columns, blockSize)) {
            let scale = scale(Int(exponent) - Self.exponentBias)
            for place in block {
                let column = place % columns
                values[place - column + (order?[column] ?? column)] = Float(Double(Int(mantissas[place]) - mantissaLimit) * scale)
            }
        }
        return Tensor(shape: [rows, columns], values: values)
    }

    private static func indexBits(_ columns: Int) -> Int { Int.bitWidth - (columns - 1).leadingZeroBitCount }

    func encoded(_ storage: CodeStorage) -> [UInt8] {
        var writer = ByteWriter()
        for number in [rows, columns, bits, blockSize] { writer.append(variable: number) }
        writer.append(UInt8(order == nil ? 0 : 1))
        if let order {
            var packed = BitWriter()
            for column in order { packed.append(UInt64(column), bits: Self.indexBits(columns)) }
            writer.append(contentsOf: packed.bytes)
        }
        writer.append(codes: exponents, bits: 8, storage)
        writer.append(codes: mantissas, bits: bits, storage)
        return writer.bytes
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        let limit = reader.remaining * EntropyCoder.expansionLimit
        rows = try reader.variable(atMost: limit)
        columns = try reader.variable(atMost: limit)
        bits = try reader.variable(atMost: 8)
        blockSize = try reader.variable(atMost: Int(Int32.max))
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard !overflow, limit > 0, 1...limit ~= count, bits >= 2, blockSize > 0 else {
            throw DamagedBytes(at: begin, "\(rows) × \(columns) numbers of \(bits) bits in blocks of \(blockSize)")
        }
        switch try reader.byte() {
        case 0: order = nil
        case 1: order = try Self.order(columns, from: &reader)
        default: throw DamagedBytes(at: begin, "columns in an unknown order")
        }
        exponents = try reader.codes(rows * ((columns - 1) / blockSize + 1), bits: 8)
        mantissas = try reader.codes(count, bits: bits)
        // In that range, with the largest exponent too, numbers stay below 2¹²⁸, as single precision does.
        guard mantissas.allSatisfy({ Int($0) <= 2 * mantissaLimit }) else { throw DamagedBytes(at: begin, "a mantissa out of its range") }
    }

    private static func order(_ columns: Int, from reader: inout ByteReader) throws(DamagedBytes) -> [Int] {
        let begin = reader.offset
        var packed = BitReader(try reader.bytes(PackedCodes.size(columns, bits: indexBits(columns))))
        var order: [Int] = []
        var seen = [Bool](repeating: false, count: columns)
        for _ in 0..<columns {
            let column = Int(try packed.bits(indexBits(columns)))
            guard column < columns, !seen[column] else {
                throw DamagedBytes(at: begin, "an order with column \(column) of \(columns) twice, or none such")
            }
            seen[column] = true
            order.append(column)
        }
        return order
    }
}
