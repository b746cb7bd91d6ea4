import AssayKit

/// The features of a complete graph's nodes, and α: c = ⟨f, g⟩ − α.
struct NodeFeatures: Sendable {
    let matrix: Matrix
    let offset: Double

    init(_ matrix: Matrix, offset: Double) {
        self.matrix = matrix
        self.offset = offset
    }

    /// Cosines of the angles between points, seen from their mean.
    init(cosinesOf points: Matrix, offset: Double) {
        var matrix = points
        let mean = (0..<points.columns).map { column in points.column(column).reduce(0, +) / Double(max(1, points.rows)) }
        for row in 0..<points.rows {
            for column in 0..<points.columns { matrix[row, column] -= mean[column] }
            let length = norm(matrix.row(row))
            for column in 0..<points.columns where length > 0 { matrix[row, column] /= length }
        }
        self.init(matrix, offset: offset)
    }

    /// The costs of some nodes' edges to all nodes, themselves included: one row a node.
    func costs(of nodes: Range<Int>) -> Matrix {
        var costs = Matrix.product(matrix.selecting(rows: Array(nodes)), matrix, transposeRight: true)
        for index in costs.entries.indices { costs.entries[index] -= offset }
        return costs
    }
}

/// A sparse graph's edges, in compressed rows at both of their ends.
struct SignedEdges: Sendable {
    let nodeCount: Int
    let begins: [Int]
    let neighbors: [Int32]
    let costs: [Double]

    /// Edges that are there twice count as one of the sum of their costs; those from a node to itself are left out.
    init(nodeCount: Int, edges: [(source: Int, target: Int, cost: Double)]) {
        let matrix = SparseMatrix(
            rows: nodeCount, columns: nodeCount,
            entries: edges.lazy.filter { $0.source != $0.target }.flatMap { [($0.source, $0.target, $0.cost), ($0.target, $0.source, $0.cost)] })
        self.nodeCount = nodeCount
        begins = matrix.rowBegins
        neighbors = matrix.columnIndices.map { Int32($0) }
        costs = matrix.values
    }

    /// Each edge once, with its lesser node first.
    var pairs: [(source: Int, target: Int, cost: Double)] {
        (0..<nodeCount).flatMap { node in
            (begins[node]..<begins[node + 1]).filter { neighbors[$0] > node }.map { (node, Int(neighbors[$0]), costs[$0]) }
        }
    }
}

final class FactorizedGraphProblem: FactorizedGraph {
    let meter: Meter
    private let features: NodeFeatures

    init(_ features: NodeFeatures, _ meter: Meter) {
        self.features = features
        self.meter = meter
    }

    var nodeCount: Int { features.matrix.rows }
    var dimension: Int { features.matrix.columns }
    var offset: Double { features.offset }
    func degree(of node: Int) -> Int { nodeCount - 1 }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        var costs = features.costs(of: node..<node + 1).entries
        costs.remove(at: node)
        let neighbors = (0..<nodeCount).filter { $0 != node }.map { Int32($0) }
        body(neighbors.span, costs.span)
    }

    func copyFeatures(of node: Int, into target: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for axis in 0..<dimension { target[axis] = features.matrix[node, axis] }
    }
}

final class SparseSignedGraphProblem: SignedGraph {
    let meter: Meter
    private let edges: SignedEdges

    init(_ edges: SignedEdges, _ meter: Meter) {
        self.edges = edges
        self.meter = meter
    }

    var nodeCount: Int { edges.nodeCount }
    func degree(of node: Int) -> Int { edges.begins[node + 1] - edges.begins[node] }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        let range = edges.begins[node]..<edges.begins[node + 1]
        let neighbors = edges.neighbors, costs = edges.costs
        body(neighbors.span.extracting(range), costs.span.extracting(range))
    }
}
