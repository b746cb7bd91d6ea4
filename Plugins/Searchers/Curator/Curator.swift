import AssayKit

/// Curator: Jin, Wu, Hu, Maggs, Zhang and Zhuo, "Curator: Efficient Indexing for Multi-Tenant Vector Databases"
/// (arXiv 2401.07119).
///
/// One clustering tree over all vectors, whose nodes have a Bloom filter of the tenants below them and short lists of single
/// tenants' vectors: each tenant has a clustering tree of its own that way, fitted to where its vectors are, and all share
/// the centres. Vectors are inserted tenant by tenant once the tree was trained, as the paper does. A query goes down from
/// the root, nearest centre first, where the filters say that the tenant has vectors, until the short lists met hold γ₁γ₂k
/// of them; of these lists the nearest, up to γ₂k vectors, are measured.
///
/// The queries here come after all insertions, and nothing is deleted: the paper's deletion, and the merging of short lists
/// and renewal of filters that belong to it, are not here. A leaf keeps all short lists, however long.
public struct Curator: Searcher {
    static let branching = Option("branching", default: 16, in: 2...256, "children of a node of the clustering tree")
    static let leafSize = Option("leafSize", default: 128, in: 1...1_000_000, unit: "vectors", "a node of no more vectors is a leaf")
    static let iterations = Option("iterations", default: 10, in: 1...1_000, unit: "iterations", "Lloyd's steps at the most for each node")
    static let shortlistSize = Option("shortlistSize", default: 64, in: 1...1_000_000, unit: "vectors", "a longer short list is split among the children")
    static let falsePositiveShare = Option("falsePositiveShare", default: 0.01, in: 0.000_001...0.9, "of a Bloom filter that holds all tenants")
    static let gamma1 = Option("gamma1", default: 4, in: 1...1_000, "γ₁: how many times as many vectors are looked for as are measured")
    static let gamma2 = Option("gamma2", default: 32, in: 1...100_000, "γ₂: how many times k vectors are measured")

    public static var card: Card {
        Card(
            id: "curator", name: "Curator", summary: "One clustering tree that all tenants share, and in it a tree of short lists for each tenant.",
            paper: Paper(
                id: "P371", title: "Curator: Efficient Indexing for Multi-Tenant Vector Databases",
                authors: "Yicheng Jin, Yongji Wu, Wenjun Hu, Bruce M. Maggs, Xiao Zhang, Danyang Zhuo", year: 2024, arxiv: "2401.07119"),
            options: [branching, leafSize, iterations, shortlistSize, falsePositiveShare, gamma1, gamma2],
            claims: [
                Claim(
                    "Search performance on par with an index for each tenant (abstract).", paperValue: "on par", instance: "tenant-neighbors/clustered-20k",
                    rival: "tenant-hnsw", metric: "queriesPerSecond", expectation: .ratioAtLeast(0.8))
                    .with(remark: "Single runs lay between 0.2 and 1.3 on a busy machine."),
                Claim(
                    "Memory at the level of metadata filtering on a shared index (abstract).", paperValue: "at the same level",
                    instance: "tenant-neighbors/clustered-20k", rival: "hnsw", metric: "indexBytes", expectation: .ratioAtMost(1.2)),
                Claim(
                    "Less memory than an index for each tenant (abstract).", paperValue: "a small part of it", instance: "tenant-neighbors/clustered-20k",
                    rival: "tenant-hnsw", metric: "indexBytes", expectation: .ratioAtMost(0.25)),
                Claim(
                    "At a high recall.", paperValue: "0.9 and above", instance: "tenant-neighbors/clustered-20k", metric: "recall",
                    expectation: .valueAtLeast(0.9)),
            ])
    }

    private let shape: ClusteringTree.Shape
    private let shortlistSize: Int
    private let falsePositiveShare: Double
    private let gamma1: Int
    private let gamma2: Int

    public init(_ options: Options) throws {
        shape = ClusteringTree.Shape(branching: options[Self.branching], leafSize: options[Self.leafSize], iterations: options[Self.iterations])
        shortlistSize = options[Self.shortlistSize]
        falsePositiveShare = options[Self.falsePositiveShare]
        gamma1 = options[Self.gamma1]
        gamma2 = options[Self.gamma2]
    }

    public func search(_ space: any TenantNeighbors, _ run: Run) throws {
        guard space.count > 0 else { return try space.serveFiltered { _, _, _, _ in } }
        let trees = try build(space, run)
        run.report("nodes", Double(trees.tree.nodes.count))
        run.report("shortlists", Double(trees.shortlistCount))
        let dimension = space.dimension
        try space.serveFiltered { query, filter, k, neighbors in
            guard case .tenant(let tenant) = filter, (0..<space.tenantCount).contains(tenant) else { return }
            var nearest = NearestList(k)
            for list in lists(of: Int32(tenant), near: query, trees, dimension, k) { try nearest.scan(list.span, from: query, in: space) }
            neighbors.append(nearest)
        }
    }

    private func build(_ space: any TenantNeighbors, _ run: Run) throws(Stop) -> TenantTrees {
        var random = run.random()
        let vectors = try space.allVectors()
        let tree = try ClusteringTree(vectors, dimension: space.dimension, shape, &random, run)
        var trees = TenantTrees(
            tree, shortlistSize: shortlistSize, BloomFilter.Shape(capacity: space.tenantCount, falsePositiveShare: falsePositiveShare))
        for (vector, tenants) in space.tenants.enumerated() {
            try run.checkTime()
            for tenant in tenants { trees.grant(Int32(vector), to: tenant) }
        }
        return trees
    }

    /// The short lists to look into, the one of the nearest centre first.
    private func lists(of tenant: Int32, near query: Span<Float>, _ trees: TenantTrees, _ dimension: Int, _ k: Int) -> [[Int32]] {
        var frontier = PriorityQueue([Branch(distance: 0, node: 0)])
        var met: [(branch: Branch, list: [Int32])] = []
        var vectorCount = 0
        let wanted = gamma2 * k
        while vectorCount < gamma1 * wanted, let branch = frontier.pop() {
            if let list = trees.shortlist(of: tenant, at: branch.node) {
                met.append((branch, list))
                vectorCount += list.count
            } else if trees.mayHold(tenant, at: branch.node) {
                let children = trees.tree.nodes[branch.node].children.map { $0 }
                var distances = [Float](repeating: 0, count: children.count)
                var span = distances.mutableSpan
                squaredDistances(from: query, to: children.span, of: trees.tree.centres.span, dimension: dimension, into: &span)
                for (child, distance) in zip(children, distances) { frontier.push(Branch(distance: distance, node: Int(child))) }
            }
        }
        met.sort { $1.branch < $0.branch }
        while met.count > 1, vectorCount > wanted { vectorCount -= met.removeLast().list.count }
        return met.map(\.list)
    }
}

/// A node that is still to be looked at; the greatest is the nearest.
private struct Branch: Comparable {
    let distance: Float
    let node: Int
    static func < (a: Branch, b: Branch) -> Bool { (b.distance, b.node) < (a.distance, a.node) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Curator.self) }
