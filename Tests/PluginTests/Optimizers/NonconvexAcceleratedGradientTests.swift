import AssayKit
import Testing

@Suite struct NonconvexAcceleratedGradientTests {
    /// ½ Σ aᵢ(xᵢ − bᵢ)² + λ‖x‖₁ plus the concave part of MCP where γ is finite.
    private final class Separable: Composite {
        let meter: Meter
        let curvatures: [Double], places: [Double], gamma: Double
        let penalty = 0.5
        private(set) var asked: [[Double]] = []
        private(set) var steps: [Double] = []

        init(_ curvatures: [Double], _ places: [Double], gamma: Double = .infinity, gradients: Int) {
            self.curvatures = curvatures
            self.places = places
            self.gamma = gamma
            meter = Meter(Budget(calls: ["gradients": gradients]))
        }

        var dimension: Int { places.count }
        var start: [Double] { [Double](repeating: 4, count: dimension) }
        var smoothPartSmoothness: Double { max(curvatures.max() ?? 1, 1 / gamma) }
        func shrink(_ x: Double, _ by: Double) -> Double { x > by ? x - by : x < -by ? x + by : 0 }

        func value(_ x: [Double]) -> Double {
            x.indices.reduce(0) { sum, i in
                let size = x[i].magnitude, offset = x[i] - places[i]
                let bent = gamma.isInfinite ? 0 : size <= gamma * penalty ? -size * size / (2 * gamma) : gamma * penalty * penalty / 2 - penalty * size
                let smooth = 0.5 * curvatures[i] * offset * offset
            return sum + smooth + penalty * size + bent
            }
        }
        func slope(_ x: Double, _ i: Int) -> Double {
            let bent = x.magnitude <= gamma * penalty ? -x / gamma : x > 0 ? -penalty : penalty
            return curvatures[i] * (x - places[i]) + (gamma.isInfinite ? 0 : bent)
        }

        func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { value(point.indices.map { point[$0] }) }
        func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
            asked.append(point.indices.map { point[$0] })
            for i in point.indices { gradient[i] = slope(point[i], i) }
            return 0
        }
        func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            steps.append(step)
            for i in point.indices { result[i] = shrink(point[i], penalty * step) }
        }
    }

    /// The scheme followed by hand in one dimension: α = 1, 0.618…, 0.476…; the long step is β/α, the short one β.
    @Test func threeStepsByHand() throws {
        let problem = Separable([2], [3], gamma: 3, gradients: 3)
        let points = try Plugin.run("nonconvex-accelerated-gradient", ["stepsize": "0.5"], on: problem).points
        let beta = 0.25
        // 2/(1 + √5), and 2/(1 + √(1 + 4/α²)) = 2/(1 + √(1 + (1 + √5)²)).
        let golden = 1 + 5.0.squareRoot()
        let last = (1 + golden * golden).squareRoot()
        let alphas: [Double] = [1, 2 / golden, 2 / (1 + last)]
        var x = 4.0, aggregate = 4.0
        for (k, alpha) in alphas.enumerated() {
            let middle = (1 - alpha) * aggregate + alpha * x
            #expect((problem.asked[k][0] - middle).magnitude <= 1e-14)
            let slope = problem.slope(middle, 0)
            #expect((problem.steps[2 * k] - beta / alpha).magnitude <= 1e-14 && problem.steps[2 * k + 1] == beta)
            (x, aggregate) = (problem.shrink(x - beta / alpha * slope, 0.5 * beta / alpha), problem.shrink(middle - beta * slope, 0.5 * beta))
            #expect((points[k + 1][0] - aggregate).magnitude <= 1e-14)
        }
        #expect(points.count == 4 && problem.meter.calls == ["gradients": 3, "proximals": 6])
    }

    /// Where the penalty is convex these are Tseng's accelerated steps, with α_k ≤ 2/(k + 1): F(x_k) − F* ≤ 2L‖x₀ − x*‖²/(0.99·(k + 1)²).
    @Test(arguments: 0..<4 as Range<UInt64>) func convexProblemsAreSolvedAtTheAcceleratedRate(seed: UInt64) throws {
        var random = Random(seed: seed)
        let problem = Separable((0..<30).map { _ in power(10, random.uniform(-4, 1)) }, (0..<30).map { _ in 5 * random.normal() }, gradients: 300)
        let points = try Plugin.run("nonconvex-accelerated-gradient", on: problem).points
        let minimizer = problem.places.indices.map { problem.shrink(problem.places[$0], problem.penalty / problem.curvatures[$0]) }
        let distance = norm(zip(problem.start, minimizer).map { $0 - $1 })
        #expect(points.count > 50)
        for (k, point) in points.enumerated().dropFirst() {
            let bound = 2 * problem.smoothPartSmoothness * distance * distance / (0.99 * Double((k + 1) * (k + 1)))
            #expect(problem.value(point) - problem.value(minimizer) <= bound * (1 + 1e-12))
        }
    }

    /// Where the penalty is not convex it ends where no coordinate can be moved to advantage: xᵢ = 0 with a slope within λ,
    /// or a slope of ∓λ.
    @Test(arguments: ["false", "true"]) func nonconvexProblemsEndAtStationaryPoints(restarts: String) throws {
        var random = Random(seed: 9)
        // Curvatures below 1/γ make single coordinates nonconvex.
        let problem = Separable((0..<20).map { 0.1 + 0.1 * Double($0) }, (0..<20).map { _ in 3 * random.normal() }, gamma: 2, gradients: 5000)
        let x = try #require(try Plugin.run("nonconvex-accelerated-gradient", ["restarts": restarts], on: problem).points.last)
        for i in x.indices {
            let slope = problem.slope(x[i], i)
            #expect(x[i] == 0 ? slope.magnitude <= 0.5 + 1e-6 : (slope + (x[i] > 0 ? 0.5 : -0.5)).magnitude <= 1e-6)
        }
        #expect(x.contains(0) && x.contains { $0 != 0 })
    }
}
