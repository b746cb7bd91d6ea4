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
        let dimension = space.dimension
        var random = run.random()
        let (centres, lists) = try build(space, &random)
        let rows = (0..<Int32(lists.count)).map { $0 }
        var distances = [Float](repeating: 0, count: lists.count)
        try space.serveFiltered { query, filter, k, neighbors in
            var span = distances.mutableSpan
            squaredDistances(from: query, to: rows.span, of: centres.span, dimension: dimension, into: &span)
            var probed = NearestList(probeCount)
            for list in rows { probed.insert(list, distances[Int(list)]) }
            var nearest = NearestList(k)
            for list in probed.entries.map(\.index) {
                let admitted = lists[Int(list)].filter { space.admits(Int($0), filter) }
                try nearest.scan(admitted.span, from: query, in: space)
            }
            neighbors.append(nearest)
        }
    }

    private func build(_ space: any FilteredNeighbors, _ random: inout Random) throws(Stop) -> (centres: [Float], lists: [[Int32]]) {
        let vectors = try space.allVectors()
        let clusters = VectorClusters(of: vectors, dimension: space.dimension, count: listCount, iterations: iterations, &random)
        var lists = [[Int32]](repeating: [], count: min(listCount, space.count))
        for (vector, list) in clusters.assignment.enumerated() { lists[list].append(Int32(vector)) }
        return (clusters.centres, lists)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(FilteredIVF.self) }
