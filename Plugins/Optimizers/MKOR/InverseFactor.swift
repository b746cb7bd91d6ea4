import AssayKit

/// The inverse of one Kronecker factor of a layer's curvature, updated by rank-one matrices in O(d²).
struct InverseFactor {
    /// How a vector v is taken in.
    enum Form: String, CaseIterable {
        /// The inverse of L ← γL + (1 − γ)vvᵀ, by the identity of Sherman and Morrison.
        case recurrence
        /// Lines 7 and 8 of the paper's algorithm 1 as they are printed: a rank-one matrix is added to γL⁻¹. Along v it
        /// multiplies a large L⁻¹ by γ + 1/γ³, about 2 for γ = 0.95, which the stabiliser does not hold.
        case printed
        /// What the authors' code does: the inverse of L̂ + vvᵀ, where L̂⁻¹ = γL⁻¹ + (1 − γ)I.
        case released
    }

    /// L⁻¹, symmetric and positive definite; at first I.
    private(set) var inverse: FloatMatrix

    init(_ dimension: Int) {
        inverse = FloatMatrix(zeros: dimension, dimension)
        for i in 0..<dimension { inverse.entries[i * dimension + i] = 1 }
    }

    /// Norm-based stabilisation: where L⁻¹ has become large, it is drawn towards I.
    mutating func stabilize(above threshold: Float, keeping kept: Float) {
        // The largest entry of a positive definite matrix is on its diagonal.
        let norm = (0..<inverse.rows).reduce(Float(0)) { max($0, inverse.entries[$1 * inverse.rows + $1]) }
        if norm > threshold { blend(kept) }
    }

    mutating func take(_ vector: [Float], _ form: Form, momentum: Float) {
        let fresh = 1 - momentum
        if form == .released { blend(momentum) }
        let v = FloatMatrix(rows: vector.count, columns: 1, entries: vector)
        let direction = inverse * v
        var product: Float = 0
        for (x, y) in zip(vector, direction.entries) { product += x * y }
        let (scale, keep): (Float, Float) = switch form {
        case .recurrence: (-fresh / (momentum * (momentum + fresh * product)), 1 / momentum)
        case .printed: (fresh / (momentum * momentum * (1 + momentum * fresh * product)), momentum)
        case .released: (-1 / (1 + product), 1)
        }
        inverse.add(scale, direction, direction, transposeRight: true, keep: keep)
    }

    private mutating func blend(_ kept: Float) {
        let dimension = inverse.rows
        for i in inverse.entries.indices { inverse.entries[i] *= kept }
        for i in 0..<dimension { inverse.entries[i * dimension + i] += 1 - kept }
    }
}
