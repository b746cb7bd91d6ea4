import AssayKit
import Testing

@Suite struct AcceleratedGradientTests {
    private func quadratic(seed: UInt64, condition: Double, budget: Int) -> DiagonalQuadratic {
        var random = Random(seed: seed)
        let eigenvalues = (0..<30).map { power(condition, -Double($0) / 29) }
        return DiagonalQuadratic(
            eigenvalues: eigenvalues, start: (0..<30).map { _ in random.normal() }, budget: Budget(calls: ["gradients": budget]))
    }

    /// Theorem 3.18 of Bubeck's monograph holds for every t without slack; y₁ is the first point offered.
    @Test(arguments: 0..<5) func theoremForStrongConvexityHolds(seed: UInt64) throws {
        let problem = quadratic(seed: seed, condition: 1000, budget: 200)
        let recorder = try Plugin.run("accelerated-gradient", on: problem)
        #expect(recorder.points.count == 201 && recorder.stop == .spent(.gradients))
        let distance = dot(problem.start, problem.start)
        for (index, point) in recorder.points.enumerated() {
            let bound = (problem.strongConvexity + problem.smoothness) / 2 * distance * exponential(-Double(index) / 1000.0.squareRoot())
            #expect(problem.value(point) <= bound)
        }
    }

    /// Theorem 3.19, for the form that knows no strong convexity: f(y_t) − f* ≤ 2β‖x₁ − x*‖²/t².
    @Test(arguments: 0..<5) func theoremForSmoothnessHolds(seed: UInt64) throws {
        let problem = quadratic(seed: seed, condition: 1e8, budget: 200)
        let recorder = try Plugin.run("accelerated-gradient", ["form": "smooth"], on: problem)
        let distance = dot(problem.start, problem.start)
        for (index, point) in recorder.points.enumerated() {
            let t = Double(index + 1)
            #expect(problem.value(point) <= 2 * problem.smoothness * distance / (t * t))
        }
    }

    /// By hand: f = ½(x² + y²/4), so β = 1, κ = 4 and the momentum is (2 − 1)/(2 + 1) = 1/3. From (1, 1):
    /// y₂ = (0, 3/4), x₂ = y₂ + (y₂ − y₁)/3 = (−1/3, 2/3); y₃ = (0, 1/2), x₃ = (0, 5/12); y₄ = (0, 5/16).
    @Test func firstIteratesByHand() throws {
        let problem = DiagonalQuadratic(eigenvalues: [1, 0.25], start: [1, 1], budget: Budget(calls: ["gradients": 3]))
        let points = try Plugin.run("accelerated-gradient", on: problem).points
        let expected = [[1, 1], [0, 0.75], [0, 0.5], [0, 0.3125]]
        #expect(points.count == 4)
        for (point, expected) in zip(points, expected) {
            // A few roundings of numbers up to one.
            #expect(zip(point, expected).allSatisfy { ($0 - $1).magnitude < 1e-15 })
        }
    }

    /// A bound that plain gradient descent breaks: at κ = 1000 its gap falls as exp(−2t/κ) in the slowest direction.
    @Test func gradientDescentWouldNotPass() throws {
        let problem = DiagonalQuadratic(eigenvalues: [1, 0.001], start: [0, 1], budget: Budget(calls: ["gradients": 200]))
        let accelerated = try Plugin.run("accelerated-gradient", on: problem).points
        let gap = problem.value(try #require(accelerated.last))
        let gradientDescent = 0.001 / 2 * power(1 - 0.001, 400)
        #expect(gap < gradientDescent / 100)
    }

    @Test func aMissingConstantIsToldInWords() throws {
        let problem = DiagonalQuadratic(eigenvalues: [1, 0], start: [1, 1])
        let error = #expect(throws: (any Error).self) { try Plugin.run("accelerated-gradient", ["form": "strongly-convex"], on: problem) }
        #expect("\(String(describing: error))".contains("strong convexity"))
    }
}
