internal import COpenBLAS

extension Matrix {
    /// Solves A·X = B by LU factors with row exchanges (LAPACK `dgesv`). O(n³).
    /// - Throws: where A is singular.
    public func solving(_ b: Matrix) throws(DecompositionError) -> Matrix {
        precondition(rows == columns && b.rows == rows, "a \(rows) × \(columns) system does not fit \(b.rows) rows")
        guard rows > 0, b.columns > 0 else { return b }
        var factors = entries, solution = b.entries
        var exchanges = [Int32](repeating: 0, count: rows)
        let info = unsafe LAPACKE_dgesv(
            LAPACK_ROW_MAJOR, Int32(rows), Int32(b.columns), &factors, Int32(rows), &exchanges, &solution, Int32(b.columns))
        guard info == 0 else { throw DecompositionError(description: "a \(rows) × \(rows) matrix is singular (dgesv \(info))") }
        return Matrix(rows: rows, columns: b.columns, entries: solution)
    }

    /// The exponential of a square matrix, Σ Aᵏ/k!, by the Padé approximant of degree 13, with scaling and squaring
    /// (N. J. Higham, "The Scaling and Squaring Method for the Matrix Exponential Revisited", SIAM J. Matrix Anal. Appl. 26, 2005).
    ///
    /// What overflows comes out infinite, or NaN. O(n³).
    /// - Throws: where an entry is not finite.
    public func exponential() throws(DecompositionError) -> Matrix {
        precondition(rows == columns, "a \(rows) × \(columns) matrix has no exponential")
        guard entries.allSatisfy(\.isFinite) else {
            throw DecompositionError(description: "a matrix with an entry that is not finite has no exponential")
        }
        guard rows > 0 else { return self }
        // Up to this 1-norm the approximant is good to the unit roundoff.
        let bound = 5.371920351148152
        let size = (0..<columns).map { column in (0..<rows).reduce(0) { $0 + Swift.abs(self[$1, column]) } }.max() ?? 0
        // No power of a double needs more than 1024 halvings.
        var halvings = 0
        while halvings < 1024, size.scaled(-halvings) > bound { halvings += 1 }
        var a = self
        for place in a.entries.indices { a.entries[place] = a.entries[place].scaled(-halvings) }
        var result = try a.approximatedExponential()
        for _ in 0..<halvings { result = result * result }
        return result
    }

    private func approximatedExponential() throws(DecompositionError) -> Matrix {
        let b = [
            64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600, 1_187_353_796_428_800, 129_060_195_264_000, 10_559_470_521_600,
            670_442_572_800, 33_522_128_640, 1_323_241_920, 40_840_800, 960_960, 16_380, 182, 1.0,
        ]
        let identity = Matrix(identity: rows)
        let second = self * self, fourth = second * second, sixth = fourth * second
        func combine(_ terms: [(Double, Matrix)]) -> Matrix {
            var sum = Matrix(zeros: rows, rows)
            for (factor, matrix) in terms { add(factor, matrix.entries, to: &sum.entries) }
            return sum
        }
        // p₁₃ = V + U and q₁₃ = V − U, of the even and the odd powers.
        let odd = sixth * combine([(b[13], sixth), (b[11], fourth), (b[9], second)])
        let u = self * combine([(1, odd), (b[7], sixth), (b[5], fourth), (b[3], second), (b[1], identity)])
        let even = sixth * combine([(b[12], sixth), (b[10], fourth), (b[8], second)])
        let v = combine([(1, even), (b[6], sixth), (b[4], fourth), (b[2], second), (b[0], identity)])
        return try (v - u).solving(combine([(1, v), (1, u)]))
    }
}

extension Double {
    fileprivate func scaled(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: self) }
}
