/// A graph whose edges lead from node to node, each with a positive weight; one without weights has ones. An edge of an
/// undirected graph leads both ways. A node may lead to itself, and to no other.
public protocol Graph: Metered {
    /// How many nodes there are; they are known by 0..<nodeCount.
    var nodeCount: Int { get }
    /// How many edges lead away from the node.
    func degree(of node: Int) -> Int
    /// Hands `body` the nodes that the edges lead to, ascending and each once, and their weights.
    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void)
    /// Of the edges in their order, that within whose share of the node's weight a number from 0 to 1 falls: where it leads.
    func findNeighbor(of node: Int, at share: Double, _ receipt: borrowing Receipt) -> Int
}

extension Graph {
    /// Hands `body` the nodes that a node's edges lead to, ascending, and their weights. Charged as that many of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func edges(of node: Int, _ body: (_ neighbors: Span<Int32>, _ weights: Span<Double>) -> Void) throws(Stop) {
        precondition(node >= 0 && node < nodeCount, "node \(node) of \(nodeCount)")
        readEdges(of: node, try meter.paid(.edges, degree(of: node)), body)
    }

    /// The next node of a walk: with a uniform number from 0 to 1 each neighbour comes in proportion to its edge's weight.
    /// Nil where no edge leads away. Charged as one of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func neighbor(of node: Int, at share: Double) throws(Stop) -> Int? {
        precondition(node >= 0 && node < nodeCount && share >= 0 && share < 1, "node \(node) of \(nodeCount), at \(share)")
        guard degree(of: node) > 0 else { return nil }
        return findNeighbor(of: node, at: share, try meter.paid(.edges))
    }

    /// All edges as a matrix: entry (i, j) is the weight of the edge from i to j. Charged as so many of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func adjacency() throws(Stop) -> SparseMatrix {
        var begins = [0], columns: [Int] = [], values: [Double] = []
        begins.reserveCapacity(nodeCount + 1)
        for node in 0..<nodeCount {
            try edges(of: node) { neighbors, weights in
                for place in neighbors.indices {
                    columns.append(Int(neighbors[place]))
                    values.append(weights[place])
                }
            }
            begins.append(columns.count)
        }
        return SparseMatrix(columns: nodeCount, rowBegins: begins, columnIndices: columns, values: values)
    }
}
