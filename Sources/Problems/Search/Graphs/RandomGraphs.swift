import AssayKit

/// A stochastic block model (Holland, Laskey and Leinhardt, "Stochastic blockmodels: First steps", Social Networks 5, 1983):
/// nodes in blocks of equal size, two of which have an edge with one probability within a block and with another between two.
struct StochasticBlocks: Sendable {
    let nodeCount: Int
    let blockCount: Int
    /// Expected edges of a node to its own block and to all others.
    let degrees: (within: Double, between: Double)

    func make() -> EdgeSet {
        var random = Random(seed: 0x626C_6F63_6B73)
        let size = Double(nodeCount) / Double(blockCount)
        let within = degrees.within / size, between = degrees.between / (Double(nodeCount) - size)
        var edges: [(source: Int, target: Int, weight: Double)] = []
        for source in 0..<nodeCount {
            for target in source + 1..<max(nodeCount, source + 1) where random.uniform() < (source % blockCount == target % blockCount ? within : between) {
                edges.append((source, target, 1))
            }
        }
        return EdgeSet(nodeCount: nodeCount, edges: edges, isDirected: false, classes: (0..<nodeCount).map { $0 % blockCount })
    }
}

/// Preferential attachment (Barabási and Albert, "Emergence of scaling in random networks", Science 286, 1999): nodes come one
/// after the other, each with so many edges to different earlier ones, which are drawn in proportion to the edges they have.
/// It begins with a star.
struct PreferentialAttachment: Sendable {
    let nodeCount: Int
    let edgesPerNode: Int

    func make() -> EdgeSet {
        var random = Random(seed: 0x7363_616C_65)
        // Every end of every edge: a node drawn from here comes in proportion to its edges.
        var ends: [Int] = []
        var edges: [(source: Int, target: Int, weight: Double)] = []
        for node in edgesPerNode..<max(nodeCount, edgesPerNode) {
            var targets: [Int] = []
            if node == edgesPerNode { targets = Array(0..<edgesPerNode) }
            while targets.count < edgesPerNode {
                let target = ends[random.index(below: ends.count)]
                if !targets.contains(target) { targets.append(target) }
            }
            for target in targets {
                edges.append((target, node, 1))
                ends += [target, node]
            }
        }
        return EdgeSet(nodeCount: nodeCount, edges: edges, isDirected: false, classes: nil)
    }
}
