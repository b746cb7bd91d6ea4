internal import COpenBLAS

/// The solutions of Az = θBz for real square matrices that need not be symmetric.
public struct GeneralizedEigen: Sendable {
    /// |θ| of each solution, infinite where B has a null space.
    public let magnitudes: [Double]
    /// A real vector for each: z itself where θ is real; of a conjugate pair, which stands side by side, the real part of z and
    /// then its imaginary part, which together span what both solutions span.
    public let vectors: Matrix
    /// Whether the solution is the first of a conjugate pair.
    public let beginsPair: [Bool]

    /// LAPACK `dggev`. O(n³).
    /// - Precondition: both are square and of one size.
    /// - Throws: where the iteration does not converge.
    public init(_ a: Matrix, _ b: Matrix) throws(DecompositionError) {
        let n = a.rows
        precondition(a.columns == n && b.rows == n && b.columns == n, "an eigenvalue problem of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns)")
        var (a, b) = (a.entries, b.entries)
        var real = [Double](repeating: 0, count: n), imaginary = real, beta = real
        var vectors = [Double](repeating: 0, count: n * n)
        var unused = 0.0
        let info = unsafe LAPACKE_dggev(
            LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "V")), Int32(n), &a, Int32(n), &b, Int32(n), &real, &imaginary, &beta,
            &unused, Int32(max(n, 1)), &vectors, Int32(n))
        guard info == 0 else { throw DecompositionError(description: "a generalised eigenvalue problem of size \(n) did not converge (dggev \(info))") }
        magnitudes = (0..<n).map { beta[$0] == 0 ? .infinity : (real[$0] * real[$0] + imaginary[$0] * imaginary[$0]).squareRoot() / beta[$0].magnitude }
        beginsPair = imaginary.map { $0 > 0 }
        self.vectors = Matrix(rows: n, columns: n, entries: vectors)
    }
}
