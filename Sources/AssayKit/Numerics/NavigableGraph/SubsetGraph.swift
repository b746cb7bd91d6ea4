/// A navigable graph over some of a space's vectors: what an index of many parts, such as ranges of labels or tenants, has
/// for each of them.
public final class SubsetGraph {
    /// The vectors that it is over. Candidates name them by their positions here.
    public let members: [Int32]
    private let space: any NearestNeighbors
    private let graph: NavigableGraph
    /// Hot: a batch of elements by their numbers in the space. Raw, since an array in a class pays for exclusivity and
    /// uniqueness at every element.
    private let batch: UnsafeMutableBufferPointer<Int32>

    /// Inserts all members, in this order. Charged as the insertions are.
    /// - Precondition: all members lie in 0..<space.count.
    /// - Throws: `Stop` where the budget is spent.
    public init(_ members: [Int32], of space: any NearestNeighbors, _ parameters: NavigableGraph.Parameters, _ random: inout Random) throws(Stop) {
        self.members = members
        self.space = space
        graph = NavigableGraph(count: members.count, parameters, &random)
        unsafe batch = .allocate(capacity: max(64, 2 * parameters.connections))
        unsafe batch.initialize(repeating: 0)
        for element in members.indices {
            try graph.insert(element) { element, others, distances throws(Stop) in
                name(others)
                try space.distances(from: Int(members[element]), to: unsafe UnsafeBufferPointer(rebasing: batch[..<others.count]).span, into: &distances)
            }
        }
    }

    deinit { unsafe batch.deallocate() }

    /// The nearest to a query that a search of this breadth finds, as many at the most, nearest first; `index` is the
    /// position in `members`.
    /// - Throws: `Stop` where the budget is spent.
    public func search(_ query: Span<Float>, breadth: Int, _ limit: Int) throws(Stop) -> [GraphCandidate] {
        guard !members.isEmpty else { return [] }
        try graph.search(breadth: max(breadth, limit)) { others, distances throws(Stop) in
            name(others)
            try space.distances(from: query, to: unsafe UnsafeBufferPointer(rebasing: batch[..<others.count]).span, into: &distances)
        }
        return graph.found(limit)
    }

    /// Writes a batch of the graph's elements as the space knows them.
    private func name(_ elements: Span<Int32>) {
        for position in elements.indices { unsafe batch[position] = members[Int(elements[position])] }
    }
}
