import AssayKit

/// Knows the exact answers among what each query's filter admits, and judges those of a method by them.
struct FilteredRecallScorer: Scorer {
    static let metrics = [
        Metric("recall", better: .higher),
        Metric("queriesPerSecond", unit: "1/s", better: .higher),
        Metric("buildSeconds", unit: "s", better: .lower),
        Metric("distancesPerQuery", better: .lower),
        Metric("indexBytes", unit: "bytes", better: .lower),
    ]

    private let filtered: FilteredSet
    private let k: Int
    /// For each query how many there are to be found, and the squared distance of the last of them. An answer as near as
    /// that is right, whichever of several vectors at one distance it names.
    private let exact: [(count: Int, radius: Float)]

    init(_ filtered: FilteredSet, k: Int) {
        self.filtered = filtered
        self.k = k
        exact = filtered.filters.indices.map { index in
            let rows = filtered.admitted(filtered.filters[index])
            let distances = Self.distances(filtered.vectors, index, rows)
            var nearest = NearestList(k)
            for (row, distance) in zip(rows, distances) { nearest.insert(row, distance) }
            return (nearest.entries.count, nearest.entries.last?.distance ?? -.infinity)
        }
    }

    private static func distances(_ set: VectorSet, _ query: Int, _ rows: [Int32]) -> [Float] {
        var distances = [Float](repeating: 0, count: rows.count)
        var span = distances.mutableSpan
        let point = set.query(query)
        squaredDistances(from: point.span, to: rows.span, of: set.vectors.span, dimension: set.dimension, into: &span)
        return distances
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("neighbours are answered by serving queries, not by an offer") }
        let weighed: WeighedServed
        do { weighed = try WeighedServed(encoded: bytes) } catch { throw InvalidAnswer("its answers are \(error)") }
        let served = weighed.answers, set = filtered.vectors
        guard served.answers.count == set.queryCount, served.querySeconds > 0 else {
            throw InvalidAnswer("\(served.answers.count) answers to \(set.queryCount) queries")
        }
        var found = 0
        for (index, neighbors) in served.answers.enumerated() {
            guard neighbors.count <= k else { throw InvalidAnswer("query \(index): \(neighbors.count) neighbours where \(k) were asked") }
            guard Set(neighbors).count == neighbors.count else { throw InvalidAnswer("query \(index): a neighbour is named twice") }
            guard neighbors.allSatisfy({ $0 >= 0 && $0 < set.count }) else { throw InvalidAnswer("query \(index): there is no such vector") }
            guard neighbors.allSatisfy({ filtered.admits(Int($0), filtered.filters[index]) }) else {
                throw InvalidAnswer("query \(index): a neighbour is named that its filter does not admit")
            }
            found += Self.distances(set, index, neighbors).count { $0 <= exact[index].radius }
        }
        let queries = Double(set.queryCount)
        let wanted = exact.reduce(0) { $0 + $1.count }
        var metrics = [
            // Where no filter admits anything, nothing is missed.
            "recall": wanted == 0 ? 1 : Double(found) / Double(wanted),
            "queriesPerSecond": queries / served.querySeconds,
            "buildSeconds": served.buildSeconds,
            "indexBytes": Double(weighed.indexBytes),
        ]
        metrics["distancesPerQuery"] = served.distances.map { Double($0) / queries }
        return metrics
    }
}
