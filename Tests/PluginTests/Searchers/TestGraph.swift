import AssayKit
import Foundation

/// A graph that a test knows all of, with either of its tasks.
final class TestGraph: PersonalizedPageRank, NodeEmbedding {
    let meter: Meter
    let dimension: Int
    let restartProbability = 0.15
    /// Of each node what its edges lead to, ascending, and their weights.
    let edges: [[(node: Int, weight: Double)]]
    let batches: [[Int]]
    private(set) var vectors: [Int: [Double]] = [:]
    private(set) var indexBytes = 0
    private(set) var edgesWhileServing = 0

    init(_ count: Int, _ list: [(Int, Int, Double)], isDirected: Bool = false, dimension: Int = 2, batches: [[Int]] = [], budget: Budget = Budget()) {
        meter = Meter(budget)
        self.dimension = dimension
        self.batches = batches
        var edges = [[(node: Int, weight: Double)]](repeating: [], count: count)
        for (source, target, weight) in list {
            edges[source].append((target, weight))
            if !isDirected, source != target { edges[target].append((source, weight)) }
        }
        self.edges = edges.map { $0.sorted { $0.node < $1.node } }
    }

    var nodeCount: Int { edges.count }
    func degree(of node: Int) -> Int { edges[node].count }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        let neighbors = edges[node].map { Int32($0.node) }, weights = edges[node].map(\.weight)
        body(neighbors.span, weights.span)
    }

    func findNeighbor(of node: Int, at share: Double, _ receipt: borrowing Receipt) -> Int {
        var rest = share * edges[node].reduce(0) { $0 + $1.weight }
        for (neighbor, weight) in edges[node] {
            rest -= weight
            if rest < 0 { return neighbor }
        }
        return edges[node][edges[node].count - 1].node
    }

    func serve<Index: Transferable>(_ index: Index, _ answer: (Index, Span<Int32>, inout MutableSpan<Double>) throws -> Void) throws {
        indexBytes = index.encoded.count
        // What answers is what the bytes hold.
        let index = try Index(encoded: index.encoded)
        let before = meter.calls["edges"] ?? 0
        for batch in batches {
            let sources = batch.map { Int32($0) }
            var ranks = [Double](repeating: 0, count: batch.count * nodeCount)
            var span = ranks.mutableSpan
            try answer(index, sources.span, &span)
            for (place, source) in batch.enumerated() { vectors[source] = Array(ranks[place * nodeCount..<(place + 1) * nodeCount]) }
        }
        edgesWhileServing = (meter.calls["edges"] ?? 0) - before
    }

    /// One step of a walk from each node with the shares that are given.
    func step(_ shares: [Double]) -> [Double] {
        var next = [Double](repeating: 0, count: nodeCount)
        for (node, share) in shares.enumerated() {
            let total = edges[node].reduce(0) { $0 + $1.weight }
            for (neighbor, weight) in edges[node] { next[neighbor] += share * weight / total }
        }
        return next
    }
}

/// What graphs.json holds.
struct GraphFixture: Decodable {
    struct Ranks: Decodable {
        let edges: [[Double]]
        let sources: [Int]
        let ranks: [[Double]]
    }
    struct Projection: Decodable {
        let edges: [[Double]]
        let alphas: [Double]
        let beta: Double
        let inverseOfPL: [[Double]]
        let S: [[Double]]
    }
    let directed: Ranks
    let karate: Ranks
    let fastrp: Projection

    static func load() throws -> GraphFixture {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/graphs.json")
        return try JSONDecoder().decode(GraphFixture.self, from: Data(contentsOf: file))
    }
}

extension Array<[Double]> {
    var edgeList: [(Int, Int, Double)] { map { (Int($0[0]), Int($0[1]), $0.count > 2 ? $0[2] : 1) } }
}
