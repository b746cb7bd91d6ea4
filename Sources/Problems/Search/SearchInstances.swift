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
        ClusteringInstance.digits,
        ClusteringInstance(id: "clusters/rings", summary: "3,000 points on three blurred rings, one inside the other; made by seed") {
            .rings(3_000, blur: 0.08)
        },
        gaussianClusters(dimension: 3), gaussianClusters(dimension: 10), gaussianClusters(dimension: 50),
    ]

    private static func gaussianClusters(dimension: Int) -> ClusteringInstance {
        ClusteringInstance(
            id: "clusters/gaussian-\(dimension)d",
            summary: "50,000 points in \(dimension) dimensions from 40 Gaussian clouds of different densities, and noise; made by seed"
        ) { .gaussians(50_000, dimension: dimension, groupCount: 40) }
    }
}
