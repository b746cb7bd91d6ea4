import AssayKit
import Problems
import Testing

/// The small network that `conform` puts methods to: what it demands is within reach of the plainest of them.
@Suite struct TrialTrainingTests {
    func problem<Kind>(_ id: String, as kind: Kind.Type) throws -> (Kind, Trial) {
        let trial = try #require(Catalog.instance(id) as? Trial)
        let context = ProblemContext(
            seed: 4, meter: Meter(trial.defaultBudget), data: DataFolder("/nowhere"), clock: RunClock(), deliver: { _ in })
        return (try #require(try trial.makeProblem(context) as? Kind), trial)
    }

    func loss(_ weights: [Float], on trial: Trial) throws -> Double {
        try #require(try trial.makeScorer(DataFolder("/nowhere")).score(.point(weights.map { Double($0) }))["validationLoss"])
    }

    func demanded(_ trial: Trial) -> Double {
        if case .solve(let loss) = trial.demand { loss } else { .nan }
    }

    @Test func gradientDescentSolvesIt() throws {
        let (problem, trial) = try problem("trial/training", as: (any Training).self)
        var weights = problem.initialWeights
        var gradient = [Float](repeating: 0, count: weights.count)
        #expect(try loss(weights, on: trial) > demanded(trial))
        do {
            while true {
                var span = gradient.mutableSpan
                try problem.minibatchGradient(at: weights.span, into: &span)
                for i in weights.indices { weights[i] -= 0.1 * gradient[i] }
                problem.drawMinibatch()
            }
        } catch {}
        #expect(try loss(weights, on: trial) < 0.5 * demanded(trial))
    }

    /// Two losses along a random direction (Spall, 1992).
    @Test func lossesAloneSolveIt() throws {
        let (problem, trial) = try problem("trial/training", as: (any MinibatchLosses).self)
        var weights = problem.initialWeights
        var random = Random(seed: 1)
        do {
            while true {
                let direction = weights.map { _ in Float(random.normal()) }
                let losses = try [Float(1e-3), -1e-3].map { step in
                    let moved = zip(weights, direction).map { $0 + step * $1 }
                    return try problem.minibatchLoss(at: moved.span)
                }
                let slope = Float((losses[0] - losses[1]) / 2e-3)
                for i in weights.indices { weights[i] -= 1e-3 * slope * direction[i] }
                problem.drawMinibatch()
            }
        } catch {}
        #expect(try loss(weights, on: trial) < demanded(trial))
    }

    @Test func theOddOneAnswersNonsenseFromTheFourthCallOn() throws {
        let (problem, _) = try problem("trial/training-nan", as: (any Training).self)
        let weights = problem.initialWeights
        let losses = try (0..<5).map { _ in try problem.minibatchLoss(at: weights.span) }
        #expect(losses.map(\.isNaN) == [false, false, false, true, true])
        var gradient = [Float](repeating: 0, count: weights.count)
        var span = gradient.mutableSpan
        #expect(try problem.minibatchGradient(at: weights.span, into: &span).isNaN)
        #expect(gradient[0].isNaN)
    }
}
