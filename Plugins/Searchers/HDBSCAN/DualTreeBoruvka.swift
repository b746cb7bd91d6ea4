import AssayKit

/// Borůvka's algorithm by traversals of the tree against itself (March, Ram and Gray, "Fast Euclidean minimum spanning
/// tree", KDD 2010), under the mutual reachability distance.
///
/// Each round finds, for every component, the least edge that leaves it. A pair of nodes is passed over where both lie in
/// one component, and where no edge between them can be as light as what all components of the first have found.
///
/// The edges between listed neighbours are looked at first, for both their components; the authors' library does that in
/// the first round, here it is done in each. Of two points that do not list each other neither is nearer than the other's
/// core distance, so that their distance is their weight: a traversal looks for those alone, and no further than the
/// weight that a component has found.
///
/// Hot: what is kept of points, components and nodes is read at every step; the buffers are raw for that.
final class DualTreeBoruvka {
    private let tree: PointTree
    private let lists: NeighborLists
    private let pointCount: Int
    /// Squared core distances of points, and the least of each node's.
    private let core: UnsafeMutablePointer<Double>
    private let leastCore: UnsafeMutablePointer<Double>
    /// The component of each point, by one of its points; that of a node, −1 where its points are of several.
    private let component: UnsafeMutablePointer<Int32>
    private let nodeComponent: UnsafeMutablePointer<Int32>
    /// The least edge found so far that leaves a component.
    private let best: UnsafeMutablePointer<Edge>
    /// The greatest limit of a node's components; a little old, and then too large.
    private let bound: UnsafeMutablePointer<Double>
    private var sets: DisjointSets
    private var edges: [Edge] = []
    private let block: DistanceBlock

    init(_ tree: PointTree, _ lists: NeighborLists) {
        self.tree = tree
        self.lists = lists
        pointCount = tree.order.count
        block = DistanceBlock(capacity: tree.leafSize)
        let nodeCount = tree.nodes.count
        unsafe core = .allocate(capacity: pointCount)
        unsafe component = .allocate(capacity: pointCount)
        unsafe best = .allocate(capacity: pointCount)
        unsafe leastCore = .allocate(capacity: nodeCount)
        unsafe nodeComponent = .allocate(capacity: nodeCount)
        unsafe bound = .allocate(capacity: nodeCount)
        for point in 0..<pointCount {
            unsafe core[point] = lists.squaredCore(Int32(point))
            unsafe component[point] = Int32(point)
            unsafe best[point] = Edge()
        }
        sets = DisjointSets(count: pointCount)
        for node in tree.nodes.indices.reversed() {
            let children = tree.nodes[node]
            unsafe leastCore[node] =
                children.isLeaf
                ? tree.points(node).reduce(.infinity) { unsafe min($0, core[Int($1)]) } : min(leastCore[children.left], leastCore[children.right])
        }
    }

    deinit {
        unsafe core.deallocate()
        unsafe component.deallocate()
        unsafe best.deallocate()
        unsafe leastCore.deallocate()
        unsafe nodeComponent.deallocate()
        unsafe bound.deallocate()
    }

    /// The n − 1 edges of the minimum spanning tree.
    func spanningTree(_ space: any Clustering) throws -> [Edge] {
        takeCertainNeighbors()
        joinComponents()
        while edges.count < pointCount - 1 {
            takeKnownNeighbors()
            refreshNodes()
            try visit(0, 0, gap: 0, space)
            joinComponents()
        }
        return edges
    }

    /// The first round without a traversal, for the points whose least edge their neighbour lists prove: no edge of a
    /// point is lighter than its core distance, and all points within that are listed. Where the list ends in a tie, what
    /// is as far as its end does not count.
    private func takeCertainNeighbors() {
        for point in 0..<pointCount {
            for place in neighbors(point) where unsafe core[Int(lists.indices[place])] <= core[point] {
                let length = lists.squaredDistances[place]
                if unsafe length < core[point] { consider(Int32(point), lists.indices[place], length) }
            }
        }
    }

    /// Begins a round with the edges between listed neighbours.
    private func takeKnownNeighbors() {
        for point in 0..<pointCount {
            for place in neighbors(point) {
                consider(Int32(point), lists.indices[place], lists.squaredDistances[place])
                consider(lists.indices[place], Int32(point), lists.squaredDistances[place])
            }
        }
    }

    /// A component's traversal has no use for squared distances from this on: its best edge is lighter than they, or as
    /// light and shorter.
    @inline(__always)
    private func limit(_ root: Int32) -> Double {
        let edge = unsafe best[Int(root)]
        return edge.length == edge.weight ? edge.weight.nextUp : edge.weight
    }

    private func neighbors(_ point: Int) -> Range<Int> { point * lists.neighborCount..<(point + 1) * lists.neighborCount }

    /// Keeps the edge where it is the least so far that leaves the component of its first point.
    @inline(__always)
    private func consider(_ p: Int32, _ q: Int32, _ length: Double) {
        let root = unsafe component[Int(p)]
        guard unsafe component[Int(q)] != root else { return }
        let weight = unsafe max(length, max(core[Int(p)], core[Int(q)]))
        guard unsafe weight <= best[Int(root)].weight else { return }
        let edge = Edge(weight: weight, length: length, a: p, b: q)
        if unsafe edge.precedes(best[Int(root)]) { unsafe best[Int(root)] = edge }
    }

    /// Adds every component's least edge. Two components may have found the same one.
    private func joinComponents() {
        for root in 0..<pointCount where unsafe best[root].a >= 0 {
            let edge = unsafe best[root]
            if sets.unite(edge.a, edge.b) { edges.append(edge) }
            unsafe best[root] = Edge()
        }
        for point in 0..<pointCount { unsafe component[point] = sets.find(Int32(point)) }
    }

    private func refreshNodes() {
        for node in tree.nodes.indices.reversed() {
            let children = tree.nodes[node]
            if children.isLeaf {
                let points = tree.points(node)
                let first = unsafe component[Int(points[points.startIndex])]
                unsafe nodeComponent[node] = points.allSatisfy { unsafe component[Int($0)] == first } ? first : -1
                refreshBound(leaf: node)
            } else {
                let (left, right) = unsafe (nodeComponent[children.left], nodeComponent[children.right])
                unsafe nodeComponent[node] = left == right ? left : -1
                unsafe bound[node] = max(bound[children.left], bound[children.right])
            }
        }
    }

    private func refreshBound(leaf: Int) {
        unsafe bound[leaf] = tree.points(leaf).reduce(0) { unsafe max($0, limit(component[Int($1)])) }
    }

    /// Looks among the points of node r for edges from those of node q. `gap` bounds their squared distances from below.
    private func visit(_ q: Int, _ r: Int, gap: Double, _ space: any Clustering) throws {
        let root = unsafe nodeComponent[q]
        if unsafe root >= 0 && root == nodeComponent[r] { return }
        if unsafe max(gap, max(leastCore[q], leastCore[r])) >= (root >= 0 ? limit(root) : bound[q]) { return }
        let (query, reference) = (tree.nodes[q], tree.nodes[r])
        switch (query.isLeaf, reference.isLeaf) {
        case (true, true):
            try measure(q, r, space)
            refreshBound(leaf: q)
        case (true, false):
            try visitChildren(of: r, from: q, space)
        case (false, true):
            try visit(query.left, r, gap: tree.squaredGap(query.left, r), space)
            try visit(query.right, r, gap: tree.squaredGap(query.right, r), space)
            unsafe bound[q] = max(bound[query.left], bound[query.right])
        case (false, false):
            try visitChildren(of: r, from: query.left, space)
            try visitChildren(of: r, from: query.right, space)
            unsafe bound[q] = max(bound[query.left], bound[query.right])
        }
    }

    /// The nearer child first: what it has tightens the bound for the other.
    private func visitChildren(of r: Int, from q: Int, _ space: any Clustering) throws {
        let (left, right) = (tree.nodes[r].left, tree.nodes[r].right)
        let gaps = (tree.squaredGap(q, left), tree.squaredGap(q, right))
        // Of two that touch q, the one that q lies in.
        let leftFirst = gaps.0 == gaps.1 ? tree.nodes[q].begin < tree.nodes[right].begin : gaps.0 < gaps.1
        try visit(q, leftFirst ? left : right, gap: min(gaps.0, gaps.1), space)
        try visit(q, leftFirst ? right : left, gap: max(gaps.0, gaps.1), space)
    }

    /// Measures those points of two leaves between which an edge may be as light as the lightest known.
    private func measure(_ q: Int, _ r: Int, _ space: any Clustering) throws {
        block.removeAll()
        var farthest = 0.0
        for place in tree.places(q) {
            let point = tree.order[place]
            let limit = unsafe limit(component[Int(point)])
            guard unsafe core[Int(point)] < limit, tree.squaredGap(place: place, r) < limit else { continue }
            block.append(row: point)
            farthest = max(farthest, limit)
        }
        guard block.rows > 0 else { return }
        let root = unsafe nodeComponent[q]
        for point in tree.points(r) where unsafe core[Int(point)] < farthest && component[Int(point)] != root { block.append(column: point) }
        try block.measure(space)
        for row in 0..<block.rows {
            for column in 0..<block.columns { consider(block.point(row: row), block.point(column: column), block.distance(row, column)) }
        }
    }
}
