extension Oracle {
    /// Edges of a graph that were read, each once at either end.
    public static let edges = Oracle("edges")
}

/// A graph whose edges have a cost c, positive between nodes that attract each other and negative between those that
/// repel. Its nodes are to be parted into any number of clusters (a multicut, or weighted correlation clustering) so that
/// the disagreement is least: the sum of |c| over attractive edges that are cut and repulsive ones within a cluster.
/// The multicut's cost, Σ c over the edges cut, differs from it by a constant.
///
/// Answers go to `run.offer`: for each node the number of its cluster, any whole numbers.
public protocol SignedGraph: Metered {
    /// How many nodes there are; they are known by 0..<nodeCount.
    var nodeCount: Int { get }
    /// How many edges the node has.
    func degree(of node: Int) -> Int
    /// Hands `body` the node's neighbours, ascending and each once, never itself, and the costs of the edges to them.
    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void)
}

extension SignedGraph {
    /// Hands `body` the neighbours of a node, ascending, and the costs of the edges to them. Charged as that many of `edges`.
    /// - Throws: `Stop` where the budget is spent.
    public func edges(of node: Int, _ body: (_ neighbors: Span<Int32>, _ costs: Span<Double>) -> Void) throws(Stop) {
        precondition(node >= 0 && node < nodeCount, "node \(node) of \(nodeCount)")
        readEdges(of: node, try meter.paid(.edges, degree(of: node)), body)
    }
}

/// A complete signed graph whose costs are those of its nodes' features: c = ⟨f, g⟩ − α. A method may work on the features,
/// n·d numbers, in place of n² costs.
public protocol FactorizedGraph: SignedGraph {
    /// d, how many numbers a node's features are.
    var dimension: Int { get }
    /// α: the greater, the more any two nodes repel each other.
    var offset: Double { get }
    func copyFeatures(of node: Int, into features: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension FactorizedGraph {
    /// Copies a node's features, `dimension` numbers. Charged as one of `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func features(of node: Int, into features: inout MutableSpan<Double>) throws(Stop) {
        precondition(node >= 0 && node < nodeCount && features.count == dimension, "node \(node) of \(nodeCount) into \(features.count) numbers")
        copyFeatures(of: node, into: &features, try meter.paid(.vectors))
    }
}
