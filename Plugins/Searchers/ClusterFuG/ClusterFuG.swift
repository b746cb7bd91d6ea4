import AssayKit

/// ClusterFuG: greedy additive edge contraction on a complete graph whose costs are inner products of the nodes' features,
/// without the n² costs. A cluster's features are the sum of its nodes', and what may be contracted is looked for among
/// nearest neighbours, whose lists are kept up as clusters are joined.
///
/// Ahmed Abbas and Paul Swoboda, "ClusterFuG: Clustering Fully connected Graphs by Multicut", ICML 2023 (arXiv 2301.12159).
///
/// With `search` incremental each list has a bound on the costs outside of it, and a node is searched for again as soon as
/// its bound is as great as every edge known: so the edge contracted is always the greatest of the complete graph, and the
/// clusters are those of greedy additive edge contraction but for rounding. With `search` lazy the whole graph is
/// searched again only once no edge known attracts: fewer searches, in an order that is no longer the greedy one.
/// O(nd) for a node's search, and n numbers looked at for each contraction; memory O(n(d + k)).
///
/// Differences from the authors' program: searches are exact products of matrices, where it may use an approximate index; a
/// joined cluster's bound takes into account lists that are newer than its parts', where the program adds the bounds of the
/// two parts and may so miss an edge; a node whose list falls short is searched for when its bound comes up, not at once.
/// α is the instance's `offset`. The program's parallel variant is not here.
public struct ClusterFuG: Searcher {
    static let neighborCount = Option("neighborCount", default: 5, in: 1...1000, "k: how many nearest neighbours a search keeps.")
    static let searching = Option(
        "search", default: "incremental", of: ["incremental", "lazy"],
        "When neighbours are searched for again: as soon as a contraction might be missed, or once none is left.")

    public static var card: Card {
        Card(
            id: "clusterfug", name: "ClusterFuG",
            summary: "Greedy edge contraction on a complete graph through nearest neighbours of the nodes' features.",
            paper: Paper(
                id: "P365", title: "ClusterFuG: Clustering Fully connected Graphs by Multicut", authors: "Ahmed Abbas, Paul Swoboda", year: 2023,
                arxiv: "2301.12159"),
            options: [neighborCount, searching],
            claims: [
                Claim(
                    "Classical greedy contraction can be rewritten for the dense setting at no loss of quality (abstract).", paperValue: "the same objective",
                    instance: "multicut/digits", rival: "greedy-edge-contraction", metric: "disagreement", expectation: .ratioAtMost(1.000_001)),
                Claim(
                    "Greater efficiency than contraction on all n² edges (abstract).", paperValue: "tens of thousands of nodes",
                    instance: "multicut/clustered-4k", rival: "greedy-edge-contraction", metric: "seconds", expectation: .ratioAtMost(0.5)),
                Claim(
                    "Instance segmentation on Cityscapes and clustering of ImageNet show the merits (abstract).", paperValue: "empirical evidence",
                    instance: "multicut/digits", metric: "disagreement", expectation: .untestable("neither data set can be shipped")),
            ])
    }

    private let neighborCount: Int
    private let isLazy: Bool

    public init(_ options: Options) throws {
        neighborCount = options[Self.neighborCount]
        isLazy = options[Self.searching] == "lazy"
    }

    public func search(_ graph: any FactorizedGraph, _ run: Run) throws {
        let count = graph.nodeCount
        var features = Matrix(zeros: count, graph.dimension)
        var row = [Double](repeating: 0, count: graph.dimension)
        for node in 0..<count {
            var span = row.mutableSpan
            try graph.features(of: node, into: &span)
            features.entries.replaceSubrange(node * row.count..<(node + 1) * row.count, with: row)
        }
        var clusters = NeighborGraph(features, offset: graph.offset, neighborCount: neighborCount)
        var queue = PriorityQueue<Candidate>()
        try search(Array(0..<count), &clusters, &queue, run)

        var parents = Array(0..<count)
        var (contractions, searches) = (0, 1)
        while true {
            try run.checkTime()
            guard let next = queue.pop() else {
                // Lazy: whether anything attracts still is known only by looking at all that is left.
                guard isLazy, clusters.count > 1 else { break }
                try search(clusters.active, &clusters, &queue, run)
                searches += 1
                if queue.isEmpty { break }
                continue
            }
            guard let other = next.second else {
                if clusters.isActive(next.first), clusters.bound(of: next.first) == next.cost {
                    try search([next.first], &clusters, &queue, run)
                    searches += 1
                }
                continue
            }
            guard clusters.cost(next.first, other) == next.cost else { continue }
            for candidate in clusters.join(next.first, other) { push(candidate, to: &queue) }
            parents[other] = next.first
            contractions += 1
            if contractions.isMultiple(of: 1 + count / 8) { run.offer(roots(parents)) }
        }
        run.offer(roots(parents))
        run.report("clusters", Double(count - contractions))
        run.report("searches", Double(searches))
    }

    private func search(_ nodes: [Int], _ clusters: inout NeighborGraph, _ queue: inout PriorityQueue<Candidate>, _ run: Run) throws {
        // Blocks of nodes: the products of a block with all nodes are what is in memory at a time.
        for begin in stride(from: 0, to: nodes.count, by: 64) {
            try run.checkTime()
            for candidate in clusters.search(Array(nodes[begin..<min(begin + 64, nodes.count)])) { push(candidate, to: &queue) }
        }
    }

    private func push(_ candidate: Candidate, to queue: inout PriorityQueue<Candidate>) {
        if candidate.second == nil, isLazy { return }
        queue.push(candidate)
    }

    /// The node that each was at last joined to.
    private func roots(_ parents: [Int]) -> [Int] {
        var roots = parents
        for node in roots.indices {
            while roots[node] != parents[roots[node]] { roots[node] = parents[roots[node]] }
        }
        return roots
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ClusterFuG.self) }
