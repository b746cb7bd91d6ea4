import AssayKit

/// Metadata filtering on an inverted file: vectors are put into clusters, and a query looks into the clusters of the
/// nearest centres for what its filter admits.
///
/// The inverted file is that of J. Sivic and A. Zisserman, "Video Google: A Text Retrieval Approach to Object Matching in
/// Videos" (ICCV 2003); with a check of each vector's metadata it is the shared index that multi-tenant databases use,
/// and Curator's first rival. Where the clusters looked into hold fewer than k that are admitted, it answers with fewer.
public struct FilteredIVF: Searcher {
    static let listCount = Option("listCount", default: 128, in: 1...65_536, unit: "clusters", "clusters that the vectors are put into")
    static let probeCount = Option("probeCount", default: 16, in: 1...65_536, unit: "clusters", "clusters that a query looks into")
    static let iterations = Option("iterations", default: 10, in: 1...1_000, unit: "iterations", "Lloyd's steps at the most")

    public static var card: Card {
        Card(
            id: "filtered-ivf", name: "Metadata-filtered inverted file", summary: "Looks into the clusters nearest to a query for the vectors that its filter admits.",
            paper: Paper(title: "Video Google: A Text Retrieval Approach to Object Matching in Videos", authors: "Josef Sivic, Andrew Zisserman", year: 2003),
            options: [listCount, probeCount, iterations],
            claims: [
                Claim(
                    "It finds most neighbours in a small part of the clusters, also under a filter.", paperValue: "commonly 0.9 and above at an eighth of them",
                    instance: "tenant-neighbors/clustered-20k", metric: "recall", expectation: .valueAtLeast(0.9))
            ])
    }

    private let listCount: Int
    private let probeCount: Int
    private let iterations: Int

    public init(_ options: Options) throws {
        listCount = options[Self.listCount]
        probeCount = options[Self.probeCount]
        iterations = options[Self.iterations]
    }

    public func search(_ space: any FilteredNeighbors, _ run: Run) throws {
        guard space.count > 0 else { return try space.serveFiltered { _, _, _, _ in } }
        var random = run.random()
        let quantizer = try CoarseQuantizer(
            try space.allVectors(), dimension: space.dimension, listCount: listCount, iterations: iterations, &random
        ) { try run.checkTime() }
        try space.serveFiltered { query, filter, k, neighbors in
            var nearest = NearestList(k)
            for cell in quantizer.probe(query, probeCount).entries {
                let admitted = quantizer.lists[Int(cell.index)].filter { space.admits(Int($0), filter) }
                try nearest.scan(admitted.span, from: query, in: space)
            }
            neighbors.append(nearest)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(FilteredIVF.self) }
