import AssayKit
import Testing

@Suite struct PageRankTests {
    private let fixture: GraphFixture
    init() throws { fixture = try GraphFixture.load() }

    private func path(_ batches: [[Int]], budget: Budget = Budget()) -> TestGraph { TestGraph(3, [(0, 1, 1), (1, 2, 1)], batches: batches, budget: budget) }
    private func directed(_ batches: [[Int]]? = nil) -> TestGraph {
        TestGraph(40, fixture.directed.edges.edgeList, isDirected: true, batches: batches ?? [fixture.directed.sources])
    }
    private func karate(_ batches: [[Int]]) -> TestGraph { TestGraph(34, fixture.karate.edges.edgeList, batches: batches) }

    private func difference(_ a: [Double]?, _ b: [Double]) -> Double { zip(a ?? [], b).reduce(a == nil ? .infinity : 0) { $0 + abs($1.0 - $1.1) } }

    /// By hand, with a = 0.85: π = (1 − a)e + aPᵀπ on the path 0 – 1 – 2. Of a hundred rounds a¹⁰⁰ = 8.8e-8 is left, which errs by
    /// its double at the most; of iterations 1e-14 · a/(1 − a); of pushes 1e-12 for each of the nodes' four ends of edges.
    @Test(arguments: [
        ("power-iteration", ["tolerance": "1e-14"], 1e-13), ("powerwalk", ["rounds": "100", "walksPerNode": "1"], 1.8e-7), ("forward-push", ["threshold": "1e-12"], 4e-12),
    ])
    func pathByHand(method: String, options: [String: String], tolerance: Double) throws {
        let graph = path([[0, 1]])
        try Plugin.run(method, options, on: graph)
        let a = 0.85
        #expect(difference(graph.vectors[0], [1 - a + a * a / (2 * (1 + a)), a / (1 + a), a * a / (2 * (1 + a))]) < tolerance)
        #expect(difference(graph.vectors[1], [a / (2 * (1 + a)), 1 / (1 + a), a / (2 * (1 + a))]) < tolerance)
    }

    /// With weights, one-way edges, a node that only leads to itself and one that nothing leads to.
    @Test func isWhatNetworkxSays() throws {
        let graph = directed()
        try Plugin.run("power-iteration", ["tolerance": "1e-14"], on: graph)
        // networkx ends at a change of 40 · 1e-16, which rounding lets it come to or not; both are within 1e-12.
        for (source, ranks) in zip(fixture.directed.sources, fixture.directed.ranks) { #expect(difference(graph.vectors[source], ranks) < 1e-12) }
        let karate = karate([fixture.karate.sources])
        try Plugin.run("power-iteration", ["tolerance": "1e-14"], on: karate)
        for (source, ranks) in zip(fixture.karate.sources, fixture.karate.ranks) { #expect(difference(karate.vectors[source], ranks) < 1e-12) }
    }

    @Test func powerIterationKeepsItsTolerance() throws {
        let graph = directed()
        try Plugin.run("power-iteration", ["tolerance": "0.01"], on: graph)
        for (source, ranks) in zip(fixture.directed.sources, fixture.directed.ranks) {
            let error = difference(graph.vectors[source], ranks)
            #expect(error <= 0.01 * 0.85 / 0.15)
            #expect(source == 39 || error > 1e-5, "it stops where it may")
        }
    }

    /// π(u) = s + Σ f(v)·π(v) with the fingerprints in the place of π(v), which the walks of the same seed give by themselves.
    @Test(arguments: [0, 1, 2, 5]) func answerIsTheDecompositionOfFingerprints(rounds: Int) throws {
        let walks = directed([Array(0..<40)])
        try Plugin.run("full-path-walks", ["walksPerNode": "20"], on: walks, seed: 3)
        let graph = directed([[0, 5], [17, 39]])
        try Plugin.run("powerwalk", ["walksPerNode": "20", "rounds": "\(rounds)"], on: graph, seed: 3)
        for source in fixture.directed.sources {
            var settled = [Double](repeating: 0, count: 40), left = settled
            left[source] = 1
            for _ in 0..<rounds {
                for node in 0..<40 { settled[node] += 0.15 * left[node] }
                left = graph.step(left).map { 0.85 * $0 }
            }
            for (node, mass) in left.enumerated() {
                for (other, share) in (walks.vectors[node] ?? []).enumerated() { settled[other] += mass * share }
            }
            #expect(difference(graph.vectors[source], settled) < 1e-13, "sums of 40 numbers in another order")
        }
        #expect(graph.indexBytes == walks.indexBytes)
    }

    /// Of a walk with L visits c·L has mean 1 and E[(cL)²] = 2 − c, and the share that end somewhere a variance of a quarter at the most.
    @Test(arguments: [("full-path-walks", 1.85.squareRoot()), ("end-point-walks", 0.5)])
    func walksAreUnbiased(method: String, deviation: Double) throws {
        let graph = TestGraph(3, [(0, 1, 3), (1, 2, 1)], batches: [[0, 1, 2]])
        try Plugin.run(method, ["walksPerNode": "10000"], on: graph, seed: 5)
        let exact = TestGraph(3, [(0, 1, 3), (1, 2, 1)], batches: [[0, 1, 2]])
        try Plugin.run("power-iteration", ["tolerance": "1e-14"], on: exact)
        for source in 0..<3 {
            for node in 0..<3 {
                let error = abs((graph.vectors[source]?[node] ?? .infinity) - (exact.vectors[source]?[node] ?? 0))
                #expect(error < 5 * deviation / 100, "five standard deviations, √10,000 being 100")
            }
        }
    }

    /// A walk that is counted where it ends is counted once; one that is counted everywhere, once more for each step that it took.
    @Test func whatIsCounted() throws {
        let ends = path([[0, 1, 2]]), visits = path([[0, 1, 2]])
        try Plugin.run("end-point-walks", ["walksPerNode": "64"], on: ends)
        try Plugin.run("full-path-walks", ["walksPerNode": "64"], on: visits)
        #expect(ends.meter.calls == visits.meter.calls, "the walks are the same")
        for source in 0..<3 { #expect(ends.vectors[source]?.reduce(0, +) == 1) }
        let counted = (0..<3).reduce(0) { $0 + (visits.vectors[$1] ?? []).reduce(0, +) } * 64 / 0.15
        #expect(abs(counted - Double(3 * 64 + (visits.meter.calls["edges"] ?? 0))) < 1e-3, "shares are in single precision")
    }

    /// Two leaves of a star come to its hub together: its edges are read once for both, and for each batch.
    @Test func batchesShareTheDecomposition() throws {
        func star(_ batches: [[Int]]) -> TestGraph { TestGraph(11, (1...10).map { (0, $0, 1) }, batches: batches) }
        let shared = star([[3, 4]]), apart = star([[3], [4]])
        for graph in [shared, apart] { try Plugin.run("powerwalk", ["rounds": "2"], on: graph) }
        #expect(shared.edgesWhileServing == 1 + 1 + 10)
        #expect(apart.edgesWhileServing == 2 * (1 + 10))
        for source in [3, 4] { #expect(difference(shared.vectors[source], apart.vectors[source] ?? []) < 1e-15) }
    }

    /// One push at the middle of the path: 0.425 at either end is less than ε · 1.
    @Test func onePushByHand() throws {
        let graph = path([[1]])
        let run = try Plugin.run("forward-push", ["threshold": "0.45"], on: graph)
        #expect(graph.vectors[1] == [0, 0.15, 0])
        #expect(abs((run.reports["residual"] ?? 0) - 0.85) < 1e-15)
        #expect(graph.edgesWhileServing == 2)
    }

    /// π = p + Σ r(v)·π(v): so p is nowhere more than π, all of r is missing in all of p, and on an undirected graph no node's
    /// error is more than ε times its edges (Andersen, Chung and Lang). No more than 1/(ε·c) edges are followed.
    @Test(arguments: [1e-2, 1e-3, 1e-5]) func pushKeepsItsInvariant(threshold: Double) throws {
        for (source, exact) in zip(fixture.karate.sources, fixture.karate.ranks) {
            let graph = karate([[source]])
            let run = try Plugin.run("forward-push", ["threshold": "\(threshold)"], on: graph)
            let estimate = try #require(graph.vectors[source])
            #expect(abs(1 - estimate.reduce(0, +) - (run.reports["residual"] ?? 0)) < 1e-12)
            for node in 0..<34 {
                #expect(estimate[node] <= exact[node] + 1e-12)
                #expect(exact[node] - estimate[node] <= threshold * Double(graph.degree(of: node)) + 1e-12)
            }
            #expect(Double(graph.edgesWhileServing) <= 1 / (threshold * 0.15))
        }
    }

    @Test(arguments: ["powerwalk", "power-iteration", "forward-push", "full-path-walks", "end-point-walks"])
    func aLoneNodeIsItself(method: String) throws {
        let graph = TestGraph(1, [(0, 0, 1)], batches: [[0]])
        try Plugin.run(method, on: graph)
        // Visits of a hundred walks vary by √0.85 / 10 of their mean.
        #expect(abs((graph.vectors[0]?.first ?? 0) - 1) < (method.contains("full") || method == "powerwalk" ? 0.5 : 2e-4))
    }

    @Test func aSpentBudgetIsAStop() throws {
        #expect(try Plugin.run("powerwalk", on: path([[0]], budget: Budget(calls: ["edges": 100]))).stop == .spent(.edges))
        #expect(try Plugin.run("power-iteration", on: path([[0]], budget: Budget(calls: ["edges": 100]))).stop == .spent(.edges))
    }

    @Test func sameSeedSameBytes() throws {
        func answer(_ seed: UInt64) throws -> [Double]? {
            let graph = directed()
            try Plugin.run("powerwalk", ["walksPerNode": "5"], on: graph, seed: seed)
            return graph.vectors[0]
        }
        #expect(try answer(1) == answer(1))
        #expect(try answer(1) != answer(2))
    }
}
