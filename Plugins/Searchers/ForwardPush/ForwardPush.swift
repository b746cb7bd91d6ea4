import AssayKit

/// Forward push, local: Andersen, Chung and Lang, "Local Graph Partitioning using PageRank Vectors", FOCS 2006.
///
/// An estimate p and a residual r begin as 0 and e(u), and a push at v moves c·r(v) to p(v), and the rest along v's edges,
/// which keeps π(u) = p + Σ r(v)·π(v). It pushes, first come first served, wherever r(v) ≥ ε·d(v), d being the number of
/// edges, so that no more than 1/(ε·c) edges are followed whatever the graph. On an undirected graph without weights
/// the error at each node is then less than ε·d.
///
/// The paper pushes a lazy walk, which stays at a node every other time; this is the usual walk, as PageRank is defined here.
public struct ForwardPush: Searcher {
    static let threshold = Option("threshold", default: 1e-5, in: 1e-12...1, "ε, the residual for each edge of a node from which on it is pushed.")

    public static var card: Card {
        Card(
            id: "forward-push", name: "Forward push", summary: "Personalised PageRank by pushing residuals where they are large, and nowhere else.",
            paper: Paper(title: "Local Graph Partitioning using PageRank Vectors", authors: "Reid Andersen, Fan Chung, Kevin Lang", year: 2006),
            options: [threshold],
            claims: [
                Claim(
                    "No more than 1/(ε·c) edges are followed, whatever the size of the graph (lemma 2): 666,667 with the default.", paperValue: "1/(ε·α)",
                    instance: "pagerank/attachment-10k", metric: "edgesPerQuery", expectation: .valueAtMost(666_667)),
            ])
    }

    private let threshold: Double
    public init(_ options: Options) throws { threshold = options[Self.threshold] }

    public func search(_ graph: any PersonalizedPageRank, _ run: Run) throws {
        let count = graph.nodeCount, restart = graph.restartProbability
        try graph.serve(NoIndex()) { _, sources, ranks in
            var left = 0.0
            for query in sources.indices {
                var residuals = [Double](repeating: 0, count: count)
                var isQueued = [Bool](repeating: false, count: count)
                var queue = [Int(sources[query])], first = 0
                residuals[queue[0]] = 1
                isQueued[queue[0]] = true
                while first < queue.count {
                    let node = queue[first]
                    first += 1
                    isQueued[node] = false
                    let mass = residuals[node]
                    guard mass >= threshold * Double(graph.degree(of: node)) else { continue }
                    residuals[node] = 0
                    ranks[query * count + node] += restart * mass
                    try graph.edges(of: node) { neighbors, weights in
                        var total = 0.0
                        for edge in weights.indices { total += weights[edge] }
                        for edge in neighbors.indices {
                            let neighbor = Int(neighbors[edge])
                            residuals[neighbor] += (1 - restart) * mass * weights[edge] / total
                            if !isQueued[neighbor], residuals[neighbor] >= threshold * Double(graph.degree(of: neighbor)) {
                                isQueued[neighbor] = true
                                queue.append(neighbor)
                            }
                        }
                    }
                }
                left += residuals.reduce(0, +)
            }
            run.report("residual", left / Double(sources.count))
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ForwardPush.self) }
