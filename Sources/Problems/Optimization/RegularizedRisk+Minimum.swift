import AssayKit

extension RegularizedRisk {
    /// The least value by Newton's method, its steps solved by conjugate gradients and shortened until they descend
    /// (Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.1). Strong convexity certifies the result:
    /// f − f* ≤ ‖∇f‖²/2λ.
    /// - Throws: `UncertifiedMinimum` where a hundred steps leave more than the rounding of f uncertain.
    func minimum() throws(UncertifiedMinimum) -> Minimum {
        var current = evaluate([Double](repeating: 0, count: dimension).span)
        var certificate = Double.infinity
        for _ in 0..<100 {
            let gradient = current.gradient()
            certificate = dot(gradient, gradient) / (2 * regularization)
            if certificate <= current.value.ulp { return Minimum(value: current.value, certificate: certificate) }
            current = descend(from: current, along: newtonStep(current, gradient), gradient)
        }
        throw UncertifiedMinimum(value: current.value, certificate: certificate)
    }

    /// A point whose value is that near to the least, by the same steps; after a hundred of them what they came to.
    func minimizer(within tolerance: Double) -> [Double] {
        var current = evaluate([Double](repeating: 0, count: dimension).span)
        for _ in 0..<100 {
            let gradient = current.gradient()
            if dot(gradient, gradient) <= 2 * regularization * tolerance { break }
            current = descend(from: current, along: newtonStep(current, gradient), gradient)
        }
        return current.point
    }

    /// The first of x − s, x − s/2, x − s/4, … that decreases f enough (Armijo), rounding aside.
    private func descend(from current: Evaluation, along step: [Double], _ gradient: [Double]) -> Evaluation {
        let slope = dot(gradient, step)
        var length = 1.0
        while true {
            var point = current.point
            add(-length, step, to: &point)
            let candidate = evaluate(point.span)
            let wanted = current.value - 1e-4 * length * slope + Minimum.rounding(of: current.value)
            if candidate.value <= wanted || length < 1e-10 { return candidate }
            length /= 2
        }
    }

    /// Solves ∇²f · step = gradient by conjugate gradients, the more accurately the smaller the gradient is, which makes
    /// Newton's method converge superlinearly.
    private func newtonStep(_ current: Evaluation, _ gradient: [Double]) -> [Double] {
        var step = [Double](repeating: 0, count: dimension)
        var residual = gradient
        var direction = gradient
        var square = dot(residual, residual)
        let forcing = min(0.1, square.squareRoot().squareRoot())
        let target = forcing * forcing * square
        for _ in 0..<2 * dimension where square > target {
            let product = current.hessianProduct(direction)
            let length = square / dot(direction, product)
            add(length, direction, to: &step)
            add(-length, product, to: &residual)
            let next = dot(residual, residual)
            for index in direction.indices { direction[index] = residual[index] + next / square * direction[index] }
            square = next
        }
        return step
    }
}
