import AssayKit

/// A directed graph without cycles: every edge leads from a node to one right above it.
struct Taxonomy: Sendable {
    /// Why edges make no hierarchy, in words.
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Pairs of a whole hierarchy that are kept at the most.
    static let closureLimit = 20_000_000

    let nodeCount: Int
    /// Ascending by child, then parent, each once.
    let edges: [(child: Int, parent: Int)]
    /// All nodes above each, ascending.
    let ancestors: [[Int32]]
    /// The nodes one edge away, up or down, ascending.
    let neighbors: [[Int]]

    /// - Throws: where an edge leads to its own node, or edges make a cycle, or there are too many pairs.
    init(nodeCount: Int, edges: [(child: Int, parent: Int)]) throws(Refused) {
        self.nodeCount = nodeCount
        var parents = [Set<Int>](repeating: [], count: nodeCount), children = parents
        for (child, parent) in edges {
            guard child != parent else { throw Refused(description: "node \(child) is above itself") }
            parents[child].insert(parent)
            children[parent].insert(child)
        }
        self.edges = parents.indices.flatMap { child in parents[child].sorted().map { (child, $0) } }
        neighbors = parents.indices.map { parents[$0].union(children[$0]).sorted() }

        // From the top down, a node after all that are above it.
        var waiting = parents.map(\.count)
        var order = waiting.indices.filter { waiting[$0] == 0 }
        var above = [Set<Int32>](repeating: [], count: nodeCount)
        var pairs = 0, next = 0
        while next < order.count {
            let node = order[next]
            next += 1
            for parent in parents[node] { above[node].formUnion(above[parent].union([Int32(parent)])) }
            pairs += above[node].count
            guard pairs <= Self.closureLimit else { throw Refused(description: "more than \(Self.closureLimit) pairs of a node and one above it") }
            for child in children[node].sorted() {
                waiting[child] -= 1
                if waiting[child] == 0 { order.append(child) }
            }
        }
        guard order.count == nodeCount else {
            throw Refused(description: "the edges make a cycle, on which or below which node \(waiting.firstIndex { $0 > 0 } ?? 0) is")
        }
        ancestors = above.map { $0.sorted() }
    }

    /// Edges on the shortest paths from a node, up or down; ∞ where there is none.
    func pathLengths(from start: Int) -> [Double] {
        var lengths = [Double](repeating: .infinity, count: nodeCount)
        lengths[start] = 0
        var queue = [start], next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            for other in neighbors[node] where lengths[other] == .infinity {
                lengths[other] = lengths[node] + 1
                queue.append(other)
            }
        }
        return lengths
    }

    /// A tree in which every node above the lowest level has so many children.
    static func balanced(branching: Int, depth: Int) throws(Refused) -> Taxonomy {
        var count = 1, level = 1
        for _ in 0..<depth {
            level *= branching
            count += level
        }
        return try Taxonomy(nodeCount: count, edges: (1..<max(1, count)).map { ($0, ($0 - 1) / branching) })
    }

    /// A random recursive tree: each node in turn is put below one of those before it, all alike.
    static func random(_ count: Int, seed: UInt64) throws(Refused) -> Taxonomy {
        var random = Random(seed: seed)
        return try Taxonomy(nodeCount: count, edges: (1..<max(1, count)).map { ($0, random.index(below: $0)) })
    }
}
