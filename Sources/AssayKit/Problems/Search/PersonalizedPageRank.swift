/// A graph whose nodes are asked how near all others are to them, by personalised PageRank.
///
/// The vector of source u is the distribution of the node at which a walk from u ends that ends at each node with the
/// restart probability c, and else follows an edge in proportion to its weight: π = c·e(u) + (1 − c)·Pᵀπ. Every node has an
/// edge: one that would have none has one to itself, at which a walk stays. So the vectors obey
/// π(u) = c·e(u) + (1 − c)·Σ P(u, v)·π(v).
public protocol PersonalizedPageRank: Graph {
    /// c, between 0 and 1.
    var restartProbability: Double { get }

    /// Called by a method once it has built what it will answer from: from here on the host asks, in batches. `answer` is
    /// given the index, different sources, and `nodeCount` places for each source, one after the other and all zero: there
    /// go the vectors. Building and answering are timed apart, and the size of the index is that of its bytes when encoded.
    func serve<Index: Transferable>(
        _ index: Index, _ answer: (_ index: Index, _ sources: Span<Int32>, _ ranks: inout MutableSpan<Double>) throws -> Void
    ) throws
}

/// For methods that build nothing.
public struct NoIndex: Transferable {
    public init() {}
    public func encode(to writer: inout ByteWriter) {}
    public init(from reader: inout ByteReader) throws(DamagedBytes) {}
}
