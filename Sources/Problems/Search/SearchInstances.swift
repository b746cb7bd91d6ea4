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
            id: "sat/uniform-3-5000", summary: "uniform random 3-SAT: 5,000 variables, 20,500 clauses; made by seed",
            source: .random(width: 3, variableCount: 5000, clauseCount: 20_500, isPlanted: false, seed: 1)),
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
        HierarchyInstance(id: "hierarchy/balanced-3-5", summary: "a balanced tree of 364 nodes, three below each, in 2 dimensions", source: .balanced(branching: 3, depth: 5), dimension: 2),
        HierarchyInstance(id: "hierarchy/random-500", summary: "a random recursive tree of 500 nodes in 2 dimensions; made by seed", source: .random(500), dimension: 2),
        HierarchyInstance.mammals(dimension: 2), HierarchyInstance.mammals(dimension: 5), HierarchyInstance.mammals(dimension: 10), HierarchyInstance.mammals(dimension: 50),
        PageRankInstance(id: "pagerank/karate", summary: "the 34 members of Zachary's karate club, 78 edges; every one is a source", source: .karate),
        PageRankInstance(
            id: "pagerank/blocks-10k", summary: "10,000 nodes in 50 hidden blocks, some 50,000 edges, 100 sources in batches of 20; made by seed",
            source: .blocks(StochasticBlocks(nodeCount: 10_000, blockCount: 50, degrees: (7, 3)))),
        PageRankInstance(
            id: "pagerank/attachment-10k", summary: "10,000 nodes by preferential attachment, 49,975 edges, 100 sources in batches of 20; made by seed",
            source: .attachment(PreferentialAttachment(nodeCount: 10_000, edgesPerNode: 5))),
        PageRankInstance(
            id: "pagerank/debian", summary: "the packages of this machine and what they depend on, 100 sources in batches of 20", source: .debian),
        NodeEmbeddingInstance(
            id: "node-embedding/karate", summary: "the 34 members of Zachary's karate club in 17 dimensions, judged by the club they went to, and by 7 of 78 edges",
            source: .karate, hasClasses: true),
        NodeEmbeddingInstance(
            id: "node-embedding/blocks-4k",
            summary: "4,000 nodes of some 20 edges each in 128 dimensions, judged by which of 20 hidden blocks they are of, and by a tenth of the edges; made by seed",
            source: .blocks(StochasticBlocks(nodeCount: 4_000, blockCount: 20, degrees: (8, 12))), hasClasses: true),
        NodeEmbeddingInstance(
            id: "node-embedding/attachment-10k", summary: "10,000 nodes by preferential attachment in 128 dimensions, judged by a tenth of 49,975 edges; made by seed",
            source: .attachment(PreferentialAttachment(nodeCount: 10_000, edgesPerNode: 5)), hasClasses: false),
        NodeEmbeddingInstance(
            id: "node-embedding/debian", summary: "the packages of this machine in 128 dimensions, judged by their sections, and by a tenth of what they depend on",
            source: .debian, hasClasses: true),
    ] + structures + FilteredInstance.all + FormulaInstance.shipped

    private static let structures: [any Instance] = [StructuralModel.Graph.uniform(2), .uniform(4), .scaleFree(4)].flatMap { graph in
        [(10, .gaussian), (20, .gaussian), (20, .exponential), (20, .gumbel), (50, .gaussian)].map { (count: Int, noise: StructuralModel.Noise) in
            StructureInstance.random(graph, count, noise)
        }
    }

    private static let overlapping = OverlappingVectors(count: 100_000, queryCount: 1_000, dimension: 64, clusterCount: 200)

    private static func gaussianClusters(dimension: Int) -> ClusteringInstance {
        ClusteringInstance(
            id: "clusters/gaussian-\(dimension)d",
            summary: "50,000 points in \(dimension) dimensions from 40 Gaussian clouds of different densities, and noise; made by seed"
        ) { .gaussians(50_000, dimension: dimension, groupCount: 40) }
    }
}
