import AssayKit
import Testing

@Suite struct ProximalGradientTests {
    /// ½ Σ aᵢ(xᵢ − bᵢ)² + λ‖x‖₁, whose minimum is known coordinate by coordinate: bᵢ shrunk by λ/aᵢ.
    private final class Separable: Composite {
        let meter: Meter
        let curvatures: [Double]
        let places: [Double]
        let penalty = 0.5

        init(_ curvatures: [Double], _ places: [Double], gradients: Int) {
            self.curvatures = curvatures
            self.places = places
            meter = Meter(Budget(calls: ["gradients": gradients]))
        }

        var dimension: Int { places.count }
        var start: [Double] { [Double](repeating: 4, count: dimension) }
        var smoothPartSmoothness: Double { curvatures.max() ?? 1 }
        var minimizer: [Double] { zip(curvatures, places).map { shrink($1, penalty / $0) } }

        func shrink(_ x: Double, _ by: Double) -> Double { x > by ? x - by : x < -by ? x + by : 0 }

        func value(_ x: [Double]) -> Double {
            x.indices.reduce(0) { $0 + 0.5 * curvatures[$1] * (x[$1] - places[$1]) * (x[$1] - places[$1]) + penalty * x[$1].magnitude }
        }

        func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { value(point.indices.map { point[$0] }) }

        func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
            for i in point.indices { gradient[i] = curvatures[i] * (point[i] - places[i]) }
            return 0
        }

        func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            for i in point.indices { result[i] = shrink(point[i], penalty * step) }
        }
    }

    /// By hand: in one dimension with curvature 1 a step of one lands on the minimum at once, b shrunk by λ.
    @Test(arguments: ["ista", "fista"]) func oneStepByHand(method: String) throws {
        let points = try Plugin.run(method, on: Separable([1], [2], gradients: 1)).points
        #expect(points == [[4], [1.5]])
        #expect(try Plugin.run(method, on: Separable([1], [0.3], gradients: 1)).points == [[4], [0]], "what is less than λ is zero, not small")
    }

    /// Theorem 3.1 (ISTA) and theorem 4.4 (FISTA): F(x_k) − F* ≤ L‖x₀ − x*‖²/2k, and ≤ 2L‖x₀ − x*‖²/(k + 1)². ISTA never goes up.
    @Test(arguments: [("ista", 0), ("ista", 1), ("ista", 2), ("fista", 0), ("fista", 1), ("fista", 2)] as [(String, UInt64)])
    func theRateIsTheTheorems(method: String, seed: UInt64) throws {
        var random = Random(seed: seed)
        let problem = Separable((0..<30).map { _ in power(10, random.uniform(-4, 1)) }, (0..<30).map { _ in 5 * random.normal() }, gradients: 400)
        let points = try Plugin.run(method, on: problem).points
        let distance = norm(zip(problem.start, problem.minimizer).map { $0 - $1 }), least = problem.value(problem.minimizer)
        #expect(points.count > 20)
        for (k, point) in points.enumerated().dropFirst() {
            let bound = method == "ista"
                ? problem.smoothPartSmoothness * distance * distance / Double(2 * k) : 2 * problem.smoothPartSmoothness * distance * distance / Double((k + 1) * (k + 1))
            #expect(problem.value(point) - least <= bound * (1 + 1e-12))
        }
        let values = points.map(problem.value)
        if method == "ista" { #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-14) }) }
    }

    /// Where curvatures are far apart the acceleration shows: after as many steps it is an order of magnitude nearer.
    @Test func theAccelerationAccelerates() throws {
        func gap(_ method: String) throws -> Double {
            let problem = Separable((0..<20).map { power(10, -Double($0) / 5) }, [Double](repeating: 60_000, count: 20), gradients: 300)
            let last = try #require(try Plugin.run(method, on: problem).points.last)
            return problem.value(last) - problem.value(problem.minimizer)
        }
        #expect(try gap("fista") < 0.1 * gap("ista"))
    }
}
