internal import COpenBLAS

/// A dense real matrix in single precision, row-major: what networks are trained in.
public struct FloatMatrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// The entries, row after row; entry (i, j) is at `i * columns + j`.
    public var entries: [Float]

    /// - Precondition: `entries` has `rows * columns` elements.
    public init(rows: Int, columns: Int, entries: [Float]) {
        precondition(rows >= 0 && columns >= 0 && entries.count == rows * columns, "\(entries.count) entries do not make a \(rows) × \(columns) matrix")
        self.rows = rows
        self.columns = columns
        self.entries = entries
    }

    public init(zeros rows: Int, _ columns: Int) {
        self.init(rows: rows, columns: columns, entries: [Float](repeating: 0, count: rows * columns))
    }

    public var transposed: FloatMatrix {
        var result = FloatMatrix(zeros: columns, rows)
        for i in 0..<rows {
            for j in 0..<columns { result.entries[j * rows + i] = entries[i * columns + j] }
        }
        return result
    }

    /// √Σ aᵢⱼ².
    public var frobeniusNorm: Float {
        var sum = 0.0
        for entry in entries { sum += Double(entry) * Double(entry) }
        return Float(sum.squareRoot())
    }

    /// `scale` times the product, with either factor transposed at no cost (BLAS `sgemm`). O(m·n·k).
    public static func product(
        _ a: FloatMatrix, _ b: FloatMatrix, transposeLeft: Bool = false, transposeRight: Bool = false, scale: Float = 1
    ) -> FloatMatrix {
        var result = FloatMatrix(zeros: transposeLeft ? a.columns : a.rows, transposeRight ? b.rows : b.columns)
        result.add(scale, a, b, transposeLeft: transposeLeft, transposeRight: transposeRight)
        return result
    }

    /// Adds `scale` times the product of two matrices to this one's `keep`-fold.
    public mutating func add(
        _ scale: Float, _ a: FloatMatrix, _ b: FloatMatrix, transposeLeft: Bool = false, transposeRight: Bool = false, keep: Float = 1
    ) {
        let (m, k) = transposeLeft ? (a.columns, a.rows) : (a.rows, a.columns)
        let (inner, n) = transposeRight ? (b.columns, b.rows) : (b.rows, b.columns)
        precondition(k == inner && m == rows && n == columns, "a \(m) × \(k) matrix times a \(inner) × \(n) one, to be added to a \(rows) × \(columns) one")
        guard m > 0, n > 0, k > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans, transposeRight ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), scale, a.entries, blasint(a.columns), b.entries, blasint(b.columns), keep, &entries, blasint(n))
    }

    public static func * (a: FloatMatrix, b: FloatMatrix) -> FloatMatrix { product(a, b) }
}
