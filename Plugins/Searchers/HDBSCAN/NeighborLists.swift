import AssayKit

/// The k nearest neighbours of every point, nearest first, found by searching the tree for a leaf of points at a time.
struct NeighborLists {
    let neighborCount: Int
    /// k numbers for each point.
    private(set) var indices: [Int32]
    private(set) var squaredDistances: [Double]
    private let tree: PointTree

    init(_ tree: PointTree, neighborCount: Int) {
        self.tree = tree
        self.neighborCount = neighborCount
        indices = [Int32](repeating: -1, count: tree.order.count * neighborCount)
        squaredDistances = [Double](repeating: .infinity, count: indices.count)
    }

    /// The squared distance of a point's k-th neighbour.
    func squaredCore(_ point: Int32) -> Double { squaredDistances[(Int(point) + 1) * neighborCount - 1] }

    mutating func search(_ space: any Clustering) throws {
        let block = DistanceBlock(capacity: tree.leafSize)
        for leaf in tree.nodes.indices where tree.nodes[leaf].isLeaf {
            try scan(leaf, leaf, space, block)
            var worst = worstCore(leaf)
            try descend(leaf, 0, gap: 0, &worst, space, block)
        }
    }

    private func worstCore(_ leaf: Int) -> Double { tree.points(leaf).reduce(0) { max($0, squaredCore($1)) } }

    /// Searches below a node, the nearer child first, unless it is farther than what all points of the leaf have found.
    private mutating func descend(
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
    private mutating func scan(_ leaf: Int, _ other: Int, _ space: any Clustering, _ block: DistanceBlock) throws {
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

    private mutating func insert(_ neighbor: Int32, _ distance: Double, to point: Int32) {
        let begin = Int(point) * neighborCount
        var place = begin + neighborCount - 1
        while place > begin, squaredDistances[place - 1] > distance {
            squaredDistances[place] = squaredDistances[place - 1]
            indices[place] = indices[place - 1]
            place -= 1
        }
        squaredDistances[place] = distance
        indices[place] = neighbor
    }
}
