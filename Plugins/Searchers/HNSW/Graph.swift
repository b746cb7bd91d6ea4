import AssayKit

/// The layered graph, and the search and insertion on it.
final class Graph {
    struct Parameters: Sendable {
        /// M.
        let connections: Int
        /// efConstruction.
        let constructionBreadth: Int
        let extendsCandidates: Bool
        let keepsPruned: Bool

        /// M_max on the layers above, M_max0 = 2M on the ground (section 4.1).
        func largestDegree(layer: Int) -> Int { layer == 0 ? 2 * connections : connections }
    }

    /// Asks the space for the distances from what is being searched to a batch of elements.
    typealias Distances = (Span<Int32>, inout MutableSpan<Float>) throws(Stop) -> Void

    private let parameters: Parameters
    private let levels: [Int]
    private let links: LinkTable
    /// Candidates of the running search, nearest first; its result when it is over.
    private let pool: CandidatePool
    private let visited: VisitedSet
    private let batch: DistanceBatch
    private var entry = 0
    private(set) var topLayer = -1

    init(count: Int, _ parameters: Parameters, _ random: inout Random) {
        self.parameters = parameters
        // l = ⌊−ln(unif(0, 1)) · m_L⌋ with m_L = 1/ln M (algorithm 1, line 4). 1 − uniform() is never zero.
        let levelScale = 1 / logarithm(Double(parameters.connections))
        levels = (0..<count).map { _ in Int(-logarithm(1 - random.uniform()) * levelScale) }
        links = LinkTable(levels: levels, parameters)
        pool = CandidatePool()
        visited = VisitedSet(count: count)
        batch = DistanceBatch(capacity: max(64, 2 * parameters.connections))
    }

    /// What the running search has found, nearest first.
    var found: CandidatePool { pool }

    var linkCount: Int { links.count }

    /// Algorithm 5: descends with one candidate, then searches the ground with `breadth` of them. The result is `found`.
    func search(breadth: Int, _ distances: Distances) throws(Stop) {
        try enter(distances)
        for layer in stride(from: topLayer, to: 0, by: -1) { try searchLayer(layer, breadth: 1, distances) }
        try searchLayer(0, breadth: breadth, distances)
    }

    /// Algorithm 1.
    func insert(_ element: Int, _ space: any NearestNeighbors) throws(Stop) {
        let level = levels[element]
        guard topLayer >= 0 else {
            (entry, topLayer) = (element, level)
            return
        }
        let distances: Distances = { others, lengths throws(Stop) in
            try space.distances(from: element, to: others, into: &lengths)
        }
        try enter(distances)
        for layer in stride(from: topLayer, to: level, by: -1) { try searchLayer(layer, breadth: 1, distances) }
        for layer in stride(from: min(topLayer, level), through: 0, by: -1) {
            try searchLayer(layer, breadth: parameters.constructionBreadth, distances)
            var candidates = pool.candidates
            if parameters.extendsCandidates { try extend(&candidates, layer, distances) }
            let neighbors = try selectNeighbors(candidates, parameters.connections, space)
            links.set(element, layer, neighbors)
            for neighbor in neighbors { try connect(Int(neighbor.index), to: element, neighbor.distance, layer, space) }
        }
        if level > topLayer { (entry, topLayer) = (element, level) }
    }

    /// Begins a search at the entry point.
    private func enter(_ distances: Distances) throws(Stop) {
        batch.removeAll()
        batch.append(Int32(entry))
        try batch.measure(distances)
        pool.begin(Candidate(distance: batch.length(0), index: Int32(entry)))
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
                pool.insert(Candidate(distance: batch.length(position), index: batch.index(position)))
            }
        }
    }

    /// Algorithm 4: nearest first, and only those nearer to the element than to every one already selected.
    private func selectNeighbors(_ candidates: [Candidate], _ limit: Int, _ space: any NearestNeighbors) throws(Stop) -> [Candidate] {
        var selected: [Candidate] = []
        var discarded: [Candidate] = []
        batch.removeAll()
        for candidate in candidates where selected.count < limit {
            // `batch` holds the selected ones, so that all are measured from the candidate in one call.
            try batch.measure { others, lengths throws(Stop) in
                try space.distances(from: Int(candidate.index), to: others, into: &lengths)
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
    private func extend(_ candidates: inout [Candidate], _ layer: Int, _ distances: Distances) throws(Stop) {
        var known = Set(candidates.map(\.index))
        for candidate in candidates {
            batch.removeAll()
            links.forEach(Int(candidate.index), layer) { if known.insert($0).inserted { batch.append($0) } }
            try batch.measure(distances)
            for position in 0..<batch.count {
                candidates.append(Candidate(distance: batch.length(position), index: batch.index(position)))
            }
        }
        candidates.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
    }

    /// Links back, and shrinks a list that is over-full by the same rule (algorithm 1, lines 12 to 16).
    private func connect(_ element: Int, to new: Int, _ distance: Float, _ layer: Int, _ space: any NearestNeighbors) throws(Stop) {
        let link = Candidate(distance: distance, index: Int32(new))
        let limit = parameters.largestDegree(layer: layer)
        if links.append(element, layer, link) { return }
        var all = links.candidates(element, layer) + [link]
        all.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
        links.set(element, layer, try selectNeighbors(all, limit, space))
    }
}
