import AssayKit
import Problems
import Testing

/// The constants that the regressions state, and the sum that they are.
@Suite struct RegularizedRiskConstantsTests {
    /// At any point and along any direction, rounding aside.
    @Test(arguments: regressions, UInt64(20)..<24)
    func curvatureLiesBetweenTheConstants(_ id: String, seed: UInt64) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: seed)
        let point = random.normals(problem.dimension).map { random.uniform() * $0 }
        var direction = random.direction(problem.dimension)
        for _ in 0..<20 {
            let product = try problem.hessianProduct(at: point, direction)
            let quotient = dot(direction, product)
            #expect(quotient >= problem.strongConvexity * (1 - 1e-10))
            #expect(quotient <= problem.smoothness * (1 + 1e-12))
            // Towards the largest curvature.
            direction = product.map { $0 / norm(product) }
        }
    }

    /// At w = 0 the logistic Hessian is XᵀX/4n + λI, so that no smaller constant would do; with ten equal classes the
    /// largest eigenvalue of the softmax Hessian is σ²max/10n + λ, a fifth of the bound.
    @Test(arguments: zip(regressions, [1, 1, 0.2]))
    func smoothnessIsOfTheLargestSingularValue(_ id: String, share: Double) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        let eigenvalues = try problem.hessian(at: problem.start).symmetricEigen().values
        let largest = try #require(eigenvalues.last)
        let expected = share * (problem.smoothness - regressionPenalty) + regressionPenalty
        #expect((largest - expected).magnitude <= summationTolerance * expected)
    }

    @Test(arguments: regressions)
    func theMeanOfAllTermsIsTheWhole(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        var random = Random(seed: 6)
        let point = random.normals(problem.dimension).map { 0.3 * $0 }
        let gradient = try problem.gradient(at: point)
        let value = try problem.value(at: point)
        let together = try problem.batchGradient(Array(0..<problem.componentCount), at: point)
        #expect((together.value - value).magnitude <= summationTolerance * value)
        #expect(relativeDistance(together.gradient, gradient) <= summationTolerance)

        var sum = [Double](repeating: 0, count: problem.dimension)
        var values = 0.0
        for index in 0..<problem.componentCount {
            let term = try problem.batchGradient([index], at: point)
            values += term.value / Double(problem.componentCount)
            add(1 / Double(problem.componentCount), term.gradient, to: &sum)
        }
        #expect((values - value).magnitude <= summationTolerance * value)
        #expect(relativeDistance(sum, gradient) <= summationTolerance)
    }

    /// A term that a batch names twice counts twice.
    @Test(arguments: regressions)
    func aBatchIsTheMeanOfItsTerms(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        let (point, _) = probe(problem.dimension)
        let (a, b) = (try problem.batchGradient([3], at: point), try problem.batchGradient([problem.componentCount - 1], at: point))
        let batch = try problem.batchGradient([3, problem.componentCount - 1, 3], at: point)
        #expect((batch.value - (2 * a.value + b.value) / 3).magnitude <= 8 * batch.value.ulp)
        #expect(relativeDistance(batch.gradient, zip(a.gradient, b.gradient).map { (2 * $0 + $1) / 3 }) <= 1e-14)
        #expect(a.gradient != b.gradient)
    }

    @Test func everyOracleIsChargedByItsOwnName() throws {
        let problem = try optimizationProblem("logistic/breast-cancer", as: Regression.self)
        let point = problem.start
        _ = try problem.value(at: point)
        for _ in 0..<2 { _ = try problem.gradient(at: point) }
        for _ in 0..<3 { _ = try problem.hessianProduct(at: point, point) }
        for _ in 0..<4 { _ = try problem.curvatureProduct(at: point, point) }
        _ = try problem.batchGradient([0, 1, 2, 3, 4], at: point)
        #expect(problem.meter.calls == ["values": 1, "gradients": 2, "hessianProducts": 3, "curvatureProducts": 4, "components": 5])
    }

    @Test func whatIsBeyondTheBudgetIsRefused() throws {
        let budget = Budget(calls: ["values": 2, "gradients": 2, "hessianProducts": 2, "curvatureProducts": 2, "components": 5])
        let problem = try optimizationProblem("logistic/digits", as: Regression.self, budget)
        let point = problem.start
        for _ in 0..<2 {
            _ = try problem.value(at: point)
            _ = try problem.gradient(at: point)
            _ = try problem.hessianProduct(at: point, point)
            _ = try problem.curvatureProduct(at: point, point)
            _ = try problem.batchGradient([7, 8], at: point)
        }
        var untouched = [Double](repeating: 7, count: problem.dimension)
        #expect(throws: Stop.spent(.values)) { try problem.value(at: point) }
        #expect(throws: Stop.spent(.gradients)) { try problem.gradient(at: point, into: &untouched) }
        #expect(throws: Stop.spent(.hessianProducts)) { try problem.hessianProduct(at: point, point, into: &untouched) }
        #expect(throws: Stop.spent(.curvatureProducts)) { try problem.curvatureProduct(at: point, point, into: &untouched) }
        #expect(throws: Stop.spent(.components)) { try problem.batchGradient([7, 8], at: point) }
        #expect(untouched.allSatisfy { $0 == 7 })
        #expect(problem.meter.calls == ["values": 2, "gradients": 2, "hessianProducts": 2, "curvatureProducts": 2, "components": 4])
    }
}
