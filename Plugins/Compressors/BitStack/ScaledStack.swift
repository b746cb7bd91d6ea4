import AssayKit

/// A weight matrix that is being restored: a sum of blocks, with columns scaled back.
///
/// The bytes of its head: rows, columns, rank of its blocks, then a scale for each column, 16 bits each.
struct ScaledStack {
    let rows: Int
    let columns: Int
    let rank: Int
    let scales: [BFloat16]
    private var sum: [Double]

    init(rows: Int, columns: Int, rank: Int, scales: [BFloat16]) {
        (self.rows, self.columns, self.rank, self.scales) = (rows, columns, rank, scales)
        sum = [Double](repeating: 0, count: rows * columns)
    }

    /// The weights with each column times its scale.
    func scaled(_ weight: Matrix) -> Matrix {
        Matrix(rows: rows, columns: columns, entries: weight.entries.enumerated().map { $1 * scales[$0 % columns].value })
    }

    mutating func add(_ block: ResidualBlock) { AssayKit.add(1, block.matrix.entries, to: &sum) }

    var tensor: Tensor {
        let limit = Double(Float.greatestFiniteMagnitude)
        return Tensor(shape: [rows, columns], values: sum.enumerated().map { Float(max(-limit, min(limit, $1 / scales[$0 % columns].value))) })
    }

    func encode(to writer: inout ByteWriter) {
        for size in [rows, columns, rank] { writer.append(variable: size) }
        for scale in scales { writer.append(littleEndian: scale.bits) }
    }

    /// - Parameter limit: how many entries make sense here.
    init(from reader: inout ByteReader, atMost limit: Int) throws(DamagedBytes) {
        let begin = reader.offset
        let rows = try reader.variable(atMost: Int(Int32.max))
        let columns = try reader.variable(atMost: reader.remaining / 2)
        let rank = try reader.variable(atMost: min(rows, columns))
        guard rank > 0, rows * columns <= limit else { throw DamagedBytes(at: begin, "blocks of \(rows) × \(columns) with rank \(rank)") }
        var scales: [BFloat16] = []
        for _ in 0..<columns {
            scales.append(BFloat16(bits: try reader.littleEndian(UInt16.self)))
            guard let last = scales.last, last.value > 0, last.value.isFinite else {
                throw DamagedBytes(at: reader.offset, "a scale that is not positive")
            }
        }
        self.init(rows: rows, columns: columns, rank: rank, scales: scales)
    }
}
