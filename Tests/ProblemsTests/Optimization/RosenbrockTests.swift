import AssayKit
import Problems
import Testing

@Suite struct RosenbrockTests {
    let problem: any TwiceDifferentiable

    init() throws { problem = try optimizationProblem("rosenbrock/100", as: (any TwiceDifferentiable).self) }

    @Test func itIsNotSmooth() throws {
        #expect(Set(try #require(Catalog.instance("rosenbrock/100")).offers) == ["Objective", "Differentiable", "TwiceDifferentiable"])
        #expect(!(problem is any Smooth))
    }

    /// Fifty links from −1.2 to 1 with 100·0.44² + 2.2², forty-nine from 1 to −1.2 with 100·2.2².
    @Test func itStartsWhereRosenbrockDid() throws {
        #expect(problem.start.prefix(4) == [-1.2, 1, -1.2, 1] && problem.start.count == 100)
        let expected = 50 * 24.2 + 49 * 484.0
        #expect((try problem.value(at: problem.start) - expected).magnitude <= 1e-12 * expected)
    }

    /// Of `rosen`, `rosen_der` and `rosen_hess_prod` of SciPy 1.17.1 at wⱼ = sin j along vⱼ = cos j, j from 1.
    @Test func valueAndDerivativesAreSciPys() throws {
        let (point, direction) = probe(100, scale: 1)
        let gradient = try problem.gradient(at: point)
        let product = try problem.hessianProduct(at: point, direction)
        func expectClose(_ found: [Double], _ expected: [Double], _ location: SourceLocation = #_sourceLocation) {
            for (a, b) in zip(found, expected) { #expect((a - b).magnitude <= 1e-13 * b.magnitude.rounded(.up) * 10, sourceLocation: location) }
        }
        expectClose([try problem.value(at: point)], [8887.814225577098])
        expectClose([norm(gradient)] + gradient.prefix(3), [4258.818570256602, -68.04672388771903, 289.4661503506879, -95.01397686945054])
        expectClose([norm(product)] + product.prefix(3), [4350.873391737795, 403.7210421283649, -295.24657344165627, -335.0712951539505])
    }

    /// Along a line f is a polynomial of degree four and ∇f of degree three, of which the difference of five points
    /// (f(−2h) − 8f(−h) + 8f(h) − f(2h))/12h is the slope, rounding aside.
    @Test(arguments: UInt64(40)..<44)
    func derivativesAreSlopes(seed: UInt64) throws {
        var random = Random(seed: seed)
        let (point, direction) = (random.normals(100), random.direction(100))
        let h = 0.5
        let weights = [(-2.0, 1.0), (-1, -8), (1, 8), (2, -1)]
        var (slope, size) = (0.0, 0.0)
        var slopes = [Double](repeating: 0, count: 100)
        for (step, weight) in weights {
            let there = moved(point, step * h, direction)
            let value = try problem.value(at: there)
            slope += weight * value / (12 * h)
            size += (weight * value).magnitude
            slopes = moved(slopes, weight / (12 * h), try problem.gradient(at: there))
        }
        #expect((dot(try problem.gradient(at: point), direction) - slope).magnitude <= 1e-14 * size)
        #expect(relativeDistance(try problem.hessianProduct(at: point, direction), slopes) <= 1e-12)
    }

    @Test func theLeastValueIsZeroAtOnes() throws {
        let ones = [Double](repeating: 1, count: 100)
        #expect(try optimizationScorer("rosenbrock/100").score(.point(ones)) == ["gap": 0, "value": 0])
        #expect(try problem.gradient(at: ones).allSatisfy { $0 == 0 })
    }

    /// Newton's method ends there, and the curvature is positive.
    @Test func thereIsALocalMinimumBeside() throws {
        var point = [-1] + [Double](repeating: 1, count: 99)
        for _ in 0..<20 {
            point = moved(point, -1, try problem.hessian(at: point).solvingPositiveDefinite(try problem.gradient(at: point)))
        }
        #expect(norm(try problem.gradient(at: point)) <= 1e-9)
        #expect((try problem.value(at: point) - 3.987).magnitude <= 1e-3)
    }

    @Test func everyOracleIsCharged() throws {
        let problem = try optimizationProblem(
            "rosenbrock/100", as: (any TwiceDifferentiable).self, Budget(calls: ["values": 1, "gradients": 1, "hessianProducts": 1]))
        let point = problem.start
        _ = try problem.value(at: point)
        _ = try problem.gradient(at: point)
        _ = try problem.hessianProduct(at: point, point)
        #expect(problem.meter.calls == ["values": 1, "gradients": 1, "hessianProducts": 1])
        #expect(throws: Stop.spent(.values)) { try problem.value(at: point) }
        #expect(throws: Stop.spent(.gradients)) { try problem.gradient(at: point) }
        #expect(throws: Stop.spent(.hessianProducts)) { try problem.hessianProduct(at: point, point) }
    }
}
