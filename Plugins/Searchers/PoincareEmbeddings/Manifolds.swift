import AssayKit

/// Where points live: a distance, its derivatives, and steps along them. Points are d numbers of an array, from an offset on.
protocol Manifold {
    static var geometry: HierarchyEmbedding.Geometry { get }

    /// d(u, v), and its derivatives by the Euclidean coordinates of u and of v, written from an offset on.
    static func distance(
        _ points: [Double], _ u: Int, _ v: Int, dimension: Int, _ byFirst: inout [Double], _ bySecond: inout [Double], at offset: Int
    ) -> Double

    /// Moves a point against a Euclidean gradient, d numbers from an offset on.
    static func descend(_ points: inout [Double], _ place: Int, dimension: Int, along gradient: [Double], at offset: Int, learningRate: Double)
}

/// The Poincaré ball (section 3 of the paper).
enum PoincareBall: Manifold {
    static let geometry = HierarchyEmbedding.Geometry.poincareBall
    /// ε, by which points are kept off the rim.
    static let margin = 1e-5

    /// d(θ, x) = arcosh γ with γ = 1 + 2‖θ − x‖² / αβ, α = 1 − ‖θ‖² and β = 1 − ‖x‖²;
    /// ∂d/∂θ = 4 / (β√(γ² − 1)) · ((‖x‖² − 2⟨θ, x⟩ + 1) / α² · θ − x / α).
    static func distance(
        _ points: [Double], _ u: Int, _ v: Int, dimension: Int, _ byFirst: inout [Double], _ bySecond: inout [Double], at offset: Int
    ) -> Double {
        var first = 0.0, second = 0.0, product = 0.0, difference = 0.0
        for axis in 0..<dimension {
            let a = points[u + axis], b = points[v + axis]
            first += a * a
            second += b * b
            product += a * b
            difference += (a - b) * (a - b)
        }
        let alpha = 1 - first, beta = 1 - second
        let excess = 2 * difference / (alpha * beta)
        // √(γ² − 1); where both points are one, the distance has no derivative, and they stay.
        let root = (excess * (excess + 2)).squareRoot()
        let scale = root > 0 ? 4 / root : 0
        let self1 = scale / beta * (second - 2 * product + 1) / (alpha * alpha), other1 = scale / (beta * alpha)
        let self2 = scale / alpha * (first - 2 * product + 1) / (beta * beta)
        for axis in 0..<dimension {
            let a = points[u + axis], b = points[v + axis]
            byFirst[offset + axis] = self1 * a - other1 * b
            bySecond[offset + axis] = self2 * b - other1 * a
        }
        return logarithm1p(excess + root)
    }

    /// θ ← proj(θ − η (1 − ‖θ‖²)²/4 · ∇): the Riemannian gradient is the Euclidean one times the inverse of the metric.
    static func descend(_ points: inout [Double], _ place: Int, dimension: Int, along gradient: [Double], at offset: Int, learningRate: Double) {
        var squares = 0.0
        for axis in 0..<dimension { squares += points[place + axis] * points[place + axis] }
        let scale = learningRate * (1 - squares) * (1 - squares) / 4
        var moved = 0.0
        for axis in 0..<dimension {
            points[place + axis] -= scale * gradient[offset + axis]
            moved += points[place + axis] * points[place + axis]
        }
        let length = moved.squareRoot()
        guard length > 1 - margin else { return }
        for axis in 0..<dimension { points[place + axis] *= (1 - margin) / length }
    }
}

/// Euclidean space with the squared distance, as in the paper's comparison.
enum EuclideanSpace: Manifold {
    static let geometry = HierarchyEmbedding.Geometry.euclidean

    static func distance(
        _ points: [Double], _ u: Int, _ v: Int, dimension: Int, _ byFirst: inout [Double], _ bySecond: inout [Double], at offset: Int
    ) -> Double {
        var squares = 0.0
        for axis in 0..<dimension {
            let difference = points[u + axis] - points[v + axis]
            squares += difference * difference
            byFirst[offset + axis] = 2 * difference
            bySecond[offset + axis] = -2 * difference
        }
        return squares
    }

    static func descend(_ points: inout [Double], _ place: Int, dimension: Int, along gradient: [Double], at offset: Int, learningRate: Double) {
        for axis in 0..<dimension { points[place + axis] -= learningRate * gradient[offset + axis] }
    }
}
