import AssayKit

/// A function near one point as Newton's method sees it: value, gradient, Hessian and direction.
///
/// The Hessian is assembled by n products with the unit vectors and factorised: that is what the paper's iteration counts as
/// one, its cost does not depend on the condition, and the same matrix then gives every dual norm that the backtracking asks
/// for without a further oracle call, where conjugate gradients would pay each one with products. O(n²) memory.
///
/// The papers assume a positive definite Hessian. Where it is not, a multiple of the identity is added (Nocedal and Wright,
/// "Numerical Optimization", 2006, algorithm 3.3), so that the direction descends.
struct NewtonModel {
    let point: [Double]
    let value: Double
    let gradient: [Double]
    private let hessian: Matrix
    /// n = H⁻¹∇f(x).
    let direction: [Double]
    /// ⟨∇f(x), H⁻¹∇f(x)⟩ = ‖∇f(x)‖*ₓ².
    var squaredDualNorm: Double { dot(gradient, direction) }

    /// - Returns: nil where the derivatives are not finite.
    init?(of problem: any TwiceDifferentiable, at point: [Double]) throws(Stop) {
        let n = problem.dimension
        var gradient = [Double](repeating: 0, count: n)
        let value = try problem.gradient(at: point, into: &gradient)
        guard value.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
        try self.init(of: problem, at: point, value: value, gradient: gradient)
    }

    /// With a value and a gradient that are already known.
    init?(of problem: any TwiceDifferentiable, at point: [Double], value: Double, gradient: [Double]) throws(Stop) {
        let n = problem.dimension
        var hessian = Matrix(zeros: n, n)
        var unit = [Double](repeating: 0, count: n), product = unit
        for j in 0..<n {
            unit[j] = 1
            try problem.hessianProduct(at: point, unit, into: &product)
            unit[j] = 0
            for i in 0..<n { hessian[i, j] = product[i] }
        }
        guard hessian.entries.allSatisfy(\.isFinite) else { return nil }
        // Rounding leaves the two halves apart by a last digit.
        for i in 0..<n {
            for j in 0..<i {
                let mean = (hessian[i, j] + hessian[j, i]) / 2
                (hessian[i, j], hessian[j, i]) = (mean, mean)
            }
        }
        guard let direction = Self.solution(&hessian, gradient) else { return nil }
        self.point = point
        self.value = value
        self.gradient = gradient
        self.hessian = hessian
        self.direction = direction
    }

    /// ‖v‖*ₓ² = ⟨v, H⁻¹v⟩.
    func squaredDualNorm(of vector: [Double]) -> Double {
        guard vector.allSatisfy(\.isFinite), let image = try? hessian.solvingPositiveDefinite(vector) else { return .infinity }
        return dot(vector, image)
    }

    /// x − αn.
    func moved(by stepsize: Double) -> [Double] {
        var result = point
        add(-stepsize, direction, to: &result)
        return result
    }

    /// Whether a full step would change nothing but rounding.
    var isDone: Bool { norm(direction) <= 1e-16 * max(1, norm(point)) }

    /// H⁻¹b, after adding to H's diagonal what makes it positive definite, nothing if it is.
    private static func solution(_ hessian: inout Matrix, _ b: [Double]) -> [Double]? {
        if let x = try? hessian.solvingPositiveDefinite(b) { return x }
        let n = hessian.rows
        let least = (0..<n).map { hessian[$0, $0] }.min() ?? 0
        let beta = max(1e-3 * hessian.frobeniusNorm / Double(n).squareRoot(), Double.leastNormalMagnitude)
        var shift = least > 0 ? 0 : beta - least
        for _ in 0..<200 {
            let next = max(2 * shift, beta)
            for i in 0..<n { hessian[i, i] += shift }
            if shift > 0, let x = try? hessian.solvingPositiveDefinite(b) { return x }
            for i in 0..<n { hessian[i, i] -= shift }
            shift = next
        }
        return nil
    }
}
