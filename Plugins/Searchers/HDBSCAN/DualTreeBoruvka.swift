import AssayKit
import Synchronization

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
/// On several threads a round's traversal is one for each of some parts of the tree, against all of it. Each begins with the
/// edges that the components had before and tightens them for itself; then the least are taken. What is measured, and the
/// spanning tree in any case, do not depend on the number of threads, except that one alone makes a single traversal.
///
/// Hot: what is kept of points, components and nodes is read at every step; the buffers are raw for that.
final class DualTreeBoruvka {
    private let tree: PointTree
    private let lists: NeighborLists
    private let pointCount: Int
    private let leaving: LeavingEdges
    private let facts: NodeFacts
    /// Nodes whose points together are all, for traversals side by side.
    private let parts: [Int]
    private var sets: DisjointSets
    private var edges: [Edge] = []

    init(_ tree: PointTree, _ lists: NeighborLists) {
        self.tree = tree
        self.lists = lists
        pointCount = tree.order.count
        leaving = LeavingEdges(lists, pointCount)
        facts = NodeFacts(tree, leaving)
        // Enough of them that no thread waits long for another, whatever their number.
        let most = max(tree.leafSize, pointCount / 64)
        var (parts, open) = ([Int](), [0])
        while let node = open.popLast() {
            let children = tree.nodes[node]
            if children.isLeaf || children.end - children.begin <= most { parts.append(node) } else { open += [children.right, children.left] }
        }
        self.parts = parts
        sets = DisjointSets(count: pointCount)
    }

    /// The n − 1 edges of the minimum spanning tree.
    func spanningTree(_ space: any Clustering, _ run: Run) throws -> [Edge] {
        let traversals = (0..<run.threads).map { _ in Traversal(tree, run.threads == 1 ? leaving : LeavingEdges(besides: leaving), facts) }
        takeCertainNeighbors()
        joinComponents()
        while edges.count < pointCount - 1 {
            takeKnownNeighbors()
            facts.refresh(tree, leaving)
            if run.threads == 1 { try traversals[0].visit(0, 0, gap: 0, space) } else { try traverseParts(traversals, space, run) }
            joinComponents()
        }
        return edges
    }

    /// The first round without a traversal, for the points whose least edge their neighbour lists prove: no edge of a
    /// point is lighter than its core distance, and all points within that are listed. Where the list ends in a tie, what
    /// is as far as its end does not count.
    private func takeCertainNeighbors() {
        for point in 0..<pointCount {
            for place in neighbors(point) where unsafe leaving.core[Int(lists.indices[place])] <= leaving.core[point] {
                let length = lists.squaredDistances[place]
                if unsafe length < leaving.core[point] { leaving.consider(Int32(point), lists.indices[place], length) }
            }
        }
    }

    /// Begins a round with the edges between listed neighbours.
    private func takeKnownNeighbors() {
        for point in 0..<pointCount {
            for place in neighbors(point) {
                leaving.consider(Int32(point), lists.indices[place], lists.squaredDistances[place])
                leaving.consider(lists.indices[place], Int32(point), lists.squaredDistances[place])
            }
        }
    }

    private func neighbors(_ point: Int) -> Range<Int> { point * lists.neighborCount..<(point + 1) * lists.neighborCount }

    /// Adds every component's least edge. Two components may have found the same one.
    private func joinComponents() {
        for root in 0..<pointCount where unsafe leaving.best[root].a >= 0 {
            let edge = unsafe leaving.best[root]
            if sets.unite(edge.a, edge.b) { edges.append(edge) }
            unsafe leaving.best[root] = Edge()
        }
        for point in 0..<pointCount { unsafe leaving.component[point] = sets.find(Int32(point)) }
    }

    /// A traversal for each of some parts of the tree that together are all of it.
    private func traverseParts(_ traversals: [Traversal], _ space: any Clustering, _ run: Run) throws {
        for traversal in traversals { traversal.leaving.copyBest(of: leaving) }
        let found = Mutex([[Edge]](repeating: [], count: parts.count))
        try run.concurrently(parts.count) { piece, thread in
            let traversal = traversals[thread]
            try traversal.visit(parts[piece], 0, gap: 0, space)
            let edges = traversal.leaving.takeLighter(than: leaving, from: tree.points(parts[piece]))
            found.withLock { $0[piece] = edges }
        }
        for edge in found.withLock({ $0 }).joined() { leaving.take(edge) }
    }
}
