import AssayKit
import Testing

@Suite struct RootNewtonTests {
    private func quadratic() -> DiagonalQuadratic {
        DiagonalQuadratic(eigenvalues: [100, 3, 0.01], start: [1, -2, 5], budget: Budget(calls: ["gradients": 12]))
    }

    /// On a quadratic Newton's direction is x itself, so that x⁺ = (1 − α)x with α = 1/(1 + (9M)^{1/(q−1)}·g^{(q−2)/(q−1)}) and
    /// g² = ⟨x, Hx⟩.
    @Test(arguments: [2, 2.5, 3, 4]) func theScheduleByHand(q: Double) throws {
        let problem = quadratic()
        let points = try Plugin.run("root-newton", ["order": "\(q)", "constant": "0.3"], on: problem).points
        #expect(points.count == 13)
        for (before, after) in zip(points, points.dropFirst()) {
            let g = (2 * problem.value(before)).squareRoot()
            let theta = power(2.7, 1 / (q - 1)) * power(g, (q - 2) / (q - 1))
            #expect(distance(after, before.map { $0 * theta / (1 + theta) }) <= 1e-13 * norm(before))
        }
    }

    /// On a quadratic the test always passes: ⟨∇f(x⁺), n⟩ = (1 − α)g² and ‖∇f(x⁺)‖*² = (1 − α)²g², where αθ = 1 − α. So
    /// every first trial is taken, and the regularisation is halved at each step.
    @Test func theBacktrackingOnAQuadraticByHand() throws {
        let problem = quadratic()
        let points = try Plugin.run("universal-newton", ["regularization": "8", "exponent": "0.5", "factor": "2"], on: problem).points
        #expect(points.count == 12)
        for (k, (before, after)) in zip(points, points.dropFirst()).enumerated() {
            let theta = 8 * power(0.5, Double(k)) * power(2 * problem.value(before), 0.25)
            #expect(distance(after, before.map { $0 * theta / (1 + theta) }) <= 1e-13 * norm(before))
        }
    }

    /// The accepted step passes the test ⟨∇f(x⁺), n⟩ ≥ ‖∇f(x⁺)‖*²/(2αθ); where there was backtracking, half the regularisation
    /// fails it; σ goes on from half of what was accepted; and trials are at most 2k + log₂(σ_k/σ₀).
    @Test(arguments: [[5, -3], [2, 0.5], [9, 9]]) func stepsPassTheTestAndNoLargerOneDid(start: [Double]) throws {
        let problem = LogCosh(start: start)
        let points = try Plugin.run("universal-newton", ["regularization": "0.01", "exponent": "0.5"], on: problem).points
        #expect(points.count > 6)
        var guess = 0.01
        var trials = 0
        for (before, after) in zip(points, points.dropFirst()) where norm(before) > 1e-3 {
            let direction = zip(before.map(tanh), before.map(curvature)).map { $0 / $1 }
            let g2 = zip(before.map(tanh), direction).reduce(0) { $0 + $1.0 * $1.1 }
            func passes(_ theta: Double) -> Bool {
                let alpha = 1 / (1 + theta)
                let next = zip(before, direction).map { tanh($0 - alpha * $1) }
                let left = zip(next, direction).reduce(0) { $0 + $1.0 * $1.1 }
                return left >= zip(next, before).reduce(0) { $0 + $1.0 * $1.0 / curvature($1.1) } / (2 * alpha * theta)
            }
            var sigma = guess
            while !passes(sigma * power(g2, 0.25)) {
                sigma *= 2
                trials += 1
            }
            trials += 1
            let alpha = 1 / (1 + sigma * power(g2, 0.25))
            #expect(distance(after, zip(before, direction).map { $0 - alpha * $1 }) <= 1e-9 * norm(before))
            guess = sigma / 2
        }
        // Newton's method alone goes astray from here: |sinh x·cosh x| is more than twice |x| beyond 1.09.
        #expect(norm(try #require(points.last)) < 1e-8)
        // Every trial is one gradient, and the start is one.
        #expect(try #require(problem.meter.calls["gradients"]) >= trials + 1)
        #expect(problem.meter.calls["values"] == nil, "no values are asked for")
    }

    /// The step is the longest of 1, ½, ¼, … that lowers the value by the share asked for.
    @Test func armijosRuleByHand() throws {
        let points = try Plugin.run("newton-armijo", ["decrease": "0.1"], on: LogCosh(start: [3])).points.map { $0[0] }
        #expect(points.count >= 4)
        for (before, after) in zip(points, points.dropFirst()) where before.magnitude > 1e-3 {
            let direction = tanh(before) / curvature(before)
            func passes(_ step: Double) -> Bool { LogCosh.value([before - step * direction]) <= LogCosh.value([before]) - 0.1 * step * tanh(before) * direction }
            var step = 1.0
            while !passes(step) { step /= 2 }
            #expect(abs(after - (before - step * direction)) <= 1e-9 * abs(before))
        }
        // Values of 10⁻¹⁶ cannot be told apart, and with them points of 10⁻⁸.
        #expect(abs(try #require(points.last)) < 1e-7)
    }

    /// A Hessian costs n products, and nothing else does.
    @Test(arguments: ["root-newton", "universal-newton", "newton-armijo"]) func aHessianCostsAsManyProductsAsDimensions(method: String) throws {
        let problem = LogCosh(start: [1, 0.5, -1])
        let points = try Plugin.run(method, on: problem).points
        #expect(try #require(problem.meter.calls["hessianProducts"]) % 3 == 0)
        #expect(try #require(problem.meter.calls["hessianProducts"]) <= 3 * points.count)
    }

    /// Where the Hessian is not positive definite the direction still descends, to a minimum at (±1, ±1).
    @Test(arguments: ["universal-newton", "newton-armijo"]) func indefiniteHessiansAreMended(method: String) throws {
        let points = try Plugin.run(method, on: Saddle()).points
        #expect(try #require(points.last).allSatisfy { abs($0.magnitude - 1) < 1e-6 })
    }
}

private func tanh(_ x: Double) -> Double { 1 - 2 / (exponential(2 * x) + 1) }
/// 1 − tanh², without cancellation.
private func curvature(_ x: Double) -> Double {
    let e = exponential(-2 * x.magnitude)
    return 4 * e / ((1 + e) * (1 + e))
}
private func distance(_ x: [Double], _ y: [Double]) -> Double { norm(zip(x, y).map { $0 - $1 }) }

/// Σ log cosh xᵢ: convex, with a Hessian that all but vanishes far from the origin.
private final class LogCosh: TwiceDifferentiable {
    let meter = Meter(Budget(calls: ["gradients": 200, "values": 5000]))
    let start: [Double]
    init(start: [Double]) { self.start = start }
    var dimension: Int { start.count }

    static func value(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1.magnitude + logarithm1p(exponential(-2 * $1.magnitude)) - 0.6931471805599453 } }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { Self.value(point.indices.map { point[$0] }) }
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        for i in point.indices { gradient[i] = tanh(point[i]) }
        return Self.value(point.indices.map { point[$0] })
    }
    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for i in point.indices { product[i] = curvature(point[i]) * vector[i] }
    }
}

/// Σ (xᵢ² − 1)²/4, whose Hessian is indefinite at the start.
private final class Saddle: TwiceDifferentiable {
    let meter = Meter(Budget(calls: ["gradients": 300]))
    let dimension = 2
    let start = [0.1, 2]

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
        point.indices.reduce(0) { $0 + (point[$1] * point[$1] - 1) * (point[$1] * point[$1] - 1) / 4 }
    }
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        for i in point.indices { gradient[i] = point[i] * (point[i] * point[i] - 1) }
        return computeValue(at: point, receipt)
    }
    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for i in point.indices { product[i] = (3 * point[i] * point[i] - 1) * vector[i] }
    }
}
