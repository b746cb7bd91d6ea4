internal import COpenBLAS

/// A decomposition that LAPACK could not finish.
public struct DecompositionError: Error, CustomStringConvertible, Sendable {
    public let description: String
}

/// A = U · diag(σ) · Vᵀ with σ descending; U is m × r, `transposedV` r × n, r = min(m, n).
public struct SingularValueDecomposition: Sendable {
    public let u: Matrix
    public let values: [Double]
    public let transposedV: Matrix

    /// LAPACK `dgesdd`. O(m·n·min(m, n)).
    /// - Throws: where an entry is not finite, or the iteration does not converge.
    public init(_ matrix: Matrix) throws(DecompositionError) {
        guard matrix.entries.allSatisfy(\.isFinite) else {
            throw DecompositionError(description: "a matrix with an entry that is not finite has no singular values")
        }
        let (m, n) = (matrix.rows, matrix.columns)
        let rank = min(m, n)
        var copy = matrix.entries
        var values = [Double](repeating: 0, count: rank)
        var u = Matrix(zeros: m, rank)
        var vt = Matrix(zeros: rank, n)
        if rank > 0 {
            let info = unsafe LAPACKE_dgesdd(
                LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), Int32(m), Int32(n), &copy, Int32(n), &values,
                &u.entries, Int32(rank), &vt.entries, Int32(n))
            guard info == 0 else {
                throw DecompositionError(description: "the singular values of a \(m) × \(n) matrix did not converge (dgesdd \(info))")
            }
        }
        self.u = u
        self.values = values
        transposedV = vt
    }
}

extension Matrix {
    /// The Moore–Penrose inverse, n × m. Singular values below max(m, n)·ε·σ₁ count as zero, as in NumPy and MATLAB.
    public func pseudoInverse() throws(DecompositionError) -> Matrix {
        let decomposition = try SingularValueDecomposition(self)
        let threshold = Double(Swift.max(rows, columns)) * Double.ulpOfOne * (decomposition.values.first ?? 0)
        var scaled = decomposition.transposedV
        for (i, value) in decomposition.values.enumerated() {
            let factor = value > threshold ? 1 / value : 0
            for j in 0..<columns { scaled[i, j] *= factor }
        }
        return Matrix.product(scaled, decomposition.u, transposeLeft: true, transposeRight: true)
    }

    /// Solves A·x = b for symmetric positive definite A (LAPACK `dposv`; the upper triangle is read). O(n³).
    /// - Throws: where A is not positive definite.
    public func solvingPositiveDefinite(_ b: [Double]) throws(DecompositionError) -> [Double] {
        precondition(rows == columns && b.count == rows, "a \(rows) × \(columns) system does not fit \(b.count) entries")
        var factor = entries
        var x = b
        let info = unsafe LAPACKE_dposv(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), Int32(rows), 1, &factor, Int32(rows), &x, 1)
        guard info == 0 else {
            throw DecompositionError(description: "a \(rows) × \(rows) matrix is not positive definite (dposv \(info))")
        }
        return x
    }

    /// The lower triangular factor L of A = L·Lᵀ for symmetric positive definite A (LAPACK `dpotrf`; the lower triangle is
    /// read). O(n³).
    /// - Throws: where A is not positive definite.
    public func choleskyFactor() throws(DecompositionError) -> Matrix {
        precondition(rows == columns, "a \(rows) × \(columns) matrix has no Cholesky factor")
        var factor = entries
        let info = rows == 0 ? 0 : unsafe LAPACKE_dpotrf(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), Int32(rows), &factor, Int32(rows))
        guard info == 0 else {
            throw DecompositionError(description: "a \(rows) × \(rows) matrix is not positive definite (dpotrf \(info))")
        }
        for i in 0..<rows {
            for j in i + 1..<max(rows, i + 1) { factor[i * rows + j] = 0 }
        }
        return Matrix(rows: rows, columns: rows, entries: factor)
    }

    /// The inverse of a lower triangular matrix (LAPACK `dtrtri`; the upper triangle is zero in what is returned). O(n³).
    /// - Throws: where a diagonal entry is zero.
    public func lowerTriangularInverse() throws(DecompositionError) -> Matrix {
        precondition(rows == columns, "a \(rows) × \(columns) matrix has no inverse")
        var inverse = entries
        let info = rows == 0 ? 0 : unsafe LAPACKE_dtrtri(
            LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: "N")), Int32(rows), &inverse, Int32(rows))
        guard info == 0 else { throw DecompositionError(description: "a triangular matrix with a zero on its diagonal (dtrtri \(info))") }
        for i in 0..<rows {
            for j in i + 1..<max(rows, i + 1) { inverse[i * rows + j] = 0 }
        }
        return Matrix(rows: rows, columns: rows, entries: inverse)
    }

    /// Eigenvalues, ascending, and eigenvectors (as columns) of a symmetric matrix (LAPACK `dsyevd`). O(n³).
    public func symmetricEigen() throws(DecompositionError) -> (values: [Double], vectors: Matrix) {
        precondition(rows == columns, "a \(rows) × \(columns) matrix is not symmetric")
        var vectors = self
        var values = [Double](repeating: 0, count: rows)
        let info = unsafe LAPACKE_dsyevd(
            LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), Int32(rows), &vectors.entries,
            Int32(rows), &values)
        guard info == 0 else {
            throw DecompositionError(description: "the eigenvalues of a \(rows) × \(rows) matrix did not converge (dsyevd \(info))")
        }
        return (values, vectors)
    }

    /// The orthonormal factor Q (m × min(m, n)) of A = QR (LAPACK `dgeqrf`, `dorgqr`). O(m·n²).
    public func orthonormalBasis() throws(DecompositionError) -> Matrix {
        let rank = Swift.min(rows, columns)
        var factor = entries
        var reflectors = [Double](repeating: 0, count: rank)
        var info = unsafe LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), &factor, Int32(columns), &reflectors)
        if info == 0 {
            info = unsafe LAPACKE_dorgqr(
                LAPACK_ROW_MAJOR, Int32(rows), Int32(rank), Int32(rank), &factor, Int32(columns), &reflectors)
        }
        guard info == 0 else {
            throw DecompositionError(description: "a \(rows) × \(columns) matrix has no QR decomposition (LAPACK \(info))")
        }
        return Matrix(rows: rows, columns: columns, entries: factor).selecting(columns: Array(0..<rank))
    }
}
