/// A tree of breadth-first paths from a node in the middle of a graph.
struct SpanningTree {
    /// Nodes that can be reached, those nearer the root first.
    let order: [Int]
    let parents: [Int?]
    let children: [[Int]]
    /// Edges on the longest path from the root.
    let depth: Int

    init(_ neighbors: [[Int]]) {
        // The middle of a path that is longest: of a tree, its centre. Two sweeps find it.
        let first = Self.sweep(neighbors, from: 0)
        let second = Self.sweep(neighbors, from: first.order.last ?? 0)
        var middle = second.order.last ?? 0
        for _ in 0..<(second.levels[middle] ?? 0) / 2 { middle = second.parents[middle] ?? middle }
        let sweep = Self.sweep(neighbors, from: middle)
        order = sweep.order
        parents = sweep.parents
        depth = sweep.order.last.flatMap { sweep.levels[$0] } ?? 0
        var children = [[Int]](repeating: [], count: neighbors.count)
        for node in sweep.order { if let parent = sweep.parents[node] { children[parent].append(node) } }
        self.children = children
    }

    /// How many neighbours a node has.
    func degree(_ node: Int) -> Int { children[node].count + (parents[node] == nil ? 0 : 1) }

    private static func sweep(_ neighbors: [[Int]], from root: Int) -> (order: [Int], parents: [Int?], levels: [Int?]) {
        var parents = [Int?](repeating: nil, count: neighbors.count), levels = parents
        guard !neighbors.isEmpty else { return ([], parents, levels) }
        levels[root] = 0
        var order = [root], next = 0
        while next < order.count {
            let node = order[next]
            next += 1
            for other in neighbors[node] where levels[other] == nil {
                levels[other] = (levels[node] ?? 0) + 1
                parents[other] = node
                order.append(other)
            }
        }
        return (order, parents, levels)
    }
}
