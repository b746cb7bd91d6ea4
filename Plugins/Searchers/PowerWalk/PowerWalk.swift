import AssayKit

/// PowerWalk: Liu, Li, Lui and Cheng, "PowerWalk: Scalable Personalized PageRank via Random Walks with Vertex-Centric
/// Decomposition" (arXiv 1608.06054).
///
/// Offline: R short walks from every node, each ending at each step with the restart probability c; every node that a walk is
/// at is counted (full path), which gives the node's fingerprint, an unbiased estimate of its vector.
///
/// Online: the vector of a source is decomposed by π(v) = c·e(v) + (1 − c)·Σ P(v, w)·π(w) for so many rounds, which leaves
/// π(u) = s + Σ f(v)·π(v) with f sparse; then the fingerprints stand for the π(v). A batch of sources shares the
/// decomposition: in each round a node that several sources have come to is opened once, for all of them.
///
/// The paper runs this on a cluster of machines; here it is one thread. Shares are kept in single precision.
public struct PowerWalk: Searcher {
    static let walksPerNode = Option("walksPerNode", default: 100, in: 1...10_000, unit: "walks", "R, walks from every node for its fingerprint.")
    static let rounds = Option("rounds", default: 2, in: 0...100, unit: "rounds", "Times that a query's vector is decomposed; 0: its fingerprint is the answer.")

    public static var card: Card {
        Card(
            id: "powerwalk", name: "PowerWalk",
            summary: "Personalised PageRank from fingerprints of short walks, put together by decomposing the query's vector node by node.",
            paper: Self.paper, options: [walksPerNode, rounds],
            claims: [
                Claim(
                    "The vector that is put together at query time is much more accurate than its offline counterpart (abstract).",
                    paperValue: "much more accurate", instance: "pagerank/blocks-10k", rival: "full-path-walks", metric: "l1Error",
                    expectation: .ratioAtMost(0.5)),
                Claim(
                    "So it is on a graph of hubs.", paperValue: "much more accurate", instance: "pagerank/attachment-10k", rival: "full-path-walks",
                    metric: "l1Error", expectation: .ratioAtMost(0.5)),
                Claim(
                    "Outperforms the state of the art by orders of magnitude (abstract); here: power iteration's queries.",
                    paperValue: "orders of magnitude", instance: "pagerank/blocks-10k", rival: "power-iteration", metric: "queriesPerSecond",
                    expectation: .ratioAtLeast(10)),
                Claim(
                    "Responds to tens of thousands of queries on graphs with billions of edges in a few seconds (abstract).",
                    paperValue: "tens of thousands in a few seconds", instance: "pagerank/attachment-10k", metric: "queriesPerSecond",
                    expectation: .untestable("the figure is of a cluster of machines")),
            ])
    }

    static let paper = Paper(
        id: "P151", title: "PowerWalk: Scalable Personalized PageRank via Random Walks with Vertex-Centric Decomposition",
        authors: "Qin Liu, Zhenguo Li, John C. S. Lui, Jiefeng Cheng", year: 2016, arxiv: "1608.06054")

    private let walksPerNode: Int
    private let rounds: Int

    public init(_ options: Options) throws {
        walksPerNode = options[Self.walksPerNode]
        rounds = options[Self.rounds]
    }

    public func search(_ graph: any PersonalizedPageRank, _ run: Run) throws {
        var random = run.random()
        let fingerprints = try Fingerprints(graph, walksPerNode: walksPerNode, .fullPath, &random)
        try graph.serve(fingerprints) { fingerprints, sources, ranks in
            var residuals = SharedResiduals(sources, nodeCount: graph.nodeCount)
            for _ in 0..<rounds { try residuals.decompose(graph, &ranks) }
            residuals.drain { node, query, mass in
                let base = query * graph.nodeCount
                for place in fingerprints.begins[node]..<fingerprints.begins[node + 1] {
                    ranks[base + Int(fingerprints.nodes[place])] += mass * Double(fingerprints.shares[place])
                }
            }
        }
    }
}

/// What is left to decompose of a batch of queries: f of each, at the nodes where one has any.
struct SharedResiduals {
    private let nodeCount: Int
    private let queryCount: Int
    /// f of query q at node v, at `v * queryCount + q`.
    private var masses: [Double]
    /// The nodes at which a query has any, in the order they were come to.
    private var nodes: [Int] = []
    private var isNamed: [Bool]

    init(_ sources: Span<Int32>, nodeCount: Int) {
        self.nodeCount = nodeCount
        queryCount = sources.count
        masses = [Double](repeating: 0, count: nodeCount * queryCount)
        isNamed = [Bool](repeating: false, count: nodeCount)
        for query in sources.indices { put(1, at: Int(sources[query]), query) }
    }

    /// One round: of f(v) the share c goes to the vector, and the rest along v's edges. Each node's edges are read once.
    mutating func decompose(_ graph: any PersonalizedPageRank, _ ranks: inout MutableSpan<Double>) throws(Stop) {
        let restart = graph.restartProbability
        var leaving: [(node: Int, query: Int, mass: Double)] = []
        drain { leaving.append(($0, $1, $2)) }
        var begin = 0
        while begin < leaving.count {
            let node = leaving[begin].node
            var end = begin
            while end < leaving.count, leaving[end].node == node {
                ranks[leaving[end].query * nodeCount + node] += restart * leaving[end].mass
                end += 1
            }
            try graph.edges(of: node) { neighbors, weights in
                var total = 0.0
                for edge in weights.indices { total += weights[edge] }
                for edge in neighbors.indices {
                    let share = (1 - restart) * weights[edge] / total
                    for place in begin..<end { put(share * leaving[place].mass, at: Int(neighbors[edge]), leaving[place].query) }
                }
            }
            begin = end
        }
    }

    /// Hands over all that is left, node by node, and leaves none.
    mutating func drain(_ body: (_ node: Int, _ query: Int, _ mass: Double) -> Void) {
        for node in nodes {
            for query in 0..<queryCount where masses[node * queryCount + query] > 0 {
                body(node, query, masses[node * queryCount + query])
                masses[node * queryCount + query] = 0
            }
            isNamed[node] = false
        }
        nodes.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ mass: Double, at node: Int, _ query: Int) {
        if !isNamed[node] {
            isNamed[node] = true
            nodes.append(node)
        }
        masses[node * queryCount + query] += mass
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(PowerWalk.self, FullPathWalks.self, EndPointWalks.self)
}
