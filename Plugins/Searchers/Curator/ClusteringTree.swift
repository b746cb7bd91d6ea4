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

    init(_ vectors: [Float], dimension: Int, _ shape: Shape, _ random: inout Random) {
        centres = [Float](repeating: 0, count: dimension)
        leaves = [Int](repeating: 0, count: vectors.count / dimension)
        split(0, level: 0, Array(leaves.indices), vectors, dimension, shape, &random)
    }

    private mutating func split(
        _ node: Int, level: Int, _ members: [Int], _ vectors: [Float], _ dimension: Int, _ shape: Shape, _ random: inout Random
    ) {
        guard members.count > shape.leafSize, level < shape.greatestLevel else { return }
        let own = members.flatMap { vectors[$0 * dimension..<($0 + 1) * dimension] }
        let clusters = VectorClusters(of: own, dimension: dimension, count: shape.branching, iterations: shape.iterations, &random)
        var parts = [[Int]](repeating: [], count: clusters.centres.count / dimension)
        for (position, part) in clusters.assignment.enumerated() { parts[part].append(members[position]) }
        // Vectors that are all the same are in one cluster however often they are split.
        guard parts.allSatisfy({ $0.count < members.count }) else { return }
        let first = nodes.count
        for (part, members) in parts.enumerated() where !members.isEmpty {
            for member in members { leaves[member] = nodes.count }
            nodes.append(Node(parent: node))
            centres += clusters.centres[part * dimension..<(part + 1) * dimension]
        }
        nodes[node].children = Int32(first)..<Int32(nodes.count)
        for (child, members) in zip(first..., parts.filter { !$0.isEmpty }) {
            split(child, level: level + 1, members, vectors, dimension, shape, &random)
        }
    }

    /// The child of a node that a vector below it is in.
    func child(of node: Int, towards vector: Int) -> Int {
        var child = leaves[vector]
        while nodes[child].parent != node { child = nodes[child].parent }
        return child
    }
}
