/// A · B, which stands for a matrix m × n of rank r.
///
/// Its bytes: m, n, r, then A (m × r) and B (r × n) in single precision, row after row.
public struct LowRankFactors: Sendable {
    public let left: Matrix
    public let right: Matrix

    // A rank-one matrix of millions of rows and columns fits into a few megabytes; restoring it takes terabytes. So one
    // stored number may stand for this many restored ones at the most, and compressing keeps to that.
    private static let expansionLimit = 16_384

    /// The rank to take where `rank` is wanted for a tensor of that shape; nil where factors would not save numbers,
    /// r·(m + n) ≥ m·n, or the tensor is no matrix.
    public static func usefulRank(_ shape: [Int], atLeast rank: Int) -> Int? {
        guard shape.count == 2 else { return nil }
        let least = max(rank, leastRank(shape[0], shape[1]))
        return least * (shape[0] + shape[1]) < shape[0] * shape[1] ? least : nil
    }

    /// The least rank that keeps to the limit on what a stored number may stand for.
    static func leastRank(_ m: Int, _ n: Int) -> Int {
        let limit = expansionLimit * (m + n)
        return limit == 0 ? 1 : (m * n + limit - 1) / limit
    }

    /// The leading part of W = U · diag(σ) · Vᵀ, with √σ in either factor so that both are of one size. O(m·n·min(m, n)).
    /// - Precondition: the rank is at most min(m, n).
    public init(_ matrix: Matrix, rank: Int) throws(DecompositionError) {
        let decomposition = try SingularValueDecomposition(matrix)
        let leading = Array(0..<rank)
        let roots = decomposition.values.prefix(rank).map { $0.squareRoot() }
        let left = decomposition.u.selecting(columns: leading)
        let right = decomposition.transposedV.selecting(rows: leading)
        self.left = Matrix(rows: left.rows, columns: rank, entries: left.entries.enumerated().map { $1 * roots[$0 % rank] })
        self.right = Matrix(rows: rank, columns: right.columns, entries: right.entries.enumerated().map { $1 * roots[$0 / right.columns] })
    }

    /// - Precondition: the left factor has as many columns as the right one has rows.
    public init(left: Matrix, right: Matrix) {
        precondition(left.columns == right.rows, "factors of ranks \(left.columns) and \(right.rows)")
        self.left = left
        self.right = right
    }

    public var product: Matrix { left * right }

    public var encoded: [UInt8] {
        var writer = ByteWriter()
        for size in [left.rows, right.columns, left.columns] { writer.append(variable: size) }
        writer.append(single: left.entries)
        writer.append(single: right.entries)
        return writer.bytes
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        // A factor's sides are no longer than the numbers that are left, nor than what the linear algebra counts with.
        let limit = min(reader.remaining / 4, Int(Int32.max))
        let m = try reader.variable(atMost: limit)
        let n = try reader.variable(atMost: limit)
        let rank = try reader.variable(atMost: min(m, n))
        guard rank > 0, rank <= reader.remaining / 4 / (m + n) else {
            throw DamagedBytes(at: begin, "factors of \(m) × \(n) with rank \(rank) where \(reader.remaining) bytes are left")
        }
        guard m * n <= Self.expansionLimit * rank * (m + n) else {
            throw DamagedBytes(at: begin, "a matrix of \(m) × \(n) out of too few numbers")
        }
        left = Matrix(rows: m, columns: rank, entries: try reader.singles(m * rank))
        right = Matrix(rows: rank, columns: n, entries: try reader.singles(rank * n))
    }
}
