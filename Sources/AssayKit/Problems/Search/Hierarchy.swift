/// A hierarchy, a tree or a graph without directed cycles, whose nodes are to be embedded in few dimensions so that their
/// distances tell what belongs to what.
///
/// Answers go to `run.offer` as the numbers of a `HierarchyEmbedding`, in the geometry and in as many dimensions, up to
/// `dimension`, as a method likes. Only how distances compare to each other counts, not their unit.
public protocol Hierarchy: Metered {
    /// n; nodes are known by 0..<n.
    var nodeCount: Int { get }
    /// How many coordinates a point may have at the most.
    var dimension: Int { get }
    /// How many direct edges there are.
    var edgeCount: Int { get }
    /// How many pairs of a node and one that is anywhere above it.
    var closureCount: Int { get }
    func readEdges(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void)
    func readClosure(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void)
    func computePathLengths(from node: Int, into lengths: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension Hierarchy {
    /// Hands `body` the direct edges, child and parent, ascending and each once. Charged as that many of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func edges(_ body: (_ children: Span<Int32>, _ parents: Span<Int32>) -> Void) throws(Stop) {
        readEdges(try meter.paid(.edges, edgeCount), body)
    }

    /// Hands `body` the transitive closure: each node with every one above it, ascending. Charged as that many of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func closure(_ body: (_ nodes: Span<Int32>, _ ancestors: Span<Int32>) -> Void) throws(Stop) {
        readClosure(try meter.paid(.edges, closureCount), body)
    }

    /// Writes how many edges the shortest path from a node to each of the n takes, up or down; ∞ where there is none.
    /// Charged as n of `distances`.
    /// - Throws: `Stop` where the budget is spent.
    public func pathLengths(from node: Int, into lengths: inout MutableSpan<Double>) throws(Stop) {
        precondition(node >= 0 && node < nodeCount && lengths.count == nodeCount, "node \(node) of \(nodeCount), into \(lengths.count) places")
        computePathLengths(from: node, into: &lengths, try meter.paid(.distances, nodeCount))
    }
}
