/// What a round of Borůvka's algorithm has found: for each component the least edge so far that leaves it.
///
/// Raw buffers, for the reason given at `DualTreeBoruvka`.
final class LeavingEdges {
    /// Squared core distances of points.
    let core: UnsafeMutablePointer<Double>
    /// The component of each point, by one of its points.
    let component: UnsafeMutablePointer<Int32>
    /// By a component's point.
    let best: UnsafeMutablePointer<Edge>
    private let count: Int
    /// Whose core distances and components these are; nil where they are its own.
    private let owner: LeavingEdges?

    /// Each point is a component, and nothing is found.
    init(_ lists: NeighborLists, _ count: Int) {
        self.count = count
        owner = nil
        unsafe core = .allocate(capacity: count)
        unsafe component = .allocate(capacity: count)
        unsafe best = .allocate(capacity: count)
        for point in 0..<count {
            unsafe core[point] = lists.squaredCore(Int32(point))
            unsafe component[point] = Int32(point)
            unsafe best[point] = Edge()
        }
    }

    /// Edges found beside those of another, among the same components.
    init(besides other: LeavingEdges) {
        (count, owner) = (other.count, other)
        unsafe core = other.core
        unsafe component = other.component
        unsafe best = .allocate(capacity: count)
        unsafe best.initialize(repeating: Edge(), count: count)
    }

    deinit {
        unsafe best.deallocate()
        guard owner == nil else { return }
        unsafe core.deallocate()
        unsafe component.deallocate()
    }

    func copyBest(of other: LeavingEdges) { unsafe best.update(from: other.best, count: count) }

    /// The edges that were found here, and not there, for the components of some points; forgotten here.
    func takeLighter(than other: LeavingEdges, from points: ArraySlice<Int32>) -> [Edge] {
        var edges: [Edge] = []
        for point in points {
            let root = unsafe Int(component[Int(point)])
            guard unsafe best[root].precedes(other.best[root]) else { continue }
            unsafe edges.append(best[root])
            unsafe best[root] = other.best[root]
        }
        return edges
    }

    /// Keeps an edge that leaves the component of its first point where it is the least so far.
    func take(_ edge: Edge) {
        let root = unsafe Int(component[Int(edge.a)])
        if unsafe edge.precedes(best[root]) { unsafe best[root] = edge }
    }

    /// A component's traversal has no use for squared distances from this on: its best edge is lighter than they, or as
    /// light and shorter.
    @inline(__always)
    func limit(_ root: Int32) -> Double {
        let edge = unsafe best[Int(root)]
        return edge.length == edge.weight ? edge.weight.nextUp : edge.weight
    }

    /// Keeps the edge where it is the least so far that leaves the component of its first point.
    @inline(__always)
    func consider(_ p: Int32, _ q: Int32, _ length: Double) {
        let root = unsafe component[Int(p)]
        guard unsafe component[Int(q)] != root else { return }
        let weight = unsafe max(length, max(core[Int(p)], core[Int(q)]))
        guard unsafe weight <= best[Int(root)].weight else { return }
        let edge = Edge(weight: weight, length: length, a: p, b: q)
        if unsafe edge.precedes(best[Int(root)]) { unsafe best[Int(root)] = edge }
    }
}
