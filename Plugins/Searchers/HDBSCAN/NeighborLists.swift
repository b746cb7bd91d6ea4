import AssayKit

/// The k nearest neighbours of every point, nearest first, found by searching the tree for a leaf of points at a time.
///
/// Raw buffers, since leaves are searched side by side, and each writes the lists of its own points.
final class NeighborLists {
    let neighborCount: Int
    /// k numbers for each point.
    let indices: UnsafeMutableBufferPointer<Int32>
    let squaredDistances: UnsafeMutableBufferPointer<Double>
    private let tree: PointTree

    init(_ tree: PointTree, neighborCount: Int) {
        self.tree = tree
        self.neighborCount = neighborCount
        unsafe indices = .allocate(capacity: tree.order.count * neighborCount)
        unsafe squaredDistances = .allocate(capacity: indices.count)
        unsafe indices.initialize(repeating: -1)
        unsafe squaredDistances.initialize(repeating: .infinity)
    }

    deinit {
        unsafe indices.deallocate()
        unsafe squaredDistances.deallocate()
    }

    /// The squared distance of a point's k-th neighbour.
    func squaredCore(_ point: Int32) -> Double { unsafe squaredDistances[(Int(point) + 1) * neighborCount - 1] }

    func search(_ space: any Clustering, _ run: Run) throws {
        let blocks = (0..<run.threads).map { _ in DistanceBlock(capacity: tree.leafSize) }
        let leaves = tree.nodes.indices.filter { tree.nodes[$0].isLeaf }
        try run.concurrently(leaves.count) { piece, thread in
            let (leaf, block) = (leaves[piece], blocks[thread])
            try scan(leaf, leaf, space, block)
            var worst = worstCore(leaf)
            try descend(leaf, 0, gap: 0, &worst, space, block)
        }
    }

    private func worstCore(_ leaf: Int) -> Double { tree.points(leaf).reduce(0) { max($0, squaredCore($1)) } }

    /// Searches below a node, the nearer child first, unless it is farther than what all points of the leaf have found.
    private func descend(
        _ leaf: Int, _ node: Int, gap: Double, _ worst: inout Double, _ space: any Clustering, _ block: DistanceBlock
    ) throws {
        guard gap < worst, node != leaf else { return }
        let children = tree.nodes[node]
        guard !children.isLeaf else {
            try scan(leaf, node, space, block)
            return worst = worstCore(leaf)
        }
        let gaps = (tree.squaredGap(leaf, children.left), tree.squaredGap(leaf, children.right))
        let leftFirst = gaps.0 <= gaps.1
        try descend(leaf, leftFirst ? children.left : children.right, gap: min(gaps.0, gaps.1), &worst, space, block)
        try descend(leaf, leftFirst ? children.right : children.left, gap: max(gaps.0, gaps.1), &worst, space, block)
    }

    /// Measures the points of a leaf against those of another, and keeps the nearest.
    private func scan(_ leaf: Int, _ other: Int, _ space: any Clustering, _ block: DistanceBlock) throws {
        block.removeAll()
        for place in tree.places(leaf) where leaf == other || squaredCore(tree.order[place]) > tree.squaredGap(place: place, other) {
            block.append(row: tree.order[place])
        }
        guard block.rows > 0 else { return }
        for point in tree.points(other) { block.append(column: point) }
        try block.measure(space)
        for row in 0..<block.rows {
            let point = block.point(row: row)
            var core = squaredCore(point)
            for column in 0..<block.columns where block.distance(row, column) < core && block.point(column: column) != point {
                insert(block.point(column: column), block.distance(row, column), to: point)
                core = squaredCore(point)
            }
        }
    }

    private func insert(_ neighbor: Int32, _ distance: Double, to point: Int32) {
        let begin = Int(point) * neighborCount
        var place = begin + neighborCount - 1
        while unsafe place > begin && squaredDistances[place - 1] > distance {
            unsafe squaredDistances[place] = squaredDistances[place - 1]
            unsafe indices[place] = indices[place - 1]
            place -= 1
        }
        unsafe squaredDistances[place] = distance
        unsafe indices[place] = neighbor
    }
}
