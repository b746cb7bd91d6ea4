import AssayKit

/// An index for each tenant: one HNSW graph over the vectors that it has access to.
///
/// Fast, since a tenant's query meets no vector of others; and large, since a vector that many have access to is in as
/// many graphs. Links alone are counted here, as the space keeps the vectors.
public struct TenantHNSW: Searcher {
    static let connections = Option("M", default: 16, in: 2...256, unit: "links", "links that a new element gets on each layer; twice as many fit on the ground layer")
    static let constructionBreadth = Option("efConstruction", default: 100, in: 1...10_000, unit: "candidates", "candidates kept while an element's neighbours are searched")
    static let searchBreadth = Option("efSearch", default: 30, in: 1...100_000, unit: "candidates", "candidates kept while a query is answered; at least k are")

    public static var card: Card {
        Card(
            id: "tenant-hnsw", name: "One HNSW for each tenant", summary: "A proximity graph over each tenant's own vectors.",
            paper: Paper(
                title: "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs",
                authors: "Yu. A. Malkov, D. A. Yashunin", year: 2016, arxiv: "1603.09320"),
            options: [connections, constructionBreadth, searchBreadth],
            claims: [
                Claim(
                    "An index for each tenant favours search performance over a single shared one with filtering (Curator's abstract).",
                    paperValue: "faster than metadata filtering", instance: "tenant-neighbors/clustered-20k", rival: "hnsw", metric: "queriesPerSecond",
                    expectation: .ratioAtLeast(1)),
                Claim(
                    "The recall that goes with it.", paperValue: "0.95 and above", instance: "tenant-neighbors/clustered-20k", metric: "recall",
                    expectation: .valueAtLeast(0.95)),
            ])
    }

    private let parameters: NavigableGraph.Parameters
    private let searchBreadth: Int

    public init(_ options: Options) throws {
        parameters = NavigableGraph.Parameters(connections: options[Self.connections], constructionBreadth: options[Self.constructionBreadth])
        searchBreadth = options[Self.searchBreadth]
    }

    public func search(_ space: any TenantNeighbors, _ run: Run) throws {
        var graphs: [SubsetGraph] = []
        for (tenant, vectors) in space.vectorsByTenant.enumerated() {
            var random = run.random(stream: UInt64(tenant))
            graphs.append(try SubsetGraph(vectors, of: space, parameters, &random))
        }
        try space.serveFiltered { query, filter, k, neighbors in
            guard case .tenant(let tenant) = filter, graphs.indices.contains(tenant) else { return }
            let graph = graphs[tenant]
            for candidate in try graph.search(query, breadth: searchBreadth, k) { neighbors.append(Int(graph.members[Int(candidate.index)])) }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(TenantHNSW.self) }
