import AssayKit
import Formats

/// A graph as it was made or read: edges one by one, and the classes of nodes where they are known.
struct EdgeSet: Sendable {
    let nodeCount: Int
    var edges: [(source: Int, target: Int, weight: Double)]
    /// Whether edges lead one way.
    let isDirected: Bool
    /// Of each node its class from 0 on, or −1 where it is not known; nil where there are no classes.
    var classes: [Int]?
}

/// The edges of a graph in compressed rows, at the node that they lead from.
struct CompressedGraph: Sendable {
    let nodeCount: Int
    let begins: [Int]
    let neighbors: [Int32]
    let weights: [Double]
    /// Of each edge the sum of the weights from the first of its node to itself; none where all weights are the same.
    private let cumulated: [Double]

    /// Edges that are there twice count as one of the sum of their weights.
    init(_ set: EdgeSet) {
        let entries = set.edges.map { (row: $0.source, column: $0.target, value: $0.weight) }
        let back = set.isDirected ? [] : set.edges.filter { $0.source != $0.target }.map { (row: $0.target, column: $0.source, value: $0.weight) }
        self.init(SparseMatrix(rows: set.nodeCount, columns: set.nodeCount, entries: entries + back))
    }

    private init(_ matrix: SparseMatrix) {
        nodeCount = matrix.rows
        begins = matrix.rowBegins
        neighbors = matrix.columnIndices.map { Int32($0) }
        weights = matrix.values
        guard let first = matrix.values.first, matrix.values.contains(where: { $0 != first }) else {
            cumulated = []
            return
        }
        cumulated = (0..<matrix.rows).flatMap { row in
            var sum = 0.0
            return matrix.values[matrix.rowBegins[row]..<matrix.rowBegins[row + 1]].map { weight in
                sum += weight
                return sum
            }
        }
    }

    /// As it is, but that a node which no edge leads away from has one to itself.
    func withoutDeadEnds() -> CompressedGraph {
        let edges = (0..<nodeCount).flatMap { node -> [(row: Int, column: Int, value: Double)] in
            let range = begins[node]..<begins[node + 1]
            return range.isEmpty ? [(node, node, 1)] : range.map { (node, Int(neighbors[$0]), weights[$0]) }
        }
        return CompressedGraph(SparseMatrix(rows: nodeCount, columns: nodeCount, entries: edges))
    }

    func degree(of node: Int) -> Int { begins[node + 1] - begins[node] }

    /// Where the edge leads within whose share of the node's weight the number falls.
    func neighbor(of node: Int, at share: Double) -> Int {
        let begin = begins[node], end = begins[node + 1]
        guard !cumulated.isEmpty else { return Int(neighbors[min(begin + Int(share * Double(end - begin)), end - 1)]) }
        let wanted = share * cumulated[end - 1]
        var low = begin, high = end - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulated[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return Int(neighbors[low])
    }

    /// Each edge from a node to itself or one after it: of an undirected graph each edge once.
    var pairs: [(source: Int, target: Int, weight: Double)] {
        (0..<nodeCount).flatMap { node in
            (begins[node]..<begins[node + 1]).filter { neighbors[$0] >= node }.map { (node, Int(neighbors[$0]), weights[$0]) }
        }
    }

    /// All edges as they lead.
    var edges: [(source: Int, target: Int, weight: Double)] {
        (0..<nodeCount).flatMap { node in (begins[node]..<begins[node + 1]).map { (node, Int(neighbors[$0]), weights[$0]) } }
    }
}

/// What methods see of a graph.
class GraphProblem: Graph {
    let meter: Meter
    let graph: CompressedGraph

    init(_ graph: CompressedGraph, _ meter: Meter) {
        self.graph = graph
        self.meter = meter
    }

    var nodeCount: Int { graph.nodeCount }
    func degree(of node: Int) -> Int { graph.degree(of: node) }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        let range = graph.begins[node]..<graph.begins[node + 1]
        let neighbors = graph.neighbors, weights = graph.weights
        body(neighbors.span.extracting(range), weights.span.extracting(range))
    }

    func findNeighbor(of node: Int, at share: Double, _ receipt: borrowing Receipt) -> Int { graph.neighbor(of: node, at: share) }
}
