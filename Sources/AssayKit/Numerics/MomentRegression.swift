extension Matrix {
    /// The least-squares fit of one variable to others, from the matrix S = XᵀX / n of second moments.
    ///
    /// Where the others depend on each other, the fit of least norm.
    /// - Returns: a weight for each of the others, and the mean square of what the fit leaves.
    /// - Throws: where a moment is not finite.
    public func regression(of variable: Int, on others: [Int]) throws(DecompositionError) -> (weights: [Double], residual: Double) {
        precondition(rows == columns, "a \(rows) × \(columns) matrix does not hold second moments")
        let variance = self[variable, variable]
        guard !others.isEmpty else { return ([], variance) }
        let system = selecting(rows: others).selecting(columns: others), target = others.map { self[$0, variable] }
        let weights: [Double]
        do { weights = try system.solvingPositiveDefinite(target) } catch { weights = Matrix.product(try system.pseudoInverse(), target.span) }
        return (weights, Swift.max(0, variance - dot(weights, target)))
    }

    /// The least-squares fit of each variable to all before it in an order, from the matrix S of second moments.
    ///
    /// With L·Lᵀ the Cholesky factors of S in that order, (I − W)ᵀ = D·L⁻¹ where D is L's diagonal, whose squares are what
    /// the fits leave. O(d³).
    /// - Returns: W, in which entry (i, j) is the weight of variable i in the fit of j, and ½ of the sum of what is left.
    /// - Throws: where variables depend on each other, or a moment is not finite.
    public func regression(inOrder order: [Int]) throws(DecompositionError) -> (weights: Matrix, loss: Double) {
        let factor = try selecting(rows: order).selecting(columns: order).choleskyFactor()
        let inverse = try factor.lowerTriangularInverse()
        var weights = Matrix(zeros: rows, rows), loss = 0.0
        for later in order.indices {
            loss += factor[later, later] * factor[later, later] / 2
            for earlier in 0..<later { weights[order[earlier], order[later]] = -factor[later, later] * inverse[later, earlier] }
        }
        return (weights, loss)
    }

    /// The loss alone of the fits in an order.
    /// - Throws: as `regression(inOrder:)`.
    public func regressionLoss(inOrder order: [Int]) throws(DecompositionError) -> Double {
        let factor = try selecting(rows: order).selecting(columns: order).choleskyFactor()
        return order.indices.reduce(0) { $0 + factor[$1, $1] * factor[$1, $1] / 2 }
    }
}
