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

    private let parameters: Parameters
    private let levels: [Int]
    private let links: LinkTable
    /// Candidates of the running search, nearest first; its result when it is over.
    private let pool: CandidatePool
    private let visited: VisitedSet
    private let batch: DistanceBatch
    private var entry = 0
    public private(set) var topLayer = -1

    /// An empty graph of as many elements, each of which is to be inserted once.
    public init(count: Int, _ parameters: Parameters, _ random: inout Random) {
        self.parameters = parameters
        // l = ⌊−ln(unif(0, 1)) · m_L⌋ with m_L = 1/ln M (algorithm 1, line 4). 1 − uniform() is never zero.
        let levelScale = 1 / logarithm(Double(parameters.connections))
        levels = (0..<count).map { _ in Int(-logarithm(1 - random.uniform()) * levelScale) }
        links = LinkTable(levels: levels, parameters)
        pool = CandidatePool()
        visited = VisitedSet(count: count)
        batch = DistanceBatch(capacity: max(64, 2 * parameters.connections))
    }

    /// The nearest that the last search has found, as many at the most, nearest first.
    public func found(_ limit: Int) -> [GraphCandidate] { pool.prefix(limit) }

    public var linkCount: Int { links.count }

    /// Algorithm 5: descends with one candidate, then searches the ground with `breadth` of them. The result is `found`.
    /// - Precondition: an element was inserted.
    /// - Throws: what `distances` throws.
    public func search(breadth: Int, _ distances: Distances) throws(Stop) {
        try enter(distances)
        for layer in stride(from: topLayer, to: 0, by: -1) { try searchLayer(layer, breadth: 1, distances) }
        try searchLayer(0, breadth: breadth, distances)
    }

    /// Algorithm 1.
    /// - Throws: what `between` throws.
    public func insert(_ element: Int, _ between: ElementDistances) throws(Stop) {
        let level = levels[element]
        guard topLayer >= 0 else {
            (entry, topLayer) = (element, level)
            return
        }
        let distances: Distances = { others, lengths throws(Stop) in
            try between(element, others, &lengths)
        }
        try enter(distances)
        for layer in stride(from: topLayer, to: level, by: -1) { try searchLayer(layer, breadth: 1, distances) }
        for layer in stride(from: min(topLayer, level), through: 0, by: -1) {
            try searchLayer(layer, breadth: parameters.constructionBreadth, distances)
            var candidates = pool.candidates
            if parameters.extendsCandidates { try extend(&candidates, layer, distances) }
            let neighbors = try selectNeighbors(candidates, parameters.connections, between)
            links.set(element, layer, neighbors)
            for neighbor in neighbors { try connect(Int(neighbor.index), to: element, neighbor.distance, layer, between) }
        }
        if level > topLayer { (entry, topLayer) = (element, level) }
    }

    /// Begins a search at the entry point.
    private func enter(_ distances: Distances) throws(Stop) {
        batch.removeAll()
        batch.append(Int32(entry))
        try batch.measure(distances)
        pool.begin(GraphCandidate(distance: batch.length(0), index: Int32(entry)))
    }

    /// Algorithm 2, from the candidates that the pool holds.
    ///
    /// The paper's two heaps are one sorted list here: a candidate that falls out of the best `breadth` is farther than
    /// all of them and would end the search when its turn came.
    private func searchLayer(_ layer: Int, breadth: Int, _ distances: Distances) throws(Stop) {
        visited.removeAll()
        pool.reopen(breadth: breadth)
        for position in 0..<pool.count { visited.insert(pool[position].index) }
        while let candidate = pool.nextUnexpanded() {
            batch.removeAll()
            links.forEach(Int(candidate.index), layer) { neighbor in
                if visited.insert(neighbor) { batch.append(neighbor) }
            }
            guard batch.count > 0 else { continue }
            try batch.measure(distances)
            for position in 0..<batch.count where pool.admits(batch.length(position)) {
                pool.insert(GraphCandidate(distance: batch.length(position), index: batch.index(position)))
            }
        }
    }

    /// Algorithm 4: nearest first, and only those nearer to the element than to every one already selected.
    private func selectNeighbors(_ candidates: [GraphCandidate], _ limit: Int, _ between: ElementDistances) throws(Stop) -> [GraphCandidate] {
        var selected: [GraphCandidate] = []
        var discarded: [GraphCandidate] = []
        batch.removeAll()
        for candidate in candidates where selected.count < limit {
            // `batch` holds the selected ones, so that all are measured from the candidate in one call.
            try batch.measure { others, lengths throws(Stop) in
                try between(Int(candidate.index), others, &lengths)
            }
            if batch.isEveryLength(above: candidate.distance) {
                selected.append(candidate)
                batch.append(candidate.index)
            } else if parameters.keepsPruned {
                discarded.append(candidate)
            }
        }
        if parameters.keepsPruned { selected += discarded.prefix(limit - selected.count) }
        return selected
    }

    /// Adds the candidates' own neighbours (algorithm 4, extendCandidates).
    private func extend(_ candidates: inout [GraphCandidate], _ layer: Int, _ distances: Distances) throws(Stop) {
        var known = Set(candidates.map(\.index))
        for candidate in candidates {
            batch.removeAll()
            links.forEach(Int(candidate.index), layer) { if known.insert($0).inserted { batch.append($0) } }
            try batch.measure(distances)
            for position in 0..<batch.count {
                candidates.append(GraphCandidate(distance: batch.length(position), index: batch.index(position)))
            }
        }
        candidates.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
    }

    /// Links back, and shrinks a list that is over-full by the same rule (algorithm 1, lines 12 to 16).
    private func connect(_ element: Int, to new: Int, _ distance: Float, _ layer: Int, _ between: ElementDistances) throws(Stop) {
        let link = GraphCandidate(distance: distance, index: Int32(new))
        let limit = parameters.largestDegree(layer: layer)
        if links.append(element, layer, link) { return }
        var all = links.candidates(element, layer) + [link]
        all.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
        links.set(element, layer, try selectNeighbors(all, limit, between))
    }
}
