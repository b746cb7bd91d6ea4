import AssayKit

/// Compares every query with every vector: always right, and what every index must beat.
public struct ExactSearch: Searcher {
    public static var card: Card {
        Card(
            id: "exact-search", name: "Exact search", summary: "Compares every query with every vector.",
            claims: [
                Claim(
                    "It finds the true neighbours, all of them.", paperValue: "by definition", instance: "neighbors/clustered-100k", metric: "recall",
                    expectation: .valueAtLeast(1))
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ space: any NearestNeighbors, _ run: Run) throws {
        let indices = (0..<space.count).map { Int32($0) }
        try space.serve { query, k, neighbors in
            var nearest = NearestList(k)
            try nearest.scan(indices.span, from: query, in: space)
            neighbors.append(nearest)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ExactSearch.self) }
