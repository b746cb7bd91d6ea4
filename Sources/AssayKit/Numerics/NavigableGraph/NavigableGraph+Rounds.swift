import Synchronization

extension NavigableGraph {
    /// The most elements that are inserted side by side.
    static let largestRound = 64

    /// Inserts all elements, on the threads of a run.
    ///
    /// On one thread that is algorithm 1, element by element. On more it goes by rounds, each of no more elements than a
    /// sixteenth of what the graph holds: first the neighbours of all of them are searched side by side, in the graph as it
    /// was before the round, where the elements of the round that come before one are candidates of its as well; then the
    /// links back are made, side by side for different elements and in order for each. So the graph is the same for every
    /// number of threads but one, and differs from that of algorithm 1 only in that a search within a round does not pass
    /// through the round's other elements.
    ///
    /// `between` is called by all threads at once.
    /// - Throws: what `between` throws.
    public func insertAll(_ run: Run, _ between: ElementDistances) throws(Stop) {
        guard run.threads > 1 else {
            for element in levels.indices { try insert(element, between) }
            return
        }
        let searches = (0..<run.threads).map { _ in makeSearch() }
        var first = 0
        while first < levels.count {
            let end = min(levels.count, first + min(Self.largestRound, first / 16))
            // One that adds a layer is inserted alone.
            let round = first..<((first..<end).first { Int(levels[$0]) > topLayer } ?? max(first, end))
            if round.count > 1 { try insert(round, searches, run, between) } else { try insert(first, between) }
            first += max(1, round.count)
        }
    }

    /// A link back, to be made at `target`.
    private struct Link {
        let target: Int32
        let layer: Int
        let element: Int
        let distance: Float
    }

    private func insert(_ round: Range<Int>, _ searches: [GraphSearch], _ run: Run, _ between: ElementDistances) throws(Stop) {
        // For each element of the round its neighbours on each layer from the ground up.
        let found = Mutex([[[GraphCandidate]]](repeating: [], count: round.count))
        try run.concurrently(round.count) { piece, thread throws(Stop) in
            let neighbors = try neighbors(of: round.lowerBound + piece, after: round.lowerBound, searches[thread], between)
            found.withLock { $0[piece] = neighbors }
        }
        var back: [Link] = []
        for (element, layers) in zip(round, found.withLock { $0 }) {
            for (layer, neighbors) in layers.enumerated() {
                links.set(element, layer, neighbors)
                for neighbor in neighbors { back.append(Link(target: neighbor.index, layer: layer, element: element, distance: neighbor.distance)) }
            }
        }
        back.sort { ($0.target, $0.layer, $0.element) < ($1.target, $1.layer, $1.element) }
        let begins = back.indices.filter { $0 == 0 || back[$0].target != back[$0 - 1].target }
        try run.concurrently(begins.count) { piece, thread throws(Stop) in
            for place in begins[piece]..<(piece + 1 < begins.count ? begins[piece + 1] : back.count) {
                let link = back[place]
                try searches[thread].connect(Int(link.target), to: link.element, link.distance, link.layer, between)
            }
        }
    }

    /// Algorithm 1 up to line 9, for an element of a round that begins with `first`.
    private func neighbors(of element: Int, after first: Int, _ search: GraphSearch, _ between: ElementDistances) throws(Stop) -> [[GraphCandidate]] {
        let distances: Distances = { others, lengths throws(Stop) in
            try between(element, others, &lengths)
        }
        let earlier = try search.measured(first..<element, distances)
        var layers: [[GraphCandidate]] = []
        let level = Int(levels[element])
        try search.descend(from: entry, topLayer, to: level, distances)
        for layer in stride(from: level, through: 0, by: -1) {
            try search.searchLayer(layer, breadth: parameters.constructionBreadth, distances)
            search.offer(earlier.filter { Int(levels[Int($0.index)]) >= layer })
            layers.append(try search.chooseNeighbors(layer, distances, between))
        }
        return layers.reversed()
    }
}
