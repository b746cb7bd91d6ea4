import AssayKit

/// What a round of Borůvka's algorithm knows of the tree's nodes.
final class NodeFacts {
    /// The least of each node's squared core distances.
    let leastCore: UnsafeMutablePointer<Double>
    /// The component of a node's points, −1 where they are of several.
    let component: UnsafeMutablePointer<Int32>
    /// The greatest limit of a node's components; a little old, and then too large.
    let bound: UnsafeMutablePointer<Double>

    init(_ tree: PointTree, _ leaving: LeavingEdges) {
        unsafe leastCore = .allocate(capacity: tree.nodes.count)
        unsafe component = .allocate(capacity: tree.nodes.count)
        unsafe bound = .allocate(capacity: tree.nodes.count)
        for node in tree.nodes.indices.reversed() {
            let children = tree.nodes[node]
            unsafe leastCore[node] =
                children.isLeaf
                ? tree.points(node).reduce(.infinity) { unsafe min($0, leaving.core[Int($1)]) } : min(leastCore[children.left], leastCore[children.right])
        }
    }

    deinit {
        unsafe leastCore.deallocate()
        unsafe component.deallocate()
        unsafe bound.deallocate()
    }

    /// For a new round.
    func refresh(_ tree: PointTree, _ leaving: LeavingEdges) {
        for node in tree.nodes.indices.reversed() {
            let children = tree.nodes[node]
            if children.isLeaf {
                let points = tree.points(node)
                let first = unsafe leaving.component[Int(points[points.startIndex])]
                unsafe component[node] = points.allSatisfy { unsafe leaving.component[Int($0)] == first } ? first : -1
                refreshBound(leaf: node, tree, leaving)
            } else {
                let (left, right) = unsafe (component[children.left], component[children.right])
                unsafe component[node] = left == right ? left : -1
                unsafe bound[node] = max(bound[children.left], bound[children.right])
            }
        }
    }

    func refreshBound(leaf: Int, _ tree: PointTree, _ leaving: LeavingEdges) {
        unsafe bound[leaf] = tree.points(leaf).reduce(0) { unsafe max($0, leaving.limit(leaving.component[Int($1)])) }
    }
}

/// A traversal of the tree against itself: for the components of some points the least edges that leave them.
final class Traversal {
    let leaving: LeavingEdges
    private let tree: PointTree
    private let facts: NodeFacts
    private let block: DistanceBlock

    init(_ tree: PointTree, _ leaving: LeavingEdges, _ facts: NodeFacts) {
        self.tree = tree
        self.leaving = leaving
        self.facts = facts
        block = DistanceBlock(capacity: tree.leafSize)
    }

    /// Looks among the points of node r for edges from those of node q. `gap` bounds their squared distances from below.
    func visit(_ q: Int, _ r: Int, gap: Double, _ space: any Clustering) throws {
        let root = unsafe facts.component[q]
        if unsafe root >= 0 && root == facts.component[r] { return }
        if unsafe max(gap, max(facts.leastCore[q], facts.leastCore[r])) >= (root >= 0 ? leaving.limit(root) : facts.bound[q]) { return }
        let (query, reference) = (tree.nodes[q], tree.nodes[r])
        switch (query.isLeaf, reference.isLeaf) {
        case (true, true):
            try measure(q, r, space)
            facts.refreshBound(leaf: q, tree, leaving)
        case (true, false):
            try visitChildren(of: r, from: q, space)
        case (false, true):
            try visit(query.left, r, gap: tree.squaredGap(query.left, r), space)
            try visit(query.right, r, gap: tree.squaredGap(query.right, r), space)
            unsafe facts.bound[q] = max(facts.bound[query.left], facts.bound[query.right])
        case (false, false):
            try visitChildren(of: r, from: query.left, space)
            try visitChildren(of: r, from: query.right, space)
            unsafe facts.bound[q] = max(facts.bound[query.left], facts.bound[query.right])
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
            let limit = unsafe leaving.limit(leaving.component[Int(point)])
            guard unsafe leaving.core[Int(point)] < limit, tree.squaredGap(place: place, r) < limit else { continue }
            block.append(row: point)
            farthest = max(farthest, limit)
        }
        guard block.rows > 0 else { return }
        let root = unsafe facts.component[q]
        for point in tree.points(r) where unsafe leaving.core[Int(point)] < farthest && leaving.component[Int(point)] != root { block.append(column: point) }
        try block.measure(space)
        for row in 0..<block.rows {
            let point = block.point(row: row), root = unsafe Int(leaving.component[Int(point)])
            // Nearly all are longer than the component's best edge is heavy, and no edge weighs less than its length.
            var most = unsafe leaving.best[root].weight
            for column in 0..<block.columns where block.distance(row, column) <= most {
                leaving.consider(point, block.point(column: column), block.distance(row, column))
                most = unsafe leaving.best[root].weight
            }
        }
    }
}
