/// The least of a smooth function in a box, by limited-memory BFGS steps that are projected.
///
/// Two-metric projection (D. P. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM J.
/// Control and Optimization 20, 1982): variables that are held at a bound take the gradient's step, the free ones that of BFGS
/// in their own space; the length is halved until Armijo's rule holds along the projected arc.
public struct ProjectedLBFGS: Sendable {
    /// How many pairs of steps and changes of the gradient are kept.
    public var memory = 10
    public var maxIterations = 15_000
    /// It ends where no entry of x − P(x − ∇f) is larger…
    public var gradientTolerance = 1e-5
    /// …or a step lowers f by no more than this, relative to max(|f|, 1).
    public var decreaseTolerance = 2.2e-9

    public init() {}

    private struct Pair {
        let step: [Double]
        let change: [Double]
    }

    /// Minimises from a start, which is moved into the box.
    /// - Parameters:
    ///   - bounds: of each variable; one whose bounds are equal stays there.
    ///   - evaluate: writes the gradient and returns the value, which may be NaN or ∞ where a step went too far.
    /// - Returns: the best point found, and its value.
    /// - Throws: what `evaluate` throws.
    public func minimize(
        from start: [Double], in bounds: [ClosedRange<Double>], _ evaluate: ([Double], inout [Double]) throws -> Double
    ) throws -> (point: [Double], value: Double) {
        precondition(start.count == bounds.count, "\(bounds.count) bounds for \(start.count) variables")
        func projected(_ point: [Double]) -> [Double] { zip(point, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) } }
        var x = projected(start)
        var gradient = [Double](repeating: 0, count: x.count), next = gradient
        var value = try evaluate(x, &gradient)
        var pairs: [Pair] = []
        for _ in 0..<maxIterations {
            let stationary = zip(projected(zip(x, gradient).map { $0 - $1 }), x).map { abs($0 - $1) }.max() ?? 0
            guard stationary > gradientTolerance else { break }
            // Bertsekas' ε, so that a variable does not zigzag beside its bound.
            let margin = min(1e-8, stationary)
            let isFree = x.indices.map { index in
                !(x[index] <= bounds[index].lowerBound + margin && gradient[index] > 0 || x[index] >= bounds[index].upperBound - margin && gradient[index] < 0)
            }
            var direction = descent(gradient, isFree, pairs)
            let slope = x.indices.reduce(0) { isFree[$1] ? $0 + gradient[$1] * direction[$1] : $0 }
            if !(slope < 0) {
                pairs = []
                direction = gradient.map { -$0 }
            }
            // The first step has no measure of curvature: no entry moves by more than one.
            var length = pairs.isEmpty ? min(1, 1 / max(1e-300, gradient.reduce(0) { $0 + abs($1) })) : 1
            var candidate = x, candidateValue = Double.nan, isDecreased = false
            for _ in 0..<50 {
                candidate = projected(zip(x, direction).map { $0 + length * $1 })
                candidateValue = try evaluate(candidate, &next)
                let expected = x.indices.reduce(0) { $0 + gradient[$1] * (candidate[$1] - x[$1]) }
                isDecreased = candidateValue <= value + 1e-4 * min(0, expected)
                if isDecreased { break }
                length /= 2
            }
            guard isDecreased else {
                // A bad metric may be why; along the gradient itself there is nothing lower left.
                if pairs.isEmpty { break }
                pairs = []
                continue
            }
            let pair = Pair(step: zip(candidate, x).map { $0 - $1 }, change: zip(next, gradient).map { $0 - $1 })
            if dot(pair.step, pair.change) > 2.2e-16 * dot(pair.change, pair.change) { pairs = pairs.suffix(memory - 1) + [pair] }
            let decrease = value - candidateValue
            (x, value, gradient) = (candidate, candidateValue, next)
            if decrease <= decreaseTolerance * max(abs(value), abs(value + decrease), 1) { break }
        }
        return (x, value)
    }

    /// −H∇f in the space of the free variables by the two-loop recursion, and −∇f in that of the others.
    private func descent(_ gradient: [Double], _ isFree: [Bool], _ pairs: [Pair]) -> [Double] {
        func free(_ vector: [Double]) -> [Double] { zip(vector, isFree).map { $1 ? $0 : 0 } }
        // What is left of a pair in that space must still have positive curvature.
        let pairs = pairs.map { (step: free($0.step), change: free($0.change)) }
            .map { (step: $0.step, change: $0.change, curvature: dot($0.step, $0.change)) }
            .filter { $0.curvature > 2.2e-16 * dot($0.change, $0.change) }
        var direction = free(gradient)
        var weights: [Double] = []
        for pair in pairs.reversed() {
            let weight = dot(pair.step, direction) / pair.curvature
            add(-weight, pair.change, to: &direction)
            weights.append(weight)
        }
        if let last = pairs.last {
            let scale = last.curvature / dot(last.change, last.change)
            for index in direction.indices { direction[index] *= scale }
        }
        for (pair, weight) in zip(pairs, weights.reversed()) {
            add(weight - dot(pair.change, direction) / pair.curvature, pair.step, to: &direction)
        }
        return direction.indices.map { isFree[$0] ? -direction[$0] : -gradient[$0] }
    }
}
