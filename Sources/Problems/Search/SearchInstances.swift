extension Catalog {
    static let search: [any Instance] = [
        NeighborsInstance(
            id: "neighbors/digits", summary: "1,597 handwritten digits of 64 pixels, 200 more as queries", source: .digits),
        NeighborsInstance(
            id: "neighbors/clustered-100k",
            summary: "100,000 vectors in 64 dimensions from 1,000 Gaussian clusters, 1,000 more as queries; made by seed",
            source: .clustered(ClusteredVectors(count: 100_000, queryCount: 1_000, dimension: 64, clusterCount: 1_000))),
        MedoidsInstance(id: "medoids/digits-10", medoidCount: 10),
        MedoidsInstance(id: "medoids/digits-100", medoidCount: 100),
    ]
}
