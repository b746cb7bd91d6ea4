import AssayKit
import Foundation
import Testing

@Suite struct PoincareEmbeddingsTests {
    /// Three nodes of which only (1, 0) is a pair: the one negative is node 2. Answers after 50 and 51 epochs are one step apart.
    private func lastStep(_ method: String, _ options: [String: String]) throws -> (from: [Double], to: [Double]) {
        let problem = GivenHierarchy(3, dimension: 3, edges: [(1, 0)], closure: [(1, 0)])
        let run = try Plugin.run(method, ["epochs": "51", "burnIn": "0", "negatives": "1"].merging(options) { $1 }, on: problem)
        #expect(run.points.count == 3)
        return (Array(run.points[1].dropFirst(3)), Array(run.points[2].dropFirst(3)))
    }

    /// log(e^{−d(1, 0)} / (e^{−d(1, 0)} + e^{−d(1, 2)})), negated.
    private func loss(_ points: [Double], _ distance: (ArraySlice<Double>, ArraySlice<Double>) -> Double) -> Double {
        let near = distance(points[3..<6], points[0..<3]), far = distance(points[3..<6], points[6..<9])
        return logarithm(1 + exponential(near - far))
    }

    private func gradient(_ points: [Double], _ distance: (ArraySlice<Double>, ArraySlice<Double>) -> Double) -> [Double] {
        points.indices.map { place in
            var up = points, down = points
            up[place] += 1e-6
            down[place] -= 1e-6
            return (loss(up, distance) - loss(down, distance)) / 2e-6
        }
    }

    private func squares(_ a: ArraySlice<Double>) -> Double { a.reduce(0) { $0 + $1 * $1 } }

    /// θ ← θ − η(1 − ‖θ‖²)²/4 · ∇, the gradient by differences of the loss in the ball: errors of 1e-10 where the curvature is of order one.
    @Test func aStepIsTheRiemannianGradients() throws {
        let (from, to) = try lastStep("poincare-embeddings", ["learningRate": "0.05"])
        let slopes = gradient(from) { a, b in
            let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let x = 1 + 2 * difference / ((1 - squares(a)) * (1 - squares(b)))
            return logarithm(x + (x * x - 1).squareRoot())
        }
        for point in 0..<3 {
            let range = 3 * point..<3 * point + 3
            let gap = 1 - squares(from[range])
            // Far enough from the middle that the metric counts.
            #expect(gap < 0.999)
            for place in range { #expect(abs(to[place] - (from[place] - 0.05 * gap * gap / 4 * slopes[place])) < 1e-8) }
        }
    }

    @Test func aStepOfTheEuclideanRivalIsTheGradients() throws {
        let (from, to) = try lastStep("euclidean-embeddings", ["learningRate": "0.05"])
        let slopes = gradient(from) { a, b in zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        for place in 0..<9 { #expect(abs(to[place] - (from[place] - 0.05 * slopes[place])) < 1e-8) }
    }

    /// With a rate that throws points out, they are set back to 1 − 10⁻⁵; while burning in, the rate is a tenth.
    @Test func pointsStayInside() throws {
        let problem = GivenHierarchy(6, dimension: 2, edges: [], closure: [(1, 0), (2, 0), (3, 1), (3, 0), (4, 2), (4, 0)])
        let run = try Plugin.run("poincare-embeddings", ["learningRate": "900.0", "epochs": "100", "burnIn": "0"], on: problem)
        for answer in run.points {
            let points = answer.dropFirst(3)
            for node in 0..<6 { #expect(squares(points[(points.startIndex + 2 * node)..<(points.startIndex + 2 * node + 2)]).squareRoot() <= 1 - 0.99e-5) }
        }
        let (slow, fast) = (
            try Plugin.run("poincare-embeddings", ["learningRate": "0.5", "epochs": "5", "burnIn": "5"], on: problem),
            try Plugin.run("poincare-embeddings", ["learningRate": "0.05", "epochs": "5", "burnIn": "0"], on: problem)
        )
        #expect(slow.points == fast.points)
    }

    /// Of a small tree what is above comes out nearest, and the root nearest to the middle, as in the paper's figures.
    @Test func aTreeIsReconstructed() throws {
        let closure = (1..<31).flatMap { node -> [(Int, Int)] in
            var pairs: [(Int, Int)] = [], above = node
            while above > 0 {
                above = (above - 1) / 2
                pairs.append((node, above))
            }
            return pairs
        }
        let run = try Plugin.run("poincare-embeddings", ["epochs": "600"], on: GivenHierarchy(31, dimension: 3, edges: [], closure: closure))
        let numbers = try #require(run.points.last)
        let found = try #require(HierarchyEmbedding(numbers: numbers, count: 31))
        let ranks = closure.map { node, above in
            let related = Set(closure.filter { $0.0 == node }.map(\.1))
            return 1 + (0..<31).count { $0 != node && !related.contains($0) && ballDistance(found, node, $0) < ballDistance(found, node, above) }
        }
        #expect(Double(ranks.reduce(0, +)) / Double(ranks.count) < 1.5)
        let norms = (0..<31).map { node in (0..<3).reduce(0) { $0 + found.coordinate(node, $1).high * found.coordinate(node, $1).high } }
        #expect(norms.firstIndex(of: norms.min() ?? 0) == 0)
    }

    /// Time is up in the middle of the first epoch, which takes some minutes over the pairs of a chain: what was learnt until then is the answer.
    @Test func anEpochEndsByTheBudget() throws {
        let signal = StopSignal(), count = 3000
        let closure = (1..<count).flatMap { node in (0..<node).map { (node, $0) } }
        let chain = GivenHierarchy(count, dimension: 10, edges: [], closure: closure, meter: Meter(stopSignal: signal))
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.5)
            signal.raise()
        }
        let run = try Plugin.run("poincare-embeddings", ["negatives": "100"], on: chain)
        #expect(run.stop == .timeUp && run.reports["loss"] == nil)
        #expect(run.points.count == 2)
    }

    @Test(arguments: ["poincare-embeddings", "euclidean-embeddings"]) func nothingAboveAnything(method: String) throws {
        for count in [1, 4] {
            let run = try Plugin.run(method, ["epochs": "3"], on: GivenHierarchy(count, dimension: 2, edges: []))
            #expect(run.points.last?.count == 3 + 2 * count)
        }
        // Both others are above node 2, and there is no negative.
        let run = try Plugin.run(method, ["epochs": "3"], on: GivenHierarchy(3, dimension: 2, edges: [], closure: [(2, 0), (2, 1)]))
        #expect(run.points.last?.allSatisfy(\.isFinite) == true)
    }
}
