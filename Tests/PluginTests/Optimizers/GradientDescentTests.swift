import AssayKit
import Testing

@Suite struct GradientDescentTests {
    /// Every step offered satisfies Armijo's condition with some step of the sequence 2ᵏ: the decrease is at least the
    /// share 10⁻⁴ of the step times the squared gradient, where step = ‖Δx‖/‖∇f‖.
    @Test(arguments: 0..<5) func everyStepSatisfiesArmijo(seed: UInt64) throws {
        var random = Random(seed: seed)
        let eigenvalues = (0..<10).map { _ in random.uniform(0.01, 30) }
        let problem = DiagonalQuadratic(eigenvalues: eigenvalues, start: (0..<10).map { _ in random.normal() })
        let points = try Plugin.run("gradient-descent", on: problem).points
        #expect(points.count > 10)
        for (before, after) in zip(points, points.dropFirst()) {
            let gradient = zip(eigenvalues, before).map { $0 * $1 }
            let step = norm(zip(before, after).map { $0 - $1 }) / norm(gradient)
            // The step's logarithm is whole but for rounding: it begins at one, doubles and halves.
            let exponent = logarithm(step) / logarithm(2)
            #expect((exponent - exponent.rounded()).magnitude < 1e-6)
            #expect(problem.value(after) <= problem.value(before) - 0.99e-4 * step * dot(gradient, gradient))
        }
    }

    /// By hand: f = 2x² from 1 with a first step of one. Steps 1 and ½ lead to −3 and −1, no decrease; ¼ leads to zero.
    @Test func theFirstStepByHand() throws {
        let problem = DiagonalQuadratic(eigenvalues: [4], start: [1])
        let recorder = try Plugin.run("gradient-descent", on: problem)
        #expect(recorder.points == [[1], [0]])
        #expect(problem.meter.calls == ["gradients": 4])
        #expect(recorder.stop == nil, "at a point with no gradient it ends by itself")
    }
}
