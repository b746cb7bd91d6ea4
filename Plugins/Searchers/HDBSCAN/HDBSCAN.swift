import AssayKit

/// Accelerated HDBSCAN*: McInnes and Healy, "Accelerated Hierarchical Density Based Clustering" (arXiv 1705.07321).
///
/// 1. Core distances: how far each point's k-th neighbour is, by a search of a space tree.
/// 2. The minimum spanning tree under the mutual reachability distance max(core(a), core(b), d(a, b)), by Borůvka's rounds,
///    in each of which one traversal of the tree against itself finds every component's nearest point outside it.
/// 3. The single-linkage hierarchy of that tree, condensed: parts smaller than a cluster fall out of what they leave.
/// 4. Of the condensed tree the clusters that hold together longest, those of greatest excess of mass; the rest is noise.
///
/// A point is not its own neighbour, as in the authors' library. Mutual reachability distances tie often, a core distance
/// being several edges' weight: here ties go to the shorter distance, then to the lower indices, so that there is one
/// spanning tree, and the answer depends on the points alone. The paper leaves the order open.
///
/// O(n log n) distances where the dimension is low and the data are spread well; O(n²) at worst.
public struct HDBSCAN: Searcher {
    static let tree = Option("tree", default: "kd", of: ["kd", "ball"], "The space tree: boxes split at the median of their widest axis, or balls around such parts, for many axes.")
    static let leafSize = Option("leafSize", default: 24, in: 1...10_000, unit: "points", "Points at the most that the tree does not divide further.")

    public static var card: Card {
        Card(
            id: "hdbscan", name: "Accelerated HDBSCAN*",
            summary: "Density clustering at all scales: a spanning tree of mutual reachability by dual-tree Borůvka, condensed, and its most stable clusters.",
            paper: Paper(
                id: "P361", title: "Accelerated Hierarchical Density Clustering", authors: "Leland McInnes, John Healy", year: 2017, arxiv: "1705.07321"),
            options: DensityOptions.all + [tree, leafSize],
            claims: [
                Claim(
                    "The clusters of HDBSCAN*, exactly.", paperValue: "the same clusters", instance: "clusters/digits",
                    rival: "hdbscan-brute-force", metric: "adjustedRandIndex", expectation: .ratioAtLeast(1)),
                Claim(
                    "In much less time than all pairs of points take.", paperValue: "asymptotically better than O(n²)",
                    instance: "clusters/gaussian-3d", rival: "hdbscan-brute-force", metric: "seconds", expectation: .ratioAtMost(0.1)),
                Claim(
                    "Clusters of variable density are found (abstract).", paperValue: "supported", instance: "clusters/gaussian-10d",
                    metric: "adjustedRandIndex", expectation: .valueAtLeast(0.95)),
                Claim(
                    "Performance comparable to DBSCAN's (abstract).", paperValue: "comparable", instance: "clusters/gaussian-3d",
                    metric: "seconds", expectation: .untestable("no DBSCAN is shipped")),
            ])
    }

    private let density: DensityOptions
    private let isBall: Bool
    private let leafSize: Int

    public init(_ options: Options) throws {
        density = DensityOptions(options)
        isBall = options[Self.tree] == "ball"
        leafSize = options[Self.leafSize]
    }

    public func search(_ space: any Clustering, _ run: Run) throws {
        guard space.count > 1 else { return run.offer([Int](repeating: -1, count: space.count)) }
        var tree: PointTree?
        try space.points { tree = PointTree($0, dimension: space.dimension, leafSize: leafSize, isBall: isBall) }
        guard let tree else { return }
        let lists = NeighborLists(tree, neighborCount: min(density.minSamples, space.count - 1))
        try lists.search(space, run)
        let edges = try DualTreeBoruvka(tree, lists).spanningTree(space, run)
        density.offerClusters(edges, pointCount: space.count, run)
    }
}

/// HDBSCAN* by its definition (Campello, Moulavi and Sander, "Density-Based Clustering Based on Hierarchical Density
/// Estimates", PAKDD 2013): all n² distances, and Prim's algorithm. What the accelerated one must equal and outrun.
public struct BruteForceHDBSCAN: Searcher {
    public static var card: Card {
        Card(
            id: "hdbscan-brute-force", name: "HDBSCAN* by all pairs", summary: "HDBSCAN* from all distances, the spanning tree by Prim's algorithm.",
            paper: Paper(
                title: "Density-Based Clustering Based on Hierarchical Density Estimates", authors: "Ricardo J. G. B. Campello, Davoud Moulavi, Jörg Sander",
                year: 2013),
            options: DensityOptions.all,
            claims: [
                Claim(
                    "It finds clusters of any shape. Tested on three rings, one inside the other.", paperValue: "outperforms other density-based methods",
                    instance: "clusters/rings", metric: "adjustedRandIndex", expectation: .valueAtLeast(0.95)),
                Claim(
                    "So it does where k-means cannot. Tested for at least twice its information about the rings.", paperValue: "clusters of any shape",
                    instance: "clusters/rings", rival: "k-means", metric: "normalizedMutualInformation", expectation: .ratioAtLeast(2)),
            ])
    }

    private let density: DensityOptions

    public init(_ options: Options) throws { density = DensityOptions(options) }

    public func search(_ space: any Clustering, _ run: Run) throws {
        guard space.count > 1 else { return run.offer([Int](repeating: -1, count: space.count)) }
        let edges = try primSpanningTree(space, neighborCount: min(density.minSamples, space.count - 1))
        density.offerClusters(edges, pointCount: space.count, run)
    }
}

/// What both methods are told, and what both do with the spanning tree.
struct DensityOptions {
    static let minClusterSize = Option("minClusterSize", default: 15, in: 2...1_000_000, unit: "points", "Points that make a cluster; fewer that split off have fallen out of one.")
    static let minSamples = Option("minSamples", default: 0, in: 0...10_000, unit: "points", "k, the neighbour whose distance is a point's core distance; 0: as many as minClusterSize.")
    static let all: [any OptionDescribing] = [minClusterSize, minSamples]

    let minClusterSize: Int
    let minSamples: Int

    init(_ options: Options) {
        minClusterSize = options[Self.minClusterSize]
        minSamples = options[Self.minSamples] == 0 ? minClusterSize : options[Self.minSamples]
    }

    func offerClusters(_ edges: [Edge], pointCount: Int, _ run: Run) {
        run.report("treeLength", edges.reduce(0) { $0 + $1.weight.squareRoot() })
        let condensed = CondensedTree(Dendrogram(edges, pointCount: pointCount), minClusterSize: minClusterSize)
        let labels = condensed.labels(of: condensed.excessOfMass())
        run.report("clusters", Double(Set(labels).subtracting([-1]).count))
        run.offer(labels)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(HDBSCAN.self, BruteForceHDBSCAN.self) }
