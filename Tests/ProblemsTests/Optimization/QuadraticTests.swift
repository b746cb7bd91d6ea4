import AssayKit
import Problems
import Testing

@Suite struct QuadraticTests {
    typealias Quadratic = any Smooth & TwiceDifferentiable
    let id = "quadratic/ill-conditioned"
    let problem: Quadratic

    init() throws { problem = try optimizationProblem("quadratic/ill-conditioned", as: Quadratic.self) }

    @Test func itOffersWhatIsKnownOfAQuadratic() throws {
        let offers = try #require(Catalog.instance(id)).offers
        #expect(Set(offers) == ["Objective", "Differentiable", "TwiceDifferentiable", "Smooth"])
        #expect(problem.dimension == 200)
    }

    /// LAPACK's eigenvalues are off by about n·2⁻⁵³ of the largest.
    @Test func itsEigenvaluesAreSpreadEvenlyInTheLogarithm() throws {
        let matrix = try problem.hessian(at: problem.start)
        #expect(matrix == matrix.transposed)
        let eigenvalues = try matrix.symmetricEigen().values
        for (index, eigenvalue) in eigenvalues.enumerated() {
            #expect((eigenvalue - power(10, -4 + 4 * Double(index) / 199)).magnitude <= 1e-13)
        }
        #expect(problem.smoothness == 1 && problem.strongConvexity == 1e-4)
        // Turned, not diagonal.
        #expect((0..<200).allSatisfy { matrix[$0, ($0 + 1) % 200] != 0 })
    }

    /// f(x) = ½⟨x, Ax⟩ − ⟨b, x⟩ with A from products and b = −∇f(0).
    @Test(arguments: UInt64(30)..<33)
    func valueAndGradientAreThoseOfItsMatrix(seed: UInt64) throws {
        var random = Random(seed: seed)
        let x = random.normals(200).map { 3 * $0 }
        let product = try problem.hessianProduct(at: problem.start, x)
        let b = try problem.gradient(at: problem.start).map { -$0 }
        let value = dot(x, product) / 2 - dot(b, x)
        #expect((try problem.value(at: x) - value).magnitude <= 1e-13 * (dot(x, product) + dot(b, x).magnitude))
        #expect(relativeDistance(try problem.gradient(at: x), difference(product, b)) <= 1e-13)
        #expect(try problem.value(at: problem.start) == 0)
    }

    /// The optimum by Cholesky, from the oracles alone. The solve is off by the condition times 2⁻⁵³, some 10⁻¹² of x*, of
    /// which the gap is half the square in the metric of A.
    @Test func theOptimumIsWhereTheGapVanishes() throws {
        let scorer = try optimizationScorer(id)
        let matrix = try problem.hessian(at: problem.start)
        let b = try problem.gradient(at: problem.start).map { -$0 }
        let optimum = try matrix.solvingPositiveDefinite(b)
        let scores = try scorer.score(.point(optimum))
        #expect(try #require(scores["gap"]) <= 1e-22)
        // f* = −½⟨b, x*⟩.
        let least = -dot(b, optimum) / 2
        #expect((try #require(scores["value"]) - least).magnitude <= 1e-13 * least.magnitude)
        // Elsewhere the gap is what the value is above that.
        var random = Random(seed: 34)
        let elsewhere = random.normals(200)
        let other = try scorer.score(.point(elsewhere))
        let (value, gap) = (try #require(other["value"]), try #require(other["gap"]))
        #expect((value - least - gap).magnitude <= 1e-12 * max(value.magnitude, least.magnitude))
        // Along the flattest way, where differences of values show nothing any more: ½·10⁻⁴·(10⁻⁸)².
        let flat = try matrix.symmetricEigen().vectors.column(0)
        let near = try #require(try scorer.score(.point(moved(optimum, 1e-8, flat)))["gap"])
        #expect((near / 5e-21 - 1).magnitude <= 1e-2)
    }

    @Test func everyMakingIsTheSame() throws {
        let again = try optimizationProblem(id, as: Quadratic.self)
        #expect(try again.gradient(at: again.start) == problem.gradient(at: problem.start))
    }

    @Test func everyOracleIsCharged() throws {
        let problem = try optimizationProblem(id, as: Quadratic.self, Budget(calls: ["values": 1, "gradients": 1, "hessianProducts": 1]))
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
