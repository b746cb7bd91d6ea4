import AssayKit
import Testing

@Suite struct MulticutTests {
    /// Costs are not equal, so the greedy contractions are one sequence, and all three must end in the same clusters.
    @Test(arguments: UInt64(1)...30, [1, 3, 40])
    func isGreedyContractionOfTheWholeGraph(seed: UInt64, k: Int) throws {
        let graph = FeatureGraph(seed: seed)
        let expected = graph.greedyContraction()
        let partitions = [
            try Plugin.run("greedy-edge-contraction", on: graph), try Plugin.run("clusterfug", ["neighborCount": "\(k)"], on: graph),
        ].map { partition($0.selections.last ?? []) }
        #expect(partitions == [expected, expected])
    }

    /// Whatever the order, it ends only where no two clusters attract each other: Σ c between any two of them is not positive.
    @Test(arguments: ["incremental", "lazy"], UInt64(1)...20)
    func noTwoClustersAttractEachOther(search: String, seed: UInt64) throws {
        let graph = FeatureGraph(seed: seed)
        let run = try Plugin.run("clusterfug", ["neighborCount": "2", "search": search], on: graph)
        let clusters = partition(try #require(run.selections.last))
        #expect(Double(clusters.count) == run.reports["clusters"])
        for (place, cluster) in clusters.enumerated() {
            for other in clusters[..<place] {
                let cost = cluster.reduce(0) { sum, node in sum + other.reduce(0) { $0 + graph.cost(node, $1) } }
                #expect(cost <= 1e-9, "rounding of some hundred terms of size 1 at the most")
            }
        }
    }

    /// A search of each node at the beginning, and then only where a contraction might be missed.
    @Test func lazySearchesLess() throws {
        let graph = FeatureGraph(count: 200, seed: 5)
        let searches = try ["incremental", "lazy"].map { try #require(try Plugin.run("clusterfug", ["search": $0], on: graph).reports["searches"]) }
        #expect(searches[1] < searches[0])
        #expect(graph.meter.calls == ["vectors": 400])
    }

    /// By hand: 0-1 (3) goes first. 2 then has 2 − 4 = −2 with the pair, and 1 with node 3: {0, 1}, {2, 3}.
    @Test func addsUpParallelEdges() throws {
        let graph = EdgeGraph(count: 4, [(0, 1, 3), (0, 2, 2), (1, 2, -4), (2, 3, 1)])
        let run = try Plugin.run("greedy-edge-contraction", on: graph)
        #expect(partition(try #require(run.selections.last)) == [[0, 1], [2, 3]])
        #expect(run.reports["clusters"] == 2)
        #expect(graph.meter.calls == ["edges": 8])
    }

    @Test func aSpentBudgetIsAStop() throws {
        let graph = FeatureGraph(seed: 1, budget: Budget(calls: ["vectors": 10]))
        #expect(try Plugin.run("clusterfug", on: graph).stop == .spent(.vectors))
    }

    /// Clusters as sets of nodes, each ascending, in the order of their first.
    private func partition(_ labels: [Int]) -> [[Int]] {
        Dictionary(grouping: labels.indices, by: { labels[$0] }).values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}

/// A complete graph of random features whose nodes form loose bundles.
private final class FeatureGraph: FactorizedGraph {
    let meter: Meter
    let features: [[Double]]
    let offset = 0.3

    init(count: Int = 60, seed: UInt64, budget: Budget = Budget()) {
        meter = Meter(budget)
        var random = Random(seed: seed)
        let centers = (0..<7).map { _ in (0..<5).map { _ in random.normal() } }
        features = (0..<count).map { node in centers[node % 7].map { 0.6 * ($0 + 0.7 * random.normal()) } }
    }

    var nodeCount: Int { features.count }
    var dimension: Int { 5 }
    func degree(of node: Int) -> Int { nodeCount - 1 }
    func cost(_ a: Int, _ b: Int) -> Double { zip(features[a], features[b]).reduce(-offset) { $0 + $1.0 * $1.1 } }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        let others = (0..<nodeCount).filter { $0 != node }
        let neighbors = others.map { Int32($0) }, costs = others.map { cost(node, $0) }
        body(neighbors.span, costs.span)
    }

    func copyFeatures(of node: Int, into target: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for axis in 0..<dimension { target[axis] = features[node][axis] }
    }

    /// By its definition: of all pairs of clusters the one with the greatest sum of costs is joined, while that is positive.
    func greedyContraction() -> [[Int]] {
        var clusters = (0..<nodeCount).map { [$0] }
        var costs = (0..<nodeCount).map { a in (0..<nodeCount).map { cost(a, $0) } }
        while true {
            var best = (cost: 0.0, a: 0, b: 0)
            for a in clusters.indices {
                for b in clusters.indices where b > a && costs[a][b] > best.cost { best = (costs[a][b], a, b) }
            }
            guard best.cost > 0 else { return clusters.map { $0.sorted() }.sorted { $0[0] < $1[0] } }
            clusters[best.a] += clusters[best.b]
            clusters.remove(at: best.b)
            for c in costs.indices {
                costs[best.a][c] += costs[best.b][c]
                costs[c][best.a] = costs[best.a][c]
            }
            costs.remove(at: best.b)
            for c in costs.indices { costs[c].remove(at: best.b) }
        }
    }
}

private final class EdgeGraph: SignedGraph {
    let meter = Meter()
    let nodeCount: Int
    private let rows: [[(neighbor: Int, cost: Double)]]

    init(count: Int, _ edges: [(Int, Int, Double)]) {
        nodeCount = count
        rows = (0..<count).map { node in
            edges.filter { $0.0 == node || $0.1 == node }.map { ($0.0 == node ? $0.1 : $0.0, $0.2) }.sorted { $0.0 < $1.0 }
        }
    }

    func degree(of node: Int) -> Int { rows[node].count }
    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        let neighbors = rows[node].map { Int32($0.neighbor) }, costs = rows[node].map(\.cost)
        body(neighbors.span, costs.span)
    }
}
