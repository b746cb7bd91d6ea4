/// A search of a navigable graph: its candidates, what it has met, and the steps that insertion and search consist of.
///
/// It changes no links but those of the element that it is told to connect, so that many may work side by side.
public final class GraphSearch {
    typealias Distances = NavigableGraph.Distances
    typealias ElementDistances = NavigableGraph.ElementDistances

    private let links: LinkTable
    private let parameters: NavigableGraph.Parameters
    /// Candidates of the running search, nearest first; its result when it is over.
    private let pool = CandidatePool()
    private let visited: VisitedSet
    private let batch: DistanceBatch

    init(_ links: LinkTable, count: Int, _ parameters: NavigableGraph.Parameters) {
        self.links = links
        self.parameters = parameters
        visited = VisitedSet(count: count)
        batch = DistanceBatch(capacity: max(NavigableGraph.largestRound, 2 * parameters.connections))
    }

    /// The nearest that the last search has found, as many at the most, nearest first.
    public func found(_ limit: Int) -> [GraphCandidate] { pool.prefix(limit) }

    /// Begins at the entry point, and goes down with one candidate to the layer below which more are kept.
    func descend(from entry: Int, _ top: Int, to layer: Int, _ distances: Distances) throws(Stop) {
        batch.removeAll()
        batch.append(Int32(entry))
        try batch.measure(distances)
        pool.begin(GraphCandidate(distance: batch.length(0), index: Int32(entry)))
        for upper in stride(from: top, to: layer, by: -1) { try searchLayer(upper, breadth: 1, distances) }
    }

    /// Algorithm 2, from the candidates that the pool holds.
    ///
    /// The paper's two heaps are one sorted list here: a candidate that falls out of the best `breadth` is farther than
    /// all of them and would end the search when its turn came.
    func searchLayer(_ layer: Int, breadth: Int, _ distances: Distances) throws(Stop) {
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

    /// The links for what was searched, among the candidates that the last search of a layer has found.
    func chooseNeighbors(_ layer: Int, _ distances: Distances, _ between: ElementDistances) throws(Stop) -> [GraphCandidate] {
        var candidates = pool.candidates
        if parameters.extendsCandidates { try extend(&candidates, layer, distances) }
        return try selectNeighbors(candidates, parameters.connections, between)
    }

    /// Adds to what the last search of a layer has found those of more elements that are as near and that it did not meet.
    func offer(_ candidates: [GraphCandidate]) {
        for candidate in candidates where visited.insert(candidate.index) && pool.admits(candidate.distance) { pool.insert(candidate) }
    }

    /// How far some elements are.
    func measured(_ elements: Range<Int>, _ distances: Distances) throws(Stop) -> [GraphCandidate] {
        batch.removeAll()
        for element in elements { batch.append(Int32(element)) }
        try batch.measure(distances)
        return batch.candidates
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
            candidates += batch.candidates
        }
        candidates.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
    }

    /// Links back, and shrinks a list that is over-full by the same rule (algorithm 1, lines 12 to 16).
    func connect(_ element: Int, to new: Int, _ distance: Float, _ layer: Int, _ between: ElementDistances) throws(Stop) {
        if links.append(element, layer, Int32(new)) { return }
        batch.removeAll()
        links.forEach(element, layer) { batch.append($0) }
        try batch.measure { others, lengths throws(Stop) in
            try between(element, others, &lengths)
        }
        var all = batch.candidates
        all.append(GraphCandidate(distance: distance, index: Int32(new)))
        all.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
        links.set(element, layer, try selectNeighbors(all, parameters.largestDegree(layer: layer), between))
    }
}
