import AssayKit
import Testing

@Suite struct ConsensusBasedTests {
    /// Keeps every point that it is asked for.
    private final class Recording: Bounded {
        let meter: Meter
        let dimension = 2
        let value: ([Double]) -> Double
        private(set) var points: [[Double]] = []

        init(budget: Int, _ value: @escaping ([Double]) -> Double) {
            self.value = value
            meter = Meter(Budget(calls: ["values": budget]))
        }

        var start: [Double] { [0, 0] }
        var lowerBounds: [Double] { [-1, 2] }
        var upperBounds: [Double] { [3, 4] }
        func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
            points.append([point[0], point[1]])
            return value(points[points.count - 1])
        }
    }

    private func generations(_ options: [String: String], count: Int, _ value: @escaping ([Double]) -> Double) throws -> [[[Double]]] {
        let problem = Recording(budget: 8 * count, value)
        try Plugin.run("consensus-based", options.merging(["particles": "8"]) { $1 }, on: problem)
        return stride(from: 0, to: problem.points.count, by: 8).map { Array(problem.points[$0..<min($0 + 8, problem.points.count)]) }
    }

    /// Without noise each particle goes the share λΔt of its way to the weighted mean, which is computed here by the formula.
    @Test func theDriftByHand() throws {
        let value = { (x: [Double]) in x[0] * x[0] + (x[1] - 3) * (x[1] - 3) }
        let steps = try generations(["noise": "0", "weight": "1.5", "drift": "0.8", "timeStep": "0.25"], count: 4, value)
        #expect(steps.count == 4)
        for (before, after) in zip(steps, steps.dropFirst()) {
            let weights = before.map { exponential(-1.5 * value($0)) }, sum = weights.reduce(0, +)
            for axis in 0..<2 {
                let consensus = zip(weights, before).reduce(0) { $0 + $1.0 * $1.1[axis] } / sum
                for (old, new) in zip(before, after) { #expect(abs(new[axis] - (old[axis] - 0.2 * (old[axis] - consensus))) < 1e-13) }
            }
        }
        for x in steps[0] { #expect((-1...3).contains(x[0]) && (2...4).contains(x[1]), "it begins in the box") }
    }

    /// With a weight beyond all differences the consensus is the best particle, which nothing moves: neither drift nor noise.
    @Test(arguments: ["anisotropic", "isotropic"]) func theBestStaysWhereItIs(diffusion: String) throws {
        let value = { (x: [Double]) in abs(x[0] - 0.3) + abs(x[1] - 2.2) }
        let steps = try generations(["weight": "1e12", "diffusion": diffusion], count: 6, value)
        for (before, after) in zip(steps, steps.dropFirst()) {
            let best = before.indices.min { value(before[$0]) < value(before[$1]) } ?? 0
            #expect(after[best] == before[best])
            #expect(zip(before, after).contains { $0 != $1 })
        }
    }

    /// Anisotropic noise of a coordinate that all agree on is none; isotropic noise shakes it all the same.
    @Test func whatIsAgreedOnIsShakenOnlyByIsotropicNoise() throws {
        final class Line: Bounded {
            let meter = Meter(Budget(calls: ["values": 60]))
            let dimension = 2
            var points: [[Double]] = []
            var start: [Double] { [0, 1] }
            var lowerBounds: [Double] { [-1, 1] }
            var upperBounds: [Double] { [1, 1.0.nextUp] }
            func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
                points.append([point[0], point[1]])
                return point[0] * point[0]
            }
        }
        let (own, all) = (Line(), Line())
        try Plugin.run("consensus-based", ["particles": "10"], on: own)
        try Plugin.run("consensus-based", ["particles": "10", "diffusion": "isotropic"], on: all)
        #expect(own.points.allSatisfy { abs($0[1] - 1) < 1e-12 })
        #expect(all.points.contains { abs($0[1] - 1) > 1e-3 })
    }
}
