import AssayKit

/// A regularised empirical risk: the mathematics that the problem and its judge share.
///
/// f(w) = (1/n) Σ loss(example i, w) + (λ/2)‖w‖².
protocol SmoothModel: Sendable {
    var dimension: Int { get }
    var exampleCount: Int { get }
    /// λ, which is also the constant of strong convexity.
    var regularization: Double { get }
    /// A Lipschitz constant of the gradient.
    var smoothness: Double { get }
    func value(_ point: [Double]) -> Double
    /// The value and the gradient, over all examples or over a batch of them.
    func gradient(_ point: [Double], batch: [Int]?) -> (value: Double, gradient: [Double])
    /// What a Hessian is made of at a point, so that several products share it.
    func curvature(_ point: [Double]) -> any Curvature
}

/// Products with second-order matrices at one point.
protocol Curvature {
    /// ∇²f · vector.
    func hessianProduct(_ vector: [Double]) -> [Double]
    /// ((1/n) Σ gᵢgᵢᵀ + λI) · vector, the empirical Fisher matrix of the single examples' gradients gᵢ.
    func fisherProduct(_ vector: [Double]) -> [Double]
}

extension SmoothModel {
    /// The least value of f, certified: strong convexity bounds f − f* by ‖∇f‖²/2λ, and Newton's method with a
    /// backtracking line search goes on until rounding leaves nothing to gain.
    func minimum() -> Double {
        var point = [Double](repeating: 0, count: dimension)
        var (value, gradient) = gradient(point, batch: nil)
        for _ in 0..<100 {
            let certificate = dot(gradient, gradient) / (2 * regularization)
            if certificate < 1e-16 * max(1, value.magnitude) { break }
            let step = newtonStep(curvature(point), gradient)
            var scale = 1.0
            var candidate = point
            while scale > 1e-10 {
                candidate = point
                add(-scale, step, to: &candidate)
                if self.value(candidate) <= value - 1e-4 * scale * dot(gradient, step) { break }
                scale /= 2
            }
            let next = self.gradient(candidate, batch: nil)
            // Rounding decides from here on.
            guard next.value < value else { break }
            (point, value, gradient) = (candidate, next.value, next.gradient)
        }
        return value
    }

    /// Solves ∇²f · step = gradient by conjugate gradients.
    private func newtonStep(_ curvature: any Curvature, _ gradient: [Double]) -> [Double] {
        var step = [Double](repeating: 0, count: dimension)
        var residual = gradient
        var direction = residual
        var square = dot(residual, residual)
        let target = square * min(0.01, square.squareRoot()) * 1e-2
        for _ in 0..<3 * dimension where square > target {
            let product = curvature.hessianProduct(direction)
            let length = square / dot(direction, product)
            add(length, direction, to: &step)
            add(-length, product, to: &residual)
            let next = dot(residual, residual)
            var turned = residual
            add(next / square, direction, to: &turned)
            (direction, square) = (turned, next)
        }
        return step
    }
}
