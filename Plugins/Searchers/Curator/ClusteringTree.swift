import AssayKit

/// The global clustering tree: hierarchical k-means over all vectors, whoever has access to them.
struct ClusteringTree {
    struct Shape {
        let branching: Int
        /// A node of no more vectors is not split.
        let leafSize: Int
        let iterations: Int
        /// As deep as the authors' implementation goes.
        var greatestLevel: Int { 8 }
    }

    struct Node {
        let parent: Int
        /// They are neighbours in the list of nodes.
        var children: Range<Int32> = 0..<0
    }

    /// The root first.
    private(set) var nodes = [Node(parent: -1)]
    /// Of each node, `dimension` numbers each; nobody asks for the root's.
    private(set) var centres: [Float]
    /// Of each vector the leaf that it is in.
    private(set) var leaves: [Int]

    init(_ vectors: [Float], dimension: Int, _ shape: Shape, _ random: inout Random, _ run: Run) throws(Stop) {
        centres = [Float](repeating: 0, count: dimension)
        leaves = [Int](repeating: 0, count: vectors.count / dimension)
        try split(0, level: 0, Array(leaves.indices), vectors, dimension, shape, &random, run)
    }

    private mutating func split(
        _ node: Int, level: Int, _ members: [Int], _ vectors: [Float], _ dimension: Int, _ shape: Shape, _ random: inout Random,
        _ run: Run
    ) throws(Stop) {
        guard members.count > shape.leafSize, level < shape.greatestLevel else { return }
        let own = members.flatMap { vectors[$0 * dimension..<($0 + 1) * dimension] }
        let cells = try CoarseQuantizer(own, dimension: dimension, listCount: shape.branching, iterations: shape.iterations, &random) { () throws(Stop) in
            try run.checkTime()
        }
        // Vectors that are all the same are in one cluster however often they are split.
        guard cells.count > 1 else { return }
        let parts = cells.lists.map { $0.map { members[Int($0)] } }
        let first = nodes.count
        for part in parts {
            for member in part { leaves[member] = nodes.count }
            nodes.append(Node(parent: node))
        }
        centres += cells.table.centroids.entries
        nodes[node].children = Int32(first)..<Int32(nodes.count)
        for (child, part) in zip(first..., parts) { try split(child, level: level + 1, part, vectors, dimension, shape, &random, run) }
    }

    /// The child of a node that a vector below it is in.
    func child(of node: Int, towards vector: Int) -> Int {
        var child = leaves[vector]
        while nodes[child].parent != node { child = nodes[child].parent }
        return child
    }
}
