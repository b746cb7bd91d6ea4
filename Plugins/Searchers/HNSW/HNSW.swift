import AssayKit

/// Hierarchical navigable small world graphs: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor
/// search using Hierarchical Navigable Small World graphs" (arXiv 1603.09320), algorithms 1 to 5.
///
/// The space keeps the vectors; the index is the graph alone. One list of neighbours is one batch of distances. On several
/// threads elements are inserted by rounds (`NavigableGraph.insertAll`).
public struct HNSW: Searcher {
    static let connections = Option("M", default: 16, in: 2...256, unit: "links", "links that a new element gets on each layer; twice as many fit on the ground layer")
    static let constructionBreadth = Option("efConstruction", default: 200, in: 1...10_000, unit: "candidates", "candidates kept while an element's neighbours are searched")
    static let searchBreadth = Option("efSearch", default: 50, in: 1...100_000, unit: "candidates", "candidates kept while a query is answered; at least k are")
    static let extend = Option("extendCandidates", default: false, "also consider the candidates' own neighbours (algorithm 4); helps only extremely clustered data")
    static let keepPruned = Option("keepPrunedConnections", default: false, "fill up with discarded candidates (algorithm 4), so that every element has its full number of links")

    public static var card: Card {
        Card(
            id: "hnsw", name: "HNSW",
            summary: "Greedy search down a hierarchy of proximity graphs whose links are chosen for diversity.",
            paper: Paper(
                id: "P315", title: "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs",
                authors: "Yu. A. Malkov, D. A. Yashunin", year: 2016, arxiv: "1603.09320"),
            options: [connections, constructionBreadth, searchBreadth, extend, keepPruned],
            claims: [
                Claim(
                    "High recall with orders of magnitude fewer distance computations than comparing with all vectors (section 5).",
                    paperValue: "over ten times fewer at recall 0.9 and above", instance: "neighbors/clustered-100k", rival: "exact-search",
                    metric: "distancesPerQuery", expectation: .ratioAtMost(0.1)),
                Claim(
                    "The recall that goes with it.", paperValue: "0.95 and above", instance: "neighbors/clustered-100k", metric: "recall",
                    expectation: .valueAtLeast(0.95)),
            ])
    }

    private let parameters: NavigableGraph.Parameters
    private let searchBreadth: Int

    public init(_ options: Options) throws {
        parameters = NavigableGraph.Parameters(
            connections: options[Self.connections], constructionBreadth: options[Self.constructionBreadth],
            extendsCandidates: options[Self.extend], keepsPruned: options[Self.keepPruned])
        searchBreadth = options[Self.searchBreadth]
    }

    public func search(_ space: any NearestNeighbors, _ run: Run) throws {
        guard space.count > 0 else { return try space.serve { _, _, _ in } }
        var random = run.random()
        let graph = NavigableGraph(count: space.count, parameters, &random)
        try graph.insertAll(run) { element, others, distances throws(Stop) in
            try space.distances(from: element, to: others, into: &distances)
        }
        run.report("layers", Double(graph.topLayer + 1))
        run.report("links", Double(graph.linkCount))

        // Algorithm 5: down to the ground with one candidate, there with efSearch of them.
        let searches = (0..<run.threads).map { _ in graph.makeSearch() }
        try space.serve(run) { query, k, neighbors, thread in
            let search = searches[thread]
            try graph.search(breadth: max(searchBreadth, k), in: search) { others, distances throws(Stop) in
                try space.distances(from: query, to: others, into: &distances)
            }
            for candidate in search.found(k) { neighbors.append(Int(candidate.index)) }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(HNSW.self) }
