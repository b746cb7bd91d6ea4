extension FloatMatrix {
    /// A matrix of the same singular vectors whose singular values are all near 1: for A = UΣVᵀ about UVᵀ.
    ///
    /// Quintic Newton–Schulz iteration X ← aX + (bXXᵀ + c(XXᵀ)²)X, begun at A/‖A‖, with the coefficients of Muon (Keller Jordan and others,
    /// "Muon: An optimizer for hidden layers in neural networks", 2024). They are chosen for a steep slope at zero instead
    /// of convergence: five steps take singular values of A/‖A‖ from 0.002 to 1 to between 0.68 and 1.21.
    /// A zero matrix stays zero. O(steps · m · n · min(m, n)).
    public func orthogonalized(steps: Int = 5) -> FloatMatrix {
        let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
        // The products of the shorter side cost less.
        let isTall = rows > columns
        var x = isTall ? transposed : self
        let scale = 1 / (frobeniusNorm + 1e-7)
        for i in x.entries.indices { x.entries[i] *= scale }
        for _ in 0..<steps {
            let gram = FloatMatrix.product(x, x, transposeRight: true)
            var polynomial = gram
            polynomial.add(c, gram, gram, keep: b)
            var next = x
            next.add(1, polynomial, x, keep: a)
            x = next
        }
        return isTall ? x.transposed : x
    }
}
