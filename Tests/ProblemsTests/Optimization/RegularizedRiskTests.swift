import AssayKit
import Problems
import Testing

typealias Regression = any Smooth & TwiceDifferentiable & ApproximateHessian & FiniteSum

let regressions = ["logistic/breast-cancer", "logistic/digits", "softmax/digits"]
let regressionPenalty = 1e-3

/// Sums of at most 1,797 products, in another order and in double precision: n·2⁻⁵³ ≈ 2·10⁻¹³ of the sizes of their
/// terms, some ten times as large as the sums.
let summationTolerance = 1e-12

/// The regressions' values and derivatives.
@Suite struct RegularizedRiskTests {
    @Test(arguments: zip(regressions, [31, 65, 650]))
    func itHasTheShapeThatIsSaid(_ id: String, dimension: Int) throws {
        let instance = try #require(Catalog.instance(id))
        #expect(instance.role == .optimizer)
        #expect(Set(instance.offers) == ["Objective", "Differentiable", "TwiceDifferentiable", "Smooth", "ApproximateHessian", "FiniteSum", "BlockCoordinates"])
        #expect(instance.metrics.first == Metric("gap", better: .lower))
        let problem = try optimizationProblem(id, as: Regression.self)
        #expect(problem.dimension == dimension)
        #expect(problem.start == [Double](repeating: 0, count: dimension))
        #expect(problem.strongConvexity == regressionPenalty)
        #expect(problem.approximation.contains("empirical Fisher"))
        #expect(instance.defaultBudget.calls["gradients"] == 200)
        #expect(instance.defaultBudget.calls["components"] == 200 * problem.componentCount, "as many passes in parts as in whole")
    }

    /// At w = 0 every class has the same probability.
    @Test(arguments: zip(regressions, [2.0, 2, 10]))
    func atZeroItIsTheLogarithmOfTheNumberOfClasses(_ id: String, classes: Double) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        #expect((try problem.value(at: problem.start) - logarithm(classes)).magnitude <= 4 * logarithm(classes).ulp)
    }

    @Test(arguments: regressions)
    func valueAndDerivativesAreNumPys(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        let expected = try OptimizationFixture.load(id).probe
        let (point, direction) = probe(problem.dimension)
        // The rounding of f that gaps are judged by.
        #expect((try problem.value(at: point) - expected.value).magnitude <= 8 * expected.value.ulp)
        var gradient = [Double](repeating: .nan, count: problem.dimension)
        #expect(try problem.gradient(at: point, into: &gradient) == problem.value(at: point))
        for (found, kept) in [
            (gradient, expected.gradient), (try problem.hessianProduct(at: point, direction), expected.hessianProduct),
        ] {
            #expect((norm(found) - kept.norm).magnitude <= summationTolerance * kept.norm)
            let first = Array(found.prefix(kept.entries.count))
            #expect(norm(difference(first, kept.entries)) <= summationTolerance * kept.norm)
        }
    }

    /// Where μI ≼ ∇²f ≼ LI, the second-order remainders of f(x ± hv), ‖v‖ = 1, lie between μh²/2 and Lh²/2, so that the
    /// central difference is off by at most (L − μ)h/4, and by the rounding of f over h.
    @Test(arguments: regressions, UInt64(0)..<3)
    func gradientIsTheSlopeOfTheValue(_ id: String, seed: UInt64) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: seed)
        let point = random.normals(problem.dimension).map { 0.3 * $0 }
        let gradient = try problem.gradient(at: point)
        let h = 1e-7
        for direction in [random.direction(problem.dimension), gradient.map { $0 / norm(gradient) }] {
            let (above, below) = (try problem.value(at: moved(point, h, direction)), try problem.value(at: moved(point, -h, direction)))
            let tolerance = (problem.smoothness - problem.strongConvexity) * h / 4 + 8 * above.ulp / h
            #expect(((above - below) / (2 * h) - dot(gradient, direction)).magnitude <= tolerance)
        }
    }

    /// A central difference of gradients is off by at most Mh/2, M being a Lipschitz constant of ∇²f. Both losses have a
    /// third derivative in the scores of at most 1, so M ≤ max‖xᵢ‖·σ²max/n; L is at least σ²max/4n + λ, and at w = 0
    /// the slope in the scores is at least 1/2, so that ‖xᵢ‖ ≤ 2‖∇fᵢ(0)‖.
    @Test(arguments: regressions, UInt64(10)..<12)
    func hessianProductIsTheSlopeOfTheGradient(_ id: String, seed: UInt64) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: seed)
        let point = random.normals(problem.dimension).map { 0.3 * $0 }
        let direction = random.direction(problem.dimension)
        var longest = 0.0
        for index in 0..<problem.componentCount { longest = max(longest, 2 * norm(try problem.batchGradient([index], at: problem.start).gradient)) }
        let h = 1e-8
        let (above, below) = (try problem.gradient(at: moved(point, h, direction)), try problem.gradient(at: moved(point, -h, direction)))
        let slope = difference(above, below).map { $0 / (2 * h) }
        let product = try problem.hessianProduct(at: point, direction)
        let rounding = 1e-15 * (1 + norm(above)) / h
        #expect(norm(difference(slope, product)) <= longest * 4 * problem.smoothness * h / 2 + rounding)
        #expect(norm(product) >= regressionPenalty, "there is something to be wrong about")
    }

    /// Made of the single examples' gradients, as the definition says.
    @Test(arguments: regressions)
    func curvatureProductIsThatOfTheEmpiricalFisherMatrix(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: 3)
        let point = random.normals(problem.dimension).map { 0.2 * $0 }
        var rows: [Double] = []
        for index in 0..<problem.componentCount {
            rows += moved(try problem.batchGradient([index], at: point).gradient, -regressionPenalty, point)
        }
        let gradients = Matrix(rows: problem.componentCount, columns: problem.dimension, entries: rows)
        let fisher = Matrix.product(gradients, gradients, transposeLeft: true)
        for _ in 0..<3 {
            let vector = random.normals(problem.dimension)
            let data = Matrix.product(fisher, vector.span).map { $0 / Double(problem.componentCount) }
            #expect(relativeDistance(try problem.curvatureProduct(at: point, vector), moved(data, regressionPenalty, vector)) <= summationTolerance)
        }
    }

    /// Products at one point share work; those at another must not.
    @Test(arguments: regressions)
    func productsAreThoseOfTheirOwnPoint(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: 4)
        let (here, there) = (random.normals(problem.dimension), random.normals(problem.dimension))
        let vector = random.normals(problem.dimension)
        let first = (try problem.hessianProduct(at: here, vector), try problem.curvatureProduct(at: here, vector))
        let value = try problem.value(at: there)
        #expect(try problem.hessianProduct(at: there, vector) != first.0)
        #expect(try problem.curvatureProduct(at: there, vector) != first.1)
        #expect(try problem.hessianProduct(at: here, vector) == first.0)
        #expect(try problem.curvatureProduct(at: here, vector) == first.1)
        let fresh = try optimizationProblem(id, as: Regression.self)
        #expect(try fresh.value(at: there) == value)
    }

    /// Far out the losses are linear, and f is at least its regulariser.
    @Test(arguments: regressions, [1e3, 1e6, 1e150])
    func nothingOverflowsFarOut(_ id: String, distance: Double) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: 5)
        let direction = random.direction(problem.dimension)
        let point = direction.map { distance * $0 }
        let value = try problem.value(at: point)
        #expect(value.isFinite && value >= regressionPenalty / 2 * distance * distance * (1 - 1e-14))
        #expect(try problem.gradient(at: point).allSatisfy(\.isFinite))
        // The losses are convex: their Hessian adds nothing negative to the regulariser's.
        let product = try problem.hessianProduct(at: point, direction)
        #expect(dot(product, direction) >= regressionPenalty * (1 - 1e-12))
        #expect(try problem.curvatureProduct(at: point, direction).allSatisfy(\.isFinite))
    }
}
