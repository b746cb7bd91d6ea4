import AssayKit

extension Trial {
    /// Small hierarchies. Placing points anywhere gives a node's few neighbours among all others a precision of a quarter or less.
    static let hierarchies = [
        ("", "a balanced tree of 31 nodes", 31, (1..<31).map { ($0, ($0 - 1) / 2) }), ("-one", "a single node", 1, []), ("-two", "one edge", 2, [(1, 0)]),
        ("-star", "a root with 20 children", 21, (1..<21).map { ($0, 0) }), ("-path", "a chain of 30 nodes", 30, (1..<30).map { ($0, $0 - 1) }),
        ("-apart", "two trees", 14, (1..<14).filter { $0 != 7 }.map { ($0, $0 < 7 ? ($0 - 1) / 2 : 7) }),
        ("-edgeless", "six nodes without an edge", 6, []), ("-diamond", "a node below two others", 4, [(1, 0), (2, 0), (3, 1), (3, 2)]),
    ].compactMap { (name: String, summary: String, count: Int, edges: [(Int, Int)]) -> Trial? in
        guard let taxonomy = try? Taxonomy(nodeCount: count, edges: edges.map { (child: $0.0, parent: $0.1) }) else { return nil }
        return Trial(
            id: "trial/hierarchy" + name, summary: summary, demand: name.isEmpty ? .solve(0.3) : .answerOrRefuse, role: .searcher,
            problemType: HierarchyProblem.self, metrics: EmbeddingScorer.metrics, defaultBudget: Budget(),
            problem: { HierarchyProblem(taxonomy, dimension: 2, $0.meter) }, scorer: { EmbeddingScorer(taxonomy, dimension: 2) })
    }
}
