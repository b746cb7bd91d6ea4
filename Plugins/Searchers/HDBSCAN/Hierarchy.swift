/// The single-linkage hierarchy: what each edge of the spanning tree joins, the lightest edge first.
struct Dendrogram {
    /// Points are 0..<pointCount; join j makes node pointCount + j of two earlier ones.
    let pointCount: Int
    private(set) var joins: [(left: Int, right: Int, distance: Double)] = []
    /// Of every node, how many points are below it.
    private(set) var sizes: [Int]

    init(_ edges: [Edge], pointCount: Int) {
        self.pointCount = pointCount
        sizes = [Int](repeating: 1, count: pointCount)
        var sets = DisjointSets(count: pointCount)
        // The node of each set, by the set's representative.
        var node = Array(0..<pointCount)
        for edge in edges.sorted(by: { $0.precedes($1) }) {
            // By the lower index first, so that clusters have the same numbers whichever end an edge was found from.
            let (left, right) = (node[Int(sets.find(min(edge.a, edge.b)))], node[Int(sets.find(max(edge.a, edge.b)))])
            _ = sets.unite(edge.a, edge.b)
            node[Int(sets.find(edge.a))] = sizes.count
            joins.append((left, right, edge.weight.squareRoot()))
            sizes.append(sizes[left] + sizes[right])
        }
    }
}

/// The hierarchy with only those splits that leave a cluster's worth of points on both sides. λ = 1/distance.
struct CondensedTree {
    struct Cluster {
        let parent: Int
        /// λ at which it split off.
        let birth: Double
        /// Σ over its points of λ where the point leaves it, less λ at its birth.
        var stability = 0.0
    }

    /// The root first, parents before their children.
    private(set) var clusters = [Cluster(parent: -1, birth: 0)]
    /// Of each point the cluster that it falls out of.
    private let lastCluster: [Int]

    init(_ tree: Dendrogram, minClusterSize: Int) {
        var clusterOf = [Int](repeating: 0, count: tree.sizes.count)
        // Nodes below which all points have fallen out of a cluster.
        var hasFallen = [Bool](repeating: false, count: tree.sizes.count)
        for (index, join) in tree.joins.enumerated().reversed() {
            let node = tree.pointCount + index, cluster = clusterOf[node]
            let children = [join.left, join.right]
            for child in children { clusterOf[child] = cluster }
            guard !hasFallen[node] else {
                for child in children { hasFallen[child] = true }
                continue
            }
            let lambda = 1 / join.distance
            let isSplit = children.allSatisfy { tree.sizes[$0] >= minClusterSize }
            for child in children where isSplit || tree.sizes[child] < minClusterSize {
                // Points in one place leave at λ = ∞, also a cluster that begins there: that adds nothing.
                let birth = clusters[cluster].birth
                if lambda > birth { clusters[cluster].stability += Double(tree.sizes[child]) * (lambda - birth) }
                if isSplit {
                    clusterOf[child] = clusters.count
                    clusters.append(Cluster(parent: cluster, birth: lambda))
                } else {
                    hasFallen[child] = true
                }
            }
        }
        lastCluster = Array(clusterOf[..<tree.pointCount])
    }

    /// Of all choices of clusters, none within another and the root not among them, the one of the greatest total stability.
    func excessOfMass() -> Set<Int> {
        var greatest = clusters.map(\.stability)
        var below = [Double](repeating: 0, count: clusters.count)
        var isBest = [Bool](repeating: true, count: clusters.count)
        for cluster in clusters.indices.dropFirst().reversed() {
            if below[cluster] > greatest[cluster] {
                greatest[cluster] = below[cluster]
                isBest[cluster] = false
            }
            below[clusters[cluster].parent] += greatest[cluster]
        }
        var isCovered = [Bool](repeating: false, count: clusters.count)
        var chosen: Set<Int> = []
        for cluster in clusters.indices.dropFirst() {
            isCovered[cluster] = isCovered[clusters[cluster].parent]
            if isBest[cluster], !isCovered[cluster] {
                chosen.insert(cluster)
                isCovered[cluster] = true
            }
        }
        return chosen
    }

    /// Numbers the chosen clusters from 0 and gives each point the one that it was in, −1 where it was in none.
    func labels(of chosen: Set<Int>) -> [Int] {
        var label = [Int](repeating: -1, count: clusters.count)
        for (number, cluster) in chosen.sorted().enumerated() { label[cluster] = number }
        for cluster in clusters.indices.dropFirst() where label[cluster] < 0 { label[cluster] = label[clusters[cluster].parent] }
        return lastCluster.map { label[$0] }
    }
}
