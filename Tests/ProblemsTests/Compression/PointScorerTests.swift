import AssayKit
import Problems
import Testing

@Suite struct PointScorerTests {
    private func made<Problem>(_ id: String, as type: Problem.Type) throws -> (problem: Problem, scorer: any Scorer) {
        let instance = try #require(Catalog.instance(id)), data = DataFolder("")
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in }))
        return (try #require(problem as? Problem), try instance.makeScorer(data))
    }

    /// MMD² of a sample and one of its points, from its definition: the squared norm of the difference of means in the kernel's space.
    @Test func discrepancyIsTheDistanceOfMeans() throws {
        let (problem, scorer) = try made("trial/thinning", as: (any Thinning).self)
        let points = problem.points, n = points.count
        #expect(n == 64 && problem.halvings == 3)
        func score(_ points: Points) throws -> Double { try #require(try scorer.score(.restored(size: 1, value: points.encoded))["discrepancy"]) }
        let kept = [3, 11, 40, 40]
        // Σᵢⱼ wᵢ wⱼ k(xᵢ, xⱼ) with the weights of the one less those of the other.
        var weights = [Double](repeating: 1 / Double(n), count: n)
        for i in kept { weights[i] -= 1 / 4 }
        var squared = 0.0
        for i in 0..<n { for j in 0..<n { squared += weights[i] * weights[j] * problem.kernel.value(squaredDistance: points.squaredDistance(i, j)) } }
        #expect(abs(try score(points.selecting(kept)) - squared.squareRoot()) < 1e-12)
        // Of all points with themselves nothing is left; a point that is far off is as far as it can be.
        let (same, sameScorer) = try made("trial/thinning-none", as: (any Thinning).self)
        #expect(try #require(try sameScorer.score(.restored(size: 1, value: same.points.encoded))["discrepancy"]) < 1e-7)
        #expect(try score(Points(dimension: 2, values: [1e9, 0])) > 1)
        for wrong in [points, Points(dimension: 1, values: [1]), Points(dimension: 2, values: []), Points(dimension: 2, values: [.nan, 0])] {
            #expect(throws: InvalidAnswer.self) { try score(wrong) }
        }
    }

    @Test func powersOfAGaussianKernelAreGaussian() {
        // The square root's convolution with itself is the kernel: ∫ exp(−t²/σ²) exp(−(x − t)²/σ²) dt = σ√(π/2) exp(−x²/(2σ²)).
        let root = RadialKernel.gaussian(bandwidth: 1.3).power(0.5)
        for x in [0.0, 0.7, 2] {
            let step = 0.01
            let sum = stride(from: -12.0, through: 12, by: step).reduce(0.0) { sum, t in
                sum + step * (root?.value(squaredDistance: t * t) ?? 0) * (root?.value(squaredDistance: (x - t) * (x - t)) ?? 0)
            }
            let expected = 1.3 * (Double.pi / 2).squareRoot() * RadialKernel.gaussian(bandwidth: 1.3).value(squaredDistance: x * x)
            #expect(abs(sum - expected) < 1e-12)
        }
        #expect(RadialKernel.laplace(bandwidth: 2).power(0.5) == nil)
        #expect(abs(RadialKernel.laplace(bandwidth: 2).value(squaredDistance: 16) - exponential(-2)) < 1e-16)
    }

    @Test func distortionIsThatOfDistances() throws {
        let (problem, scorer) = try made("trial/embedding-wide", as: (any DimensionReduction).self)
        let points = problem.points
        func score(_ points: Points) throws -> [String: Double] { try scorer.score(.restored(size: 1, value: points.encoded)) }
        let same = try score(points), double = try score(Points(dimension: points.dimension, values: points.values.map { 2 * $0 }))
        #expect(same["distortion"] == 0 && same["meanDistortion"] == 0)
        // Twice a float is exact, so distances are doubled but for the rounding of their roots.
        for metric in ["distortion", "meanDistortion"] {
            let value = try #require(double[metric])
            #expect(abs(value - 1) < 1e-15)
        }
        for wrong in [points.selecting([0, 1]), Points(dimension: 17, values: [Float](repeating: 0, count: 17 * points.count))] {
            #expect(throws: InvalidAnswer.self) { try score(wrong) }
        }
    }
}
