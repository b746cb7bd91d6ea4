import AssayKit

/// Power iteration: x ← c·e(u) + (1 − c)·Pᵀx from e(u), until x changes by no more than the tolerance in sum.
///
/// Page, Brin, Motwani and Winograd, "The PageRank Citation Ranking: Bringing Order to the Web", Stanford InfoLab 1999-66, 1999.
/// The change shrinks by 1 − c at least in each iteration, so the error that is left is at most tolerance·(1 − c)/c.
public struct PowerIteration: Searcher {
    static let tolerance = Option("tolerance", default: 1e-6, in: 1e-14...1, "The change of an iteration, in sum, that is the last.")

    public static var card: Card {
        Card(
            id: "power-iteration", name: "Power iteration", summary: "Personalised PageRank to a tolerance, by passes over all edges.",
            paper: Paper(
                title: "The PageRank Citation Ranking: Bringing Order to the Web", authors: "Lawrence Page, Sergey Brin, Rajeev Motwani, Terry Winograd", year: 1999),
            options: [tolerance],
            claims: [
                Claim(
                    "It converges to the vector: to 1e-6 · 0.85/0.15 at the most with the default tolerance.", paperValue: "converges",
                    instance: "pagerank/attachment-10k", metric: "l1Error", expectation: .valueAtMost(6e-6)),
            ])
    }

    private let tolerance: Double
    public init(_ options: Options) throws { tolerance = options[Self.tolerance] }

    public func search(_ graph: any PersonalizedPageRank, _ run: Run) throws {
        let count = graph.nodeCount, restart = graph.restartProbability
        try graph.serve(NoIndex()) { _, sources, ranks in
            for query in sources.indices {
                let source = Int(sources[query])
                var current = [Double](repeating: 0, count: count)
                current[source] = 1
                while true {
                    var next = [Double](repeating: 0, count: count)
                    next[source] = restart
                    for node in 0..<count where current[node] > 0 {
                        try graph.edges(of: node) { neighbors, weights in
                            var total = 0.0
                            for edge in weights.indices { total += weights[edge] }
                            let share = (1 - restart) * current[node] / total
                            for edge in neighbors.indices { next[Int(neighbors[edge])] += share * weights[edge] }
                        }
                    }
                    var change = 0.0
                    for node in 0..<count { change += (next[node] - current[node]).magnitude }
                    current = next
                    if change <= tolerance { break }
                }
                for node in 0..<count { ranks[query * count + node] = current[node] }
            }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(PowerIteration.self) }
