import AssayKit
import Dispatch
import Synchronization

/// Knows the exact vectors and judges those of a method by them.
struct PageRankScorer: Scorer {
    static let metrics = [
        Metric("l1Error", better: .lower), Metric("topPrecision", better: .higher), Metric("queriesPerSecond", unit: "1/s", better: .higher),
        Metric("buildSeconds", unit: "s", better: .lower), Metric("indexBytes", unit: "B", better: .lower), Metric("edgesPerQuery", better: .lower),
    ]

    private let nodeCount: Int
    private let exact: [[Double]]
    /// k: 50, or a quarter of the nodes where they are few.
    private let top: Int

    init(_ questions: PageRankQuestions) {
        nodeCount = questions.graph.nodeCount
        top = min(50, (nodeCount + 3) / 4)
        exact = Self.exactVectors(questions)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("PageRank is answered by serving sources, not by an offer") }
        let served: ServedRanks
        do { served = try ServedRanks(encoded: bytes) } catch { throw InvalidAnswer("its answers are \(error)") }
        guard served.ranks.count == exact.count * nodeCount, served.querySeconds > 0 else {
            throw InvalidAnswer("\(served.ranks.count) ranks for \(exact.count) sources of \(nodeCount) nodes")
        }
        guard served.ranks.allSatisfy({ $0.isFinite && $0 >= 0 }) else { throw InvalidAnswer("a rank is negative or not finite") }
        var error = 0.0, precision = 0.0
        for (query, exact) in exact.enumerated() {
            let ranks = served.ranks[query * nodeCount..<(query + 1) * nodeCount]
            error += zip(ranks, exact).reduce(0) { $0 + abs($1.0 - $1.1) }
            precision += self.precision(Array(ranks), exact)
        }
        let count = Double(exact.count)
        return [
            "l1Error": error / count, "topPrecision": precision / count, "queriesPerSecond": count / served.querySeconds,
            "buildSeconds": served.buildSeconds, "indexBytes": Double(served.indexBytes), "edgesPerQuery": Double(served.edges) / count,
        ]
    }

    /// Which share of the k nodes of greatest rank are among the k nearest; of several of one rank those of less index count,
    /// and any node counts that is as near as the k-th but for rounding.
    private func precision(_ ranks: [Double], _ exact: [Double]) -> Double {
        let least = exact.sorted(by: >)[top - 1] - 1e-12
        let named = ranks.indices.sorted { (ranks[$1], $0) < (ranks[$0], $1) }.prefix(top)
        return Double(named.count { exact[$0] >= least }) / Double(top)
    }

    /// π = c Σ ((1 − c)Pᵀ)ᵗ e, of which what is left out after t terms sums to (1 − c)ᵗ: that of all nodes is below 1e-12.
    private static func exactVectors(_ questions: PageRankQuestions) -> [[Double]] {
        let sources = questions.sources
        let result = Mutex([[Double]](repeating: [], count: sources.count))
        let width = 8
        DispatchQueue.concurrentPerform(iterations: (sources.count + width - 1) / width) { part in
            let range = part * width..<min((part + 1) * width, sources.count)
            let vectors = exactVectors(questions.graph, range.map { Int(sources[$0]) })
            result.withLock { for (place, vector) in zip(range, vectors) { $0[place] = vector } }
        }
        return result.withLock { $0 }
    }

    /// Several vectors in one pass over the edges: node after node, the numbers of one node side by side.
    private static func exactVectors(_ graph: CompressedGraph, _ sources: [Int]) -> [[Double]] {
        let width = sources.count, c = PageRankQuestions.restartProbability
        let totals = (0..<graph.nodeCount).map { graph.weights[graph.begins[$0]..<graph.begins[$0 + 1]].reduce(0, +) }
        var sum = [Double](repeating: 0, count: graph.nodeCount * width)
        var term = sum
        for (place, source) in sources.enumerated() { term[source * width + place] = c }
        var left = 1.0
        while true {
            for index in sum.indices { sum[index] += term[index] }
            left *= 1 - c
            if left < 1e-13 { break }
            var next = [Double](repeating: 0, count: term.count)
            for node in 0..<graph.nodeCount where term[node * width..<(node + 1) * width].contains(where: { $0 > 0 }) {
                for edge in graph.begins[node]..<graph.begins[node + 1] {
                    let target = Int(graph.neighbors[edge]) * width, share = (1 - c) * graph.weights[edge] / totals[node]
                    for place in 0..<width { next[target + place] += share * term[node * width + place] }
                }
            }
            term = next
        }
        return (0..<width).map { place in (0..<graph.nodeCount).map { sum[$0 * width + place] } }
    }
}
