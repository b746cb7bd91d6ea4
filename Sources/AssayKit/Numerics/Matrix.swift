internal import COpenBLAS

/// A dense real matrix, row-major.
public struct Matrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// The entries, row after row; entry (i, j) is at `i * columns + j`.
    public var entries: [Double]

    /// - Precondition: `entries` has `rows * columns` elements.
    public init(rows: Int, columns: Int, entries: [Double]) {
        precondition(rows >= 0 && columns >= 0 && entries.count == rows * columns, "\(entries.count) entries do not make a \(rows) × \(columns) matrix")
        self.rows = rows
        self.columns = columns
        self.entries = entries
    }

    public init(zeros rows: Int, _ columns: Int) {
        self.init(rows: rows, columns: columns, entries: [Double](repeating: 0, count: rows * columns))
    }

    public init(identity size: Int) {
        self.init(zeros: size, size)
        for i in 0..<size { self[i, i] = 1 }
    }

    public subscript(_ row: Int, _ column: Int) -> Double {
        get { entries[row * columns + column] }
        set { entries[row * columns + column] = newValue }
    }

    public func row(_ index: Int) -> [Double] { Array(entries[index * columns..<(index + 1) * columns]) }
    public func column(_ index: Int) -> [Double] { (0..<rows).map { self[$0, index] } }

    /// The rows at these indices, in this order.
    public func selecting(rows indices: [Int]) -> Matrix {
        Matrix(rows: indices.count, columns: columns, entries: indices.flatMap { entries[$0 * columns..<($0 + 1) * columns] })
    }

    /// The columns at these indices, in this order.
    public func selecting(columns indices: [Int]) -> Matrix {
        var result = Matrix(zeros: rows, indices.count)
        for i in 0..<rows {
            for (j, column) in indices.enumerated() { result[i, j] = self[i, column] }
        }
        return result
    }

    public var transposed: Matrix {
        var result = Matrix(zeros: columns, rows)
        for i in 0..<rows {
            for j in 0..<columns { result.entries[j * rows + i] = entries[i * columns + j] }
        }
        return result
    }

    /// √Σ aᵢⱼ².
    public var frobeniusNorm: Double { norm(entries) }

    /// The product, with either factor transposed at no cost (BLAS `dgemm`). O(m·n·k).
    public static func product(
        _ a: Matrix, _ b: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false
    ) -> Matrix {
        let (m, k) = transposeLeft ? (a.columns, a.rows) : (a.rows, a.columns)
        let (inner, n) = transposeRight ? (b.columns, b.rows) : (b.rows, b.columns)
        precondition(k == inner, "a \(m) × \(k) matrix cannot multiply a \(inner) × \(n) one")
        var result = Matrix(zeros: m, n)
        guard m > 0, n > 0, k > 0 else { return result }
        unsafe cblas_dgemm(
            CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans, transposeRight ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), 1, a.entries, blasint(a.columns), b.entries, blasint(b.columns), 0,
            &result.entries, blasint(n))
        return result
    }

    /// The product with a vector (BLAS `dgemv`). O(m·n).
    public static func product(_ a: Matrix, _ x: Span<Double>, transposed: Bool = false) -> [Double] {
        precondition(x.count == (transposed ? a.rows : a.columns), "a \(a.rows) × \(a.columns) matrix cannot multiply \(x.count) entries")
        var result = [Double](repeating: 0, count: transposed ? a.columns : a.rows)
        guard a.rows > 0, a.columns > 0 else { return result }
        unsafe x.withUnsafeBufferPointer { x in
            unsafe cblas_dgemv(
                CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(a.rows), blasint(a.columns), 1, a.entries,
                blasint(a.columns), x.baseAddress, 1, 0, &result, 1)
        }
        return result
    }

    public static func * (a: Matrix, b: Matrix) -> Matrix { product(a, b) }

    public static func - (a: Matrix, b: Matrix) -> Matrix {
        precondition(a.rows == b.rows && a.columns == b.columns, "matrices of different shapes have no difference")
        var result = a
        add(-1, b.entries, to: &result.entries)
        return result
    }
}
