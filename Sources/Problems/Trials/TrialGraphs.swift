import AssayKit

extension Trial {
    /// Small graphs, and odd ones. No vector at all errs by 1 in sum, and a source's own by up to 1.7.
    static let pageRanks = graphs.map { name, summary, set in
        let questions = PageRankQuestions(CompressedGraph(set))
        return Trial(
            id: "trial/pagerank" + name, summary: summary, demand: .solve(0.9), role: .searcher, problemType: PageRankProblem.self,
            metrics: PageRankScorer.metrics, defaultBudget: Budget(), problem: { PageRankProblem(questions, $0) }, scorer: { PageRankScorer(questions) })
    }

    /// Points that tell nothing have an area of a half.
    static let nodeEmbeddings = graphs.map { name, summary, set in
        let task = NodeEmbeddingTask(set, dimension: 8)
        return Trial(
            id: "trial/nodes" + name, summary: summary, demand: name.isEmpty ? .solve(0.6) : .answerOrRefuse, role: .searcher,
            problemType: NodeEmbeddingProblem.self, metrics: [NodeEmbeddingScorer.linkAUC], defaultBudget: Budget(calls: ["edges": 100_000]),
            problem: { NodeEmbeddingProblem(task, $0.meter) }, scorer: { NodeEmbeddingScorer(task) })
    }

    private static let graphs: [(String, String, EdgeSet)] = [
        ("", "120 nodes in 4 blocks", StochasticBlocks(nodeCount: 120, blockCount: 4, degrees: (10, 1)).make()),
        ("-one", "a single node", EdgeSet(nodeCount: 1, edges: [], isDirected: false)),
        ("-lone", "30 nodes without an edge", EdgeSet(nodeCount: 30, edges: [], isDirected: false)),
        ("-loops", "12 nodes, each with an edge to itself, and one to the next", EdgeSet(nodeCount: 12, edges: (0..<12).flatMap { [($0, $0, 1), ($0, ($0 + 1) % 12, 1)] }, isDirected: false)),
        ("-parts", "10 triangles apart from each other", EdgeSet(nodeCount: 30, edges: (0..<30).map { ($0, $0 % 3 == 2 ? $0 - 2 : $0 + 1, 1) }, isDirected: false)),
        ("-one-way", "a path of 20 nodes whose edges lead one way, to a dead end", EdgeSet(nodeCount: 20, edges: (0..<19).map { ($0, $0 + 1, 0.5 + Double($0)) }, isDirected: true)),
        ("-star", "a node that 40 others have their only edges with, of very different weights",
         EdgeSet(nodeCount: 41, edges: (1...40).map { (0, $0, power(2, Double($0 - 20))) }, isDirected: false)),
    ]
}
