import AssayKit

/// sign ⊙ (U·Vᵀ): one step of the iterative absolute value decomposition, about one bit for each entry.
///
/// Its bytes: the signs, one bit each, row after row, set where an entry is negative; then U (m × k) and Vᵀ (k × n) in
/// half precision.
struct ResidualBlock {
    private let signs: [UInt8]
    private let left: [Float16]
    private let right: [Float16]
    private let rows: Int
    private let columns: Int
    private let rank: Int

    /// The block of R: its signs, and the leading part of the singular value decomposition of |R|, which has far more of
    /// its weight in few singular values than R, with √σ in either factor.
    init(_ residual: Matrix, rank: Int) throws(DecompositionError) {
        (rows, columns, self.rank) = (residual.rows, residual.columns, rank)
        signs = residual.entries.map { $0 < 0 ? 1 : 0 }
        let magnitudes = Matrix(rows: rows, columns: columns, entries: residual.entries.map(\.magnitude))
        let factors = try LowRankFactors(magnitudes, rank: rank)
        left = factors.left.entries.map(Self.half)
        right = factors.right.entries.map(Self.half)
    }

    private static func half(_ x: Double) -> Float16 {
        Float16(max(-Double(Float16.greatestFiniteMagnitude), min(Double(Float16.greatestFiniteMagnitude), x)))
    }

    /// What it stands for, from the factors as they are stored.
    var matrix: Matrix {
        let left = Matrix(rows: rows, columns: rank, entries: left.map(Double.init))
        var product = left * Matrix(rows: rank, columns: columns, entries: right.map(Double.init))
        var entries = product.entries
        for i in entries.indices where signs[i] == 1 { entries[i] = -entries[i] }
        product.entries = entries
        return product
    }

    /// How many bytes a block takes.
    static func size(rows: Int, columns: Int, rank: Int) -> Int {
        PackedCodes.size(rows * columns, bits: 1) + 2 * rank * (rows + columns)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(contentsOf: PackedCodes.pack(signs, bits: 1))
        for number in left + right { writer.append(littleEndian: number.bitPattern) }
    }

    init(rows: Int, columns: Int, rank: Int, from reader: inout ByteReader) throws(DamagedBytes) {
        (self.rows, self.columns, self.rank) = (rows, columns, rank)
        let begin = reader.offset
        guard Self.size(rows: rows, columns: columns, rank: rank) <= reader.remaining else {
            throw DamagedBytes(at: begin, "a block of \(rows) × \(columns) signs ends too soon")
        }
        signs = PackedCodes.unpack(try reader.bytes(PackedCodes.size(rows * columns, bits: 1)), count: rows * columns, bits: 1)
        var numbers: [Float16] = []
        for _ in 0..<rank * (rows + columns) {
            let number = Float16(bitPattern: try reader.littleEndian(UInt16.self))
            guard number.isFinite else { throw DamagedBytes(at: reader.offset, "a factor that is not of finite numbers") }
            numbers.append(number)
        }
        left = Array(numbers.prefix(rank * rows))
        right = Array(numbers.dropFirst(rank * rows))
    }
}
