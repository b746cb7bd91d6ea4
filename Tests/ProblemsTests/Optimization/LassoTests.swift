import AssayKit
import Problems
import Testing

/// The figures are those of NumPy 2.4.6 at wⱼ = 10·sin j, j from 1, and of scikit-learn 1.7.2's
/// `Lasso(alpha=penalty, fit_intercept=False, tol=1e-15)`.
@Suite struct LassoTests {
    /// Ten of 500 weights matter. A point that keeps seven of them and three others has a support of 0.7; the zero has none.
    @Test func theSupportIsJudged() throws {
        let judge = try optimizationScorer("lasso/correlated-500")
        func support(_ point: [Double]) throws -> Double? { try judge.score(.point(point))["support"] }
        #expect(try support([Double](repeating: 0, count: 500)) == 0)
        // With every weight kept, ten of 510 counted are right, twice.
        #expect(try support([Double](repeating: 1, count: 500)) == 20.0 / 510)
        // One weight at a time tells which matter.
        let right = try (0..<500).filter { place in
            var point = [Double](repeating: 0, count: 500)
            point[place] = 1
            return try support(point) ?? 0 > 0
        }
        #expect(right.count == 10)
        var point = [Double](repeating: 1e-9, count: 500)
        for place in right.prefix(7) + (0..<500).filter({ !right.contains($0) }).prefix(3) { point[place] = -2 }
        #expect(try support(point) == 0.7, "what is all but zero is zero")
    }

    let problem: any Composite
    let penalty = 4.516003002046289
    let leastValue = 1807.1652594097907
    let minimizer = [
        0, -3.032326797218798, 24.28223634727209, 10.833471599283676, 0, 0, -7.6781317452394315, 0, 21.358039748233942, 0,
    ]

    init() throws { problem = try optimizationProblem("lasso/diabetes", as: (any Composite).self) }

    @Test func itIsASumOfTwoParts() throws {
        #expect(Set(try #require(Catalog.instance("lasso/diabetes")).offers) == ["Objective", "Composite", "BlockCoordinates"])
        #expect(problem.dimension == 10)
        #expect(problem.start == [Double](repeating: 0, count: 10))
    }

    @Test func valueAndGradientAreNumPys() throws {
        let (point, _) = probe(10, scale: 10)
        let (value, gradient) = try problem.smoothGradient(at: point)
        #expect((value / 3163.5546298828995 - 1).magnitude <= 1e-14)
        #expect((try problem.value(at: point) / 3456.6213279419944 - 1).magnitude <= 1e-14)
        let expected = [
            -8.86051691023831, 5.083295138181174, -46.0988288130051, -37.96389812048088, -21.339624904033805, -17.721059871442172,
            26.321373216540714, -31.502722159423026, -43.02808500005819, -32.55919257933785,
        ]
        #expect(relativeDistance(gradient, expected) <= 1e-13)
    }

    /// Along a line the smooth part is of degree two, of which a central difference is the slope, rounding aside.
    @Test(arguments: UInt64(50)..<53)
    func smoothGradientIsASlope(seed: UInt64) throws {
        var random = Random(seed: seed)
        let (point, direction) = (random.normals(10).map { 20 * $0 }, random.direction(10))
        let (above, below) = (try problem.smoothGradient(at: moved(point, 1, direction)), try problem.smoothGradient(at: moved(point, -1, direction)))
        let (value, gradient) = try problem.smoothGradient(at: point)
        #expect(((above.value - below.value) / 2 - dot(gradient, direction)).magnitude <= 1e-14 * value)
        let absolute = point.reduce(0) { $0 + $1.magnitude }
        #expect((try problem.value(at: point) - value - penalty * absolute).magnitude <= 1e-14 * value)
    }

    /// The Hessian's columns are differences of gradients.
    @Test func smoothnessIsTheLargestEigenvalue() throws {
        let origin = try problem.smoothGradient(at: problem.start).gradient
        let columns = try (0..<10).flatMap { index in
            difference(try problem.smoothGradient(at: (0..<10).map { $0 == index ? 1 : 0 }).gradient, origin)
        }
        let hessian = Matrix(rows: 10, columns: 10, entries: columns)
        let largest = try #require(try hessian.symmetricEigen().values.last)
        #expect((problem.smoothPartSmoothness / largest - 1).magnitude <= 1e-12)
        #expect((0..<10).allSatisfy { (hessian[$0, $0] - 1).magnitude <= 1e-12 }, "the columns have variance one")
        let most = try #require(origin.map(\.magnitude).max())
        #expect((penalty / (0.1 * most) - 1).magnitude <= 1e-12, "a tenth of the least that makes zero optimal")
    }

    /// z minimises λ‖z‖₁ + ‖z − x‖²/2s where (x − z)/s is a subgradient: λ·sign(zⱼ), or anything in [−λ, λ] where zⱼ = 0.
    @Test(arguments: UInt64(60)..<64)
    func proximalPointsAreOptimal(seed: UInt64) throws {
        var random = Random(seed: seed)
        let step = random.uniform(0.1, 3)
        let point = random.normals(10).map { 2 * penalty * step * $0 }
        let result = try problem.proximal(of: point, step: step)
        for (x, z) in zip(point, result) {
            let subgradient = (x - z) / step
            if z == 0 {
                #expect(subgradient.magnitude <= penalty * (1 + 1e-14))
            } else {
                #expect((subgradient - (z > 0 ? penalty : -penalty)).magnitude <= 1e-14 * (penalty + x.magnitude / step))
            }
        }
        #expect(result.contains(0) && result.contains { $0 > 0 } && result.contains { $0 < 0 })
    }

    @Test func theLeastValueIsScikitLearns() throws {
        let scores = try optimizationScorer("lasso/diabetes").score(.point(problem.start))
        let (value, gap) = (try #require(scores["value"]), try #require(scores["gap"]))
        #expect((value - gap - leastValue).magnitude <= 8 * value.ulp)
        let best = try #require(try optimizationScorer("lasso/diabetes").score(.point(minimizer))["gap"])
        #expect(best > 0 && best <= 32 * leastValue.ulp)
    }

    /// The proximal gradient method gets there, with the step that the stated constant allows.
    @Test func itsOraclesLeadToTheMinimum() throws {
        let step = 1 / problem.smoothPartSmoothness
        var point = problem.start
        for _ in 0..<20_000 {
            point = try problem.proximal(of: moved(point, -step, try problem.smoothGradient(at: point).gradient), step: step)
        }
        #expect(norm(difference(point, minimizer)) <= 1e-9 * norm(minimizer))
        #expect(zip(point, minimizer).allSatisfy { ($0 == 0) == ($1 == 0) })
    }

    @Test func everyOracleIsCharged() throws {
        let problem = try optimizationProblem(
            "lasso/diabetes", as: (any Composite).self, Budget(calls: ["values": 1, "gradients": 1, "proximals": 1]))
        let point = problem.start
        _ = try problem.value(at: point)
        _ = try problem.smoothGradient(at: point)
        _ = try problem.proximal(of: point, step: 1)
        #expect(problem.meter.calls == ["values": 1, "gradients": 1, "proximals": 1])
        #expect(throws: Stop.spent(.values)) { try problem.value(at: point) }
        #expect(throws: Stop.spent(.gradients)) { try problem.smoothGradient(at: point) }
        #expect(throws: Stop.spent(.proximals)) { try problem.proximal(of: point, step: 1) }
    }
}
