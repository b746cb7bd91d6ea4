import AssayKit

/// A hierarchy as a test gives it; paths' lengths may be any distances.
final class GivenHierarchy: Hierarchy {
    let meter: Meter
    let nodeCount: Int
    let dimension: Int
    let pairs: [(child: Int32, parent: Int32)]
    let above: [(child: Int32, parent: Int32)]
    let lengths: (Int, Int) -> Double

    init(_ nodeCount: Int, dimension: Int, edges: [(Int, Int)], closure: [(Int, Int)] = [], meter: Meter = Meter(), lengths: @escaping (Int, Int) -> Double = { _, _ in 1 }) {
        self.meter = meter
        self.nodeCount = nodeCount
        self.dimension = dimension
        pairs = edges.map { (Int32($0.0), Int32($0.1)) }
        above = closure.map { (Int32($0.0), Int32($0.1)) }
        self.lengths = lengths
    }

    var edgeCount: Int { pairs.count }
    var closureCount: Int { above.count }

    func readEdges(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) { give(pairs, body) }
    func readClosure(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) { give(above, body) }

    func computePathLengths(from node: Int, into lengths: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for other in 0..<nodeCount { lengths[other] = self.lengths(node, other) }
    }

    private func give(_ pairs: [(child: Int32, parent: Int32)], _ body: (Span<Int32>, Span<Int32>) -> Void) {
        let children = pairs.map(\.child), parents = pairs.map(\.parent)
        body(children.span, parents.span)
    }
}

/// Hyperbolic distances between points of the ball, from numbers of 106 bits.
func ballDistance(_ embedding: HierarchyEmbedding, _ first: Int, _ second: Int) -> Double {
    func squares(_ coordinate: (Int) -> DoubleDouble) -> DoubleDouble {
        (0..<embedding.dimension).reduce(DoubleDouble(0)) { $0 + coordinate($1) * coordinate($1) }
    }
    let difference = squares { embedding.coordinate(first, $0) - embedding.coordinate(second, $0) }
    let gaps = (DoubleDouble(1) - squares { embedding.coordinate(first, $0) }) * (DoubleDouble(1) - squares { embedding.coordinate(second, $0) })
    let excess = 2 * (difference / gaps).high
    return logarithm1p(excess + (excess * (excess + 2)).squareRoot())
}
