import AssayKit

extension Trial {
    /// Small signed graphs. Three bundles of nodes agree within and not without: a method that works finds them.
    static let signedGraphs = [
        ("", "12 nodes in three bundles", 12, 3), ("-one", "a single node", 1, 1), ("-joined", "8 nodes that all attract each other", 8, 1),
        ("-apart", "8 nodes that all repel each other", 8, 8),
    ].flatMap { (name: String, summary: String, count: Int, bundles: Int) -> [Trial] in
        var matrix = Matrix(zeros: count, bundles)
        for node in 0..<count { matrix[node, node % bundles] = 1 + 0.01 * Double(node) }
        let features = NodeFeatures(matrix, offset: 0.5)
        let edges = SignedEdges(
            nodeCount: count,
            edges: (0..<count).flatMap { source in (source + 1..<max(count, source + 1)).map { (source, $0, source % bundles == $0 % bundles ? 1 : -0.5) } })
        let metrics = [Metric("disagreement", better: .lower)]
        return [
            Trial(
                id: "trial/multicut-factorized" + name, summary: "the complete graph of " + summary, demand: .solve(1e-9), role: .searcher,
                problemType: FactorizedGraphProblem.self, metrics: metrics, defaultBudget: Budget(),
                problem: { FactorizedGraphProblem(features, $0.meter) }, scorer: { MulticutScorer(features, classes: nil) }),
            Trial(
                id: "trial/multicut" + name, summary: "a signed graph of " + summary, demand: .solve(1e-9), role: .searcher,
                problemType: SparseSignedGraphProblem.self, metrics: metrics, defaultBudget: Budget(),
                problem: { SparseSignedGraphProblem(edges, $0.meter) }, scorer: { MulticutScorer(edges, classes: nil) }),
        ]
    }
}
