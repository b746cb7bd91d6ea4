import AssayKit

extension SparseFit {
    /// The least value: certified where f is convex, by the duality gap or by strong convexity; else the least that was found,
    /// from many starts.
    /// - Throws: `UncertifiedMinimum` where f is convex and the certificate stays above the rounding of f.
    func minimum() throws -> Minimum {
        guard penalty.concavity == 0 else { return try bestKnown() }
        return loss.kind == .squares ? try leastByDuality() : try leastByConvexity()
    }

    /// By coordinate descent (Friedman, Hastie, Höfling and Tibshirani, "Pathwise coordinate optimization", 2007), certified by
    /// the duality gap.
    private func leastByDuality() throws(UncertifiedMinimum) -> Minimum {
        var descent = CoordinateDescent(self)
        var certificate = Double.infinity
        for _ in 0..<10_000 {
            let (smooth, residual) = loss.evaluate(descent.weights.span)
            let value = smooth + penaltySum(descent.weights.span)
            let before = certificate
            certificate = dualityGap(descent.weights, smooth, residual)
            // As near as one digit, or as near as f's own rounding and no longer coming nearer.
            if certificate <= value.ulp || certificate <= Minimum.rounding(of: value) && certificate >= before {
                return Minimum(value: value, certificate: certificate)
            }
            descent.refresh()
            descent.sweep(penalty, regularization)
        }
        throw UncertifiedMinimum(value: value(descent.weights.span), certificate: certificate)
    }

    /// f(w) less the dual objective ⟨y, θ⟩ − n‖θ‖²/2 at θ = −s·r/n, where r = Xw − y and s ≤ 1 is as large as ‖Xᵀθ‖∞ ≤ λ
    /// lets it be; the terms put in an order in which no large ones cancel: (1 − s)²‖r‖²/2n + Σ (λ|wⱼ| + s·wⱼ·⟨xⱼ, r⟩/n).
    private func dualityGap(_ w: [Double], _ smooth: Double, _ residual: [Double]) -> Double {
        let correlations = w.indices.map { loss.mean(loss.features.column($0), residual) }
        let largest = correlations.map(\.magnitude).max() ?? 0
        let scale = largest > regularization ? regularization / largest : 1
        var sum = (1 - scale) * (1 - scale) * smooth
        for j in w.indices { sum += regularization * w[j].magnitude + scale * w[j] * correlations[j] }
        return max(0, sum)
    }

    /// f − f* ≤ ‖s‖²/2μ for every subgradient s, μ being the ridge.
    private func leastByConvexity() throws -> Minimum {
        var descent = CoordinateDescent(self)
        descent.settle(penalty, regularization)
        let w = polished(descent.weights)
        let value = value(w.span)
        var gradient = [Double](repeating: 0, count: dimension)
        var room = gradient.mutableSpan
        _ = loss.gradient(w.span, into: &room)
        for j in 0..<penalizedCount {
            // The subgradient nearest to zero: at w = 0 the penalty gives whatever is wanted between −λ and λ.
            gradient[j] = w[j] == 0 ? max(gradient[j].magnitude - regularization, 0) : gradient[j] + (w[j] > 0 ? regularization : -regularization)
        }
        let certificate = dot(gradient, gradient) / (2 * loss.ridge)
        guard certificate <= Minimum.rounding(of: value) else { throw UncertifiedMinimum(value: value, certificate: certificate) }
        return Minimum(value: value, certificate: certificate)
    }

    /// The least value of coordinate descent from the ends of two paths and from random starts, each made exact by Newton's
    /// method on the weights that are not zero: along the penalty's strength λ from where all weights are zero (Breheny and
    /// Huang, "Coordinate descent algorithms for nonconvex penalized regression", 2011), and along its concavity from the
    /// lasso (Mazumder, Friedman and Hastie, "SparseNet", 2011); and from where a longer search ended. It is not proven to be least; a method that finds less has
    /// a smaller `value`, and the same `gap` as one that finds just this.
    private func bestKnown() throws -> Minimum {
        let zero = [Double](repeating: 0, count: dimension)
        var ends: [[Double]] = []
        var alongStrength = CoordinateDescent(self)
        for step in (0...40).reversed() {
            alongStrength.settle(penalty, regularization * power(10, Double(step) / 40), sweeps: step > 0 ? 30 : 600)
        }
        ends.append(alongStrength.weights)
        var alongConcavity = CoordinateDescent(self)
        alongConcavity.settle(.lasso, regularization)
        for step in (0...20).reversed() {
            let factor = power(10, Double(step) / 10)
            let sweeps = step > 0 ? 30 : 600
            switch penalty {
            case .lasso: break
            case .scad(let a): alongConcavity.settle(.scad(a: 1 + (a - 1) * factor), regularization, sweeps: sweeps)
            case .mcp(let gamma): alongConcavity.settle(.mcp(gamma: gamma * factor), regularization, sweeps: sweeps)
            }
        }
        ends.append(alongConcavity.weights)
        var random = Random(seed: 0x7363_6164)
        let size = 3 * regularization / max(loss.curvatures.max() ?? 1, .leastNormalMagnitude)
        for round in 0..<(found.isEmpty ? 10 : 1) {
            var descent = CoordinateDescent(self, start: round == 0 ? zero : zero.map { _ in size * random.normal() })
            descent.settle(penalty, regularization)
            ends.append(descent.weights)
        }
        var long = CoordinateDescent(self, start: zero.indices.map { found[$0] ?? 0 })
        long.settle(penalty, regularization)
        ends.append(long.weights)
        let values = ends.map { end in
            let point = polished(end)
            return value(point.span)
        }
        return Minimum(bestKnown: values.min() ?? value(zero.span))
    }

    /// The same stationary point to the last digit: Newton's method on the weights that are not zero, as long as it descends.
    private func polished(_ weights: [Double]) -> [Double] {
        var w = weights
        let places = w.indices.filter { w[$0] != 0 || $0 >= penalizedCount }
        var gradient = [Double](repeating: 0, count: dimension)
        for _ in 0..<20 {
            var room = gradient.mutableSpan
            _ = loss.gradient(w.span, into: &room)
            var hessian = loss.hessian(at: w.span, places)
            var slopes: [Double] = []
            for (index, j) in places.enumerated() {
                let isPenalized = j < penalizedCount
                let slope = isPenalized ? penalty.concavePart(w[j], regularization).slope + (w[j] > 0 ? regularization : -regularization) : 0
                slopes.append(gradient[j] + slope)
                if isPenalized { hessian[index, index] += penalty.curvature(w[j], regularization) }
            }
            guard let step = try? hessian.solvingPositiveDefinite(slopes) else { break }
            var next = w
            for (index, j) in places.enumerated() { next[j] -= step[index] }
            guard zip(next, w).allSatisfy({ $0 * $1 > 0 || $1 == 0 || $0 == $1 }), value(next.span) < value(w.span) else { break }
            w = next
        }
        return w
    }
}

/// Minimises over one weight after the other: exactly for squares, and an upper bound of the same value and slope otherwise.
private struct CoordinateDescent {
    private let fit: SparseFit
    private let columns: [[Double]]
    private let curvatures: [Double]
    private(set) var weights: [Double]
    private var scores: [Double] = []
    private var slopes: [Double] = []

    init(_ fit: SparseFit, start: [Double]? = nil) {
        self.fit = fit
        columns = (0..<fit.dimension).map { fit.loss.features.column($0) }
        curvatures = fit.loss.curvatures
        weights = start ?? [Double](repeating: 0, count: fit.dimension)
        refresh()
    }

    /// Takes the scores anew, free of what rounding has gathered.
    mutating func refresh() {
        scores = Matrix.product(fit.loss.features, weights.span)
        slopes = fit.loss.differentiate(scores).slopes
    }

    /// Goes through all weights once.
    /// - Returns: the largest move.
    @discardableResult
    mutating func sweep(_ penalty: SparsePenalty, _ lambda: Double) -> Double {
        var largest = 0.0
        // A column of equal entries was standardised to zero: its weight stays there.
        for j in weights.indices where curvatures[j] > 0 {
            let slope = dot(columns[j], slopes) / fit.loss.count + fit.loss.ridge * weights[j]
            let target = weights[j] - slope / curvatures[j]
            let moved = j < fit.penalizedCount ? penalty.proximal(target, step: 1 / curvatures[j], lambda) : target
            let change = moved - weights[j]
            guard change != 0 else { continue }
            weights[j] = moved
            add(change, columns[j], to: &scores)
            if fit.loss.kind == .squares { add(change, columns[j], to: &slopes) } else { slopes = fit.loss.differentiate(scores).slopes }
            largest = max(largest, change.magnitude)
        }
        return largest
    }

    /// Goes on until no weight moves by more than 10⁻⁶ of the largest.
    mutating func settle(_ penalty: SparsePenalty, _ lambda: Double, sweeps: Int = 600) {
        for _ in 0..<sweeps {
            refresh()
            if sweep(penalty, lambda) <= 1e-6 * (weights.map(\.magnitude).max() ?? 0) { return }
        }
    }
}
