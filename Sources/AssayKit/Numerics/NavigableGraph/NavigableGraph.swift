/// A hierarchy of proximity graphs, and the search and insertion on it: Malkov and Yashunin, "Efficient and robust
/// approximate nearest neighbor search using Hierarchical Navigable Small World graphs" (arXiv 1603.09320), algorithms 1
/// to 5.
///
/// It holds links between elements 0..<count, and asks for distances where it needs them: where vectors are, and how far
/// apart, is the caller's.
public final class NavigableGraph {
    public struct Parameters: Sendable {
        /// M.
        let connections: Int
        /// efConstruction.
        let constructionBreadth: Int
        let extendsCandidates: Bool
        let keepsPruned: Bool

        /// - Parameters:
        ///   - connections: M, the links that a new element gets on each layer, two at least.
        ///   - constructionBreadth: efConstruction, the candidates kept while an element's neighbours are searched.
        ///   - extendsCandidates: extendCandidates of algorithm 4.
        ///   - keepsPruned: keepPrunedConnections of algorithm 4.
        public init(connections: Int, constructionBreadth: Int, extendsCandidates: Bool = false, keepsPruned: Bool = false) {
            precondition(connections >= 2 && constructionBreadth >= 1, "M = \(connections), efConstruction = \(constructionBreadth)")
            self.connections = connections
            self.constructionBreadth = constructionBreadth
            self.extendsCandidates = extendsCandidates
            self.keepsPruned = keepsPruned
        }

        /// M_max on the layers above, M_max0 = 2M on the ground (section 4.1).
        func largestDegree(layer: Int) -> Int { layer == 0 ? 2 * connections : connections }
    }

    /// Writes the distances from what is being searched to a batch of elements.
    public typealias Distances = (_ elements: Span<Int32>, _ distances: inout MutableSpan<Float>) throws(Stop) -> Void
    /// Writes the distances from an element to a batch of others.
    public typealias ElementDistances = (_ element: Int, _ others: Span<Int32>, _ distances: inout MutableSpan<Float>) throws(Stop) -> Void

    let parameters: Parameters
    /// Of each element the highest layer that it is on.
    let levels: [UInt8]
    let links: LinkTable
    /// Where searches are made that nobody says another place for.
    private let ownSearch: GraphSearch
    private(set) var entry = 0
    public private(set) var topLayer = -1

    /// An empty graph of as many elements, each of which is to be inserted once.
    public init(count: Int, _ parameters: Parameters, _ random: inout Random) {
        self.parameters = parameters
        // l = ⌊−ln(unif(0, 1)) · m_L⌋ with m_L = 1/ln M (algorithm 1, line 4). 1 − uniform() is 2⁻⁵³ at the least, so l is 53 at the most.
        let levelScale = 1 / logarithm(Double(parameters.connections))
        levels = (0..<count).map { _ in UInt8(-logarithm(1 - random.uniform()) * levelScale) }
        links = LinkTable(levels: levels, parameters)
        ownSearch = GraphSearch(links, count: count, parameters)
    }

    public var linkCount: Int { links.count }

    /// What a thread needs that searches beside others.
    public func makeSearch() -> GraphSearch { GraphSearch(links, count: levels.count, parameters) }

    /// The nearest that the last search has found, as many at the most, nearest first.
    public func found(_ limit: Int) -> [GraphCandidate] { ownSearch.found(limit) }

    /// Algorithm 5. The result is `found`.
    /// - Precondition: an element was inserted.
    /// - Throws: what `distances` throws.
    public func search(breadth: Int, _ distances: Distances) throws(Stop) { try search(breadth: breadth, in: ownSearch, distances) }

    /// Algorithm 5: descends with one candidate, then searches the ground with `breadth` of them. The result is
    /// `search.found`. Searches may go on side by side, each in one of its own, while nothing is inserted.
    /// - Precondition: an element was inserted.
    /// - Throws: what `distances` throws.
    public func search(breadth: Int, in search: GraphSearch, _ distances: Distances) throws(Stop) {
        try search.descend(from: entry, topLayer, to: 0, distances)
        try search.searchLayer(0, breadth: breadth, distances)
    }

    /// Algorithm 1.
    /// - Throws: what `between` throws.
    public func insert(_ element: Int, _ between: ElementDistances) throws(Stop) {
        let level = Int(levels[element])
        guard topLayer >= 0 else {
            (entry, topLayer) = (element, level)
            return
        }
        let distances: Distances = { others, lengths throws(Stop) in
            try between(element, others, &lengths)
        }
        try ownSearch.descend(from: entry, topLayer, to: level, distances)
        for layer in stride(from: min(topLayer, level), through: 0, by: -1) {
            try ownSearch.searchLayer(layer, breadth: parameters.constructionBreadth, distances)
            let neighbors = try ownSearch.chooseNeighbors(layer, distances, between)
            links.set(element, layer, neighbors)
            for neighbor in neighbors { try ownSearch.connect(Int(neighbor.index), to: element, neighbor.distance, layer, between) }
        }
        if level > topLayer { (entry, topLayer) = (element, level) }
    }
}
