extension Catalog {
    static let search: [any Instance] = [
        NeighborsInstance(
            id: "neighbors/digits", summary: "1,597 handwritten digits of 64 pixels, 200 more as queries", source: .digits),
        NeighborsInstance(
            id: "neighbors/clustered-100k",
            summary: "100,000 vectors in 64 dimensions from 1,000 Gaussian clusters, 1,000 more as queries; made by seed",
            source: .clustered(ClusteredVectors(count: 100_000, queryCount: 1_000, dimension: 64, clusterCount: 1_000))),
        NeighborsInstance(
            id: "neighbors/overlapping-100k",
            summary: "100,000 vectors in 64 dimensions from 200 Gaussian clusters that lie within each other, 1,000 more as queries; made by seed",
            source: .overlapping(overlapping)),
        NeighborsInstance(
            id: "neighbors/factors-inner-product",
            summary: "20,000 items of a matrix factorisation in 32 dimensions, for 1,000 users the greatest inner products; made by seed",
            source: .factors(FactorVectors(count: 20_000, queryCount: 1_000, dimension: 32))),
        NeighborsInstance(
            id: "neighbors/sentences",
            summary: "all-MiniLM-L6-v2's embeddings of this machine's package descriptions by their cosine, every tenth as a query (run `make data` first)",
            source: .sentences),
        DiskNeighborsInstance(
            id: "disk-neighbors/overlapping-100k",
            summary: "the vectors of neighbors/overlapping-100k, to be searched from a disk with a quarter of their bytes in memory",
            source: .overlapping(overlapping)),
        DiskNeighborsInstance(
            id: "disk-neighbors/digits", summary: "1,597 handwritten digits to be searched from a disk with 1 MiB of memory", source: .digits),
        MedoidsInstance(id: "medoids/digits-10", medoidCount: 10),
        MedoidsInstance(id: "medoids/digits-100", medoidCount: 100),
        ClusteringInstance.digits,
        ClusteringInstance(id: "clusters/rings", summary: "3,000 points on three blurred rings, one inside the other; made by seed") {
            .rings(3_000, blur: 0.08)
        },
        gaussianClusters(dimension: 3), gaussianClusters(dimension: 10), gaussianClusters(dimension: 50),
        SignedGraphInstance(
            id: "multicut/digits", summary: "the complete graph of 1,797 handwritten digits: cosine from the mean less 0.4", source: .digits),
        SignedGraphInstance(
            id: "multicut/clustered-4k", summary: "the complete graph of 4,000 vectors in 32 dimensions from 100 Gaussian clusters: cosine from the mean less 0.4",
            source: .clustered(ClusteredVectors(count: 4000, queryCount: 0, dimension: 32, clusterCount: 100))),
        SignedGraphInstance(
            id: "multicut/planted-2000", summary: "2,000 nodes in 20 hidden blocks with some 29,000 edges, costs ±1 with normal errors of deviation 1.5; made by seed",
            source: .planted(PlantedPartition(nodeCount: 2000, blockCount: 20, edgeProbabilities: (0.1, 0.01), deviation: 1.5))),
        SatisfiabilityInstance(
            id: "sat/uniform-3-500", summary: "uniform random 3-SAT: 500 variables, 2,100 clauses; made by seed",
            source: .random(width: 3, variableCount: 500, clauseCount: 2100, isPlanted: false, seed: 1)),
        SatisfiabilityInstance(
            id: "sat/uniform-5-100", summary: "uniform random 5-SAT: 100 variables, 2,000 clauses; made by seed",
            source: .random(width: 5, variableCount: 100, clauseCount: 2000, isPlanted: false, seed: 1)),
        SatisfiabilityInstance(
            id: "sat/planted-3-5000", summary: "random 3-SAT around a hidden assignment: 5,000 variables, 21,000 clauses; made by seed",
            source: .random(width: 3, variableCount: 5000, clauseCount: 21_000, isPlanted: true, seed: 1)),
        SatisfiabilityInstance(
            id: "sat/pigeonhole-9", summary: "10 pigeons in 9 holes: 90 variables, 415 clauses, of which one at least stays unsatisfied", source: .pigeonhole(9)),
        DynamicSubsetInstance(
            id: "subset/licences", summary: "20 lines of the licences' text, of the last 2,000, that have the most different words", source: .licences,
            cardinality: 20, window: 2000),
        DynamicSubsetInstance(
            id: "subset/digits", summary: "10 handwritten digits, of the last 400, that 300 others are like: facility location", source: .digits, cardinality: 10,
            window: 400),
    ]

    private static let overlapping = OverlappingVectors(count: 100_000, queryCount: 1_000, dimension: 64, clusterCount: 200)

    private static func gaussianClusters(dimension: Int) -> ClusteringInstance {
        ClusteringInstance(
            id: "clusters/gaussian-\(dimension)d",
            summary: "50,000 points in \(dimension) dimensions from 40 Gaussian clouds of different densities, and noise; made by seed"
        ) { .gaussians(50_000, dimension: dimension, groupCount: 40) }
    }
}
