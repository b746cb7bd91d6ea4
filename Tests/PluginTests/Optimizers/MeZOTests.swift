import AssayKit
import Testing

@Suite struct MeZOTests {
    /// Losses and nothing else; keeps the points at which they were asked, and on which minibatch.
    private final class Losses: MinibatchLosses {
        let meter: Meter
        let initialWeights: [Float]
        private var drawn = 0
        private(set) var asked: [(point: [Double], loss: Double, minibatch: Int)] = []

        init(_ dimension: Int, budget: Int) {
            initialWeights = (0..<dimension).map { Float($0 % 7) / 4 - 0.75 }
            meter = Meter(Budget(calls: ["minibatchLosses": budget]))
        }

        var parameters: [TrainedParameter] { [TrainedParameter(name: "x", part: .vector, rows: initialWeights.count, columns: 1, offset: 0)] }
        var batchSize: Int { 1 }
        var batchesPerEpoch: Int { 1 }
        func drawMinibatch() { drawn += 1 }

        func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double {
            let point = weights.indices.map { Double(weights[$0]) }
            let loss = point.enumerated().reduce(0) { $0 + ($1.element - 1) * ($1.element - Double(drawn)) * Double(1 + $1.offset % 3) } / Double(point.count)
            asked.append((point, loss, drawn))
            return loss
        }
    }

    /// Algorithm 1 by what its oracle saw: losses at x + εz and x − εz on one minibatch, then x − ηgz for the same z.
    /// Each of the five moves of a step is rounded to single precision, with weights below 4: 5 · 2⁻²³ at most.
    @Test func itStepsAlongThePerturbationThatItAskedAt() throws {
        let problem = Losses(2000, budget: 10)
        let recorder = try Plugin.run("mezo", ["learningRate": "0.05", "perturbation": "0.0625"], on: problem, seed: 5)
        let rounding = 5 * 0x1p-23
        #expect(recorder.stop != nil && recorder.points.count == 6 && problem.meter.calls == ["minibatchLosses": 10])
        var directions: [[Double]] = []
        for step in 0..<5 {
            let x = recorder.points[step], next = recorder.points[step + 1]
            let (above, below) = (problem.asked[2 * step], problem.asked[2 * step + 1])
            #expect(above.minibatch == step && below.minibatch == step)
            let z = zip(above.point, x).map { ($0 - $1) / 0.0625 }
            let slope = (above.loss - below.loss) / 0.125
            for i in x.indices {
                #expect(abs(below.point[i] - (x[i] - 0.0625 * z[i])) < rounding)
                #expect(abs(next[i] - (x[i] - 0.05 * slope * z[i])) < rounding * (1 + abs(slope)))
            }
            directions.append(z)
            // Standard normal: mean and mean square within five standard errors.
            #expect(abs(z.reduce(0, +) / 2000) < 5 / 2000.0.squareRoot())
            #expect(abs(dot(z, z) / 2000 - 1) < 5 * (2 / 2000.0).squareRoot())
        }
        for (one, other) in zip(directions, directions.dropFirst()) { #expect(abs(dot(one, other)) / 2000 < 5 / 2000.0.squareRoot()) }
    }

    /// Where the budget ends between a step's two losses, the perturbation is taken back.
    @Test(arguments: [6, 7]) func theWeightsComeBackAtTheEnd(budget: Int) throws {
        let recorder = try Plugin.run("mezo", ["perturbation": "0.5"], on: Losses(100, budget: budget), seed: 5)
        let whole = try Plugin.run("mezo", ["perturbation": "0.5"], on: Losses(100, budget: 6), seed: 5)
        let last = try #require(recorder.points.last), expected = try #require(whole.points.last)
        #expect(zip(last, expected).allSatisfy { abs($0 - $1) < 2 * 0x1p-23 })
    }
}
