import AssayKit

/// The space that GCRO-DR keeps from one cycle, and from one system, to the next: U, whose image C = AU is orthonormal for the
/// matrix that it was last used with. Vectors are columns, kept one by one.
struct RecycledSpace {
    private var u: [[Double]] = []
    private var c: [[Double]] = []

    /// Solves Ax = b to ‖b − Ax‖ ≤ tolerance·‖b‖, as the algorithm of Parks and others (2006) does; A by its products.
    mutating func solve(_ b: [Double], tolerance: Double, size: Int, kept: Int, product: ([Double]) throws -> [Double]) throws -> [Double] {
        var x = [Double](repeating: 0, count: b.count)
        var residual = b
        let enough = tolerance * norm(b)
        guard norm(b) > 0 else { return x }
        // [C, R] = qr(AU), U ← UR⁻¹: the space of the system before, with this one's matrix.
        let images = try u.map(product)
        let factors = OrthogonalFactors(of: images)
        (c, u) = (factors.q, factors.dividing(u))
        // x ← UCᵀr, r ← r − CCᵀr: what the space knows of the solution.
        for (direction, image) in zip(u, c) {
            let part = dot(image, residual)
            add(part, direction, to: &x)
            add(-part, image, to: &residual)
        }
        while norm(residual) > enough {
            let before = norm(residual)
            try cycle(&x, &residual, enough, size: size, kept: kept, product)
            // A singular matrix leaves a part that no cycle takes away.
            if norm(residual) >= before * (1 - 1e-12) { break }
        }
        return x
    }

    private mutating func cycle(
        _ x: inout [Double], _ residual: inout [Double], _ enough: Double, size: Int, kept: Int, _ product: ([Double]) throws -> [Double]
    ) throws {
        // Arnoldi's method for (I − CCᵀ)A from the residual, which C is orthogonal to.
        let length = norm(residual)
        var v = [residual.map { $0 / length }]
        var hessenberg: [[Double]] = [], couplings: [[Double]] = []
        var remaining = MinimalResidual(length)
        while hessenberg.count < size - c.count, remaining.norm > enough {
            var next = try product(v[hessenberg.count])
            let scale = norm(next)
            couplings.append(orthogonalize(&next, to: c))
            var column = orthogonalize(&next, to: v)
            let length = norm(next)
            column.append(length)
            hessenberg.append(column)
            remaining.append(column)
            guard length > 1e-14 * scale else { break }
            v.append(next.map { $0 / length })
        }
        // V̂ = [Ũ V], Ŵ = [C V₊], and AV̂ = ŴĜ with Ĝ = [D B; 0 H]; Ũ is U with columns of unit length.
        let lengths = u.map { norm($0) }
        let left = zip(u, lengths).map { vector, length in vector.map { $0 / length } } + v.prefix(hessenberg.count)
        let right = c + v
        var g = Matrix(zeros: right.count, left.count)
        for i in c.indices { g[i, i] = 1 / lengths[i] }
        for j in hessenberg.indices {
            for i in c.indices { g[i, c.count + j] = couplings[j][i] }
            for i in 0..<min(hessenberg[j].count, v.count) { g[c.count + i, c.count + j] = hessenberg[j][i] }
        }
        // y = argmin ‖Ŵᵀr − Ĝy‖; x ← x + V̂y; r ← r − ŴĜy.
        let factors = OrthogonalFactors(of: (0..<g.columns).map { g.column($0) })
        let known = right.map { dot($0, residual) }
        let y = factors.solve(known)
        for (weight, vector) in zip(y, left) { add(weight, vector, to: &x) }
        for (weight, vector) in zip(Matrix.product(g, y.span), right) { add(-weight, vector, to: &residual) }

        // The k harmonic Ritz vectors of the smallest values: ĜᵀĜz = θ Ĝᵀ(ŴᵀV̂)z.
        let overlap = Matrix(rows: right.count, columns: left.count, entries: right.flatMap { row in left.map { dot(row, $0) } })
        let eigen = try GeneralizedEigen(Matrix.product(g, g, transposeLeft: true), Matrix.product(g, overlap, transposeLeft: true))
        let chosen = Self.smallest(min(kept, left.count), eigen).map { eigen.vectors.column($0) }
        // Ỹ = V̂P; [Q, R] = qr(ĜP); C = ŴQ; U = ỸR⁻¹.
        let ritz = OrthogonalFactors(of: chosen.map { Matrix.product(g, $0.span) })
        u = ritz.dividing(chosen.map { Self.combination($0, of: left) })
        c = ritz.q.map { Self.combination($0, of: right) }
    }

    /// The indices of about so many solutions of smallest magnitude; conjugate pairs stay together.
    private static func smallest(_ count: Int, _ eigen: GeneralizedEigen) -> [Int] {
        var chosen: [Int] = []
        for index in eigen.magnitudes.indices.sorted(by: { (eigen.magnitudes[$0], $0) < (eigen.magnitudes[$1], $1) }) {
            let isSecond = index > 0 && eigen.beginsPair[index - 1]
            guard !isSecond, eigen.magnitudes[index].isFinite else { continue }
            let group = eigen.beginsPair[index] ? [index, index + 1] : [index]
            guard chosen.count + group.count <= count else { break }
            chosen += group
        }
        return chosen
    }

    private static func combination(_ weights: [Double], of vectors: [[Double]]) -> [Double] {
        var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
        for (weight, vector) in zip(weights, vectors) { add(weight, vector, to: &sum) }
        return sum
    }
}
