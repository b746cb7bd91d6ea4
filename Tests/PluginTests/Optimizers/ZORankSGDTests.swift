import AssayKit
import Testing

@Suite struct ZORankSGDTests {
    /// Puts points in order, and keeps what it was asked.
    private final class Recording: Ranked {
        let meter: Meter
        let start: [Double]
        let value: ([Double]) -> Double
        private(set) var queries: [(points: [[Double]], order: [Int])] = []

        init(start: [Double], budget: Int, _ value: @escaping ([Double]) -> Double) {
            self.start = start
            self.value = value
            meter = Meter(Budget(calls: ["rankedPoints": budget]))
        }

        var dimension: Int { start.count }

        func computeRanking(of points: Span<Double>, _ count: Int, top: Int, _ receipt: borrowing Receipt) -> [Int] {
            let rows = (0..<count).map { row in (0..<dimension).map { points[row * dimension + $0] } }
            let order = Array(rows.indices.sorted { value(rows[$0]) < value(rows[$1]) }.prefix(top))
            queries.append((rows, order))
            return order
        }
    }

    /// Algorithm by hand, from what the oracle saw: of five points the best two are known in order, which makes
    /// 1 + 2 · 3 = 7 edges; the line search asks for x − ηγˢĝ, and the next point is the best of those.
    @Test(arguments: [1, 2, 3] as [UInt64]) func eachStepFollowsFromTheRanking(seed: UInt64) throws {
        let problem = Recording(start: [1, -2, 0.5], budget: 5 + 4 + 5 + 4) { x in x[0] * x[0] + 3 * x[1] * x[1] + x[2] }
        let options = ["samples": "5", "top": "2", "smoothing": "0.25", "step": "2.0", "trials": "4", "shrinking": "0.5"]
        let recorder = try Plugin.run("zo-rank-sgd", options, on: problem, seed: seed)
        #expect(problem.queries.count == 4 && problem.meter.calls == ["rankedPoints": 18] && recorder.stop != nil)
        #expect(recorder.points.count == 3)
        for round in 0..<2 {
            let x = recorder.points[round], (points, order) = problem.queries[2 * round], (candidates, best) = problem.queries[2 * round + 1]
            let directions = points.map { point in zip(point, x).map { ($0 - $1) / 0.25 } }
            let others = (0..<5).filter { !order.contains($0) }
            var edges = [(order[0], order[1])]
            for place in order { for other in others { edges.append((place, other)) } }
            #expect(edges.count == 7 && candidates.count == 4)
            for (s, candidate) in candidates.enumerated() {
                for axis in 0..<3 {
                    let gradient = edges.reduce(0) { $0 + directions[$1.1][axis] - directions[$1.0][axis] } / 7
                    // Rounding of a few units where directions were got back by a subtraction.
                    #expect(abs(candidate[axis] - (x[axis] - 2 * power(0.5, Double(s)) * gradient)) < 1e-12)
                }
            }
            #expect(recorder.points[round + 1] == candidates[best[0]])
        }
    }

    /// Of a linear function the estimate points along the gradient: with many samples the angle goes to zero (the estimator's
    /// expectation is a multiple of it by symmetry). With 2,000 samples in ten dimensions the sine is about √(10/2000).
    @Test func theEstimatePointsAlongTheGradient() throws {
        let slope = (1...10).map { Double($0) - 4 }
        let problem = Recording(start: [Double](repeating: 0, count: 10), budget: 2000) { x in dot(slope, x) }
        let recorder = try Plugin.run("zo-rank-sgd", ["samples": "2000", "trials": "1", "step": "1.0"], on: problem)
        let step = try #require(recorder.points.last)
        #expect(recorder.points.count == 2)
        #expect(-dot(slope, step) / (norm(slope) * norm(step)) > 0.98)
    }

    /// Nothing but the order counts.
    @Test func anIncreasingFunctionChangesNothing() throws {
        func points(_ warp: @escaping (Double) -> Double) throws -> [[Double]] {
            try Plugin.run("zo-rank-sgd", on: Recording(start: [3, 1], budget: 500) { x in warp(x[0] * x[0] + x[1] * x[1]) }).points
        }
        #expect(try points { $0 } == points { $0 * $0 * $0 })
    }

    @Test func moreCannotBeRankedThanThereAre() {
        #expect(throws: OptionError.self) { try Plugin.make("zo-rank-sgd", ["samples": "5", "top": "6"]) }
    }
}
