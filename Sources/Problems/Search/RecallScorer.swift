import AssayKit
import Dispatch
import Synchronization

/// Knows the exact answers and judges those of a method by them.
struct RecallScorer: Scorer {
    private let set: VectorSet
    private let k: Int
    /// For each query the distance of its k-th neighbour. An answer as near as that is right, whichever of several vectors
    /// at one distance it names.
    private let radii: [Float]

    init(_ set: VectorSet, k: Int) {
        self.set = set
        self.k = k
        radii = set.truth.map { Self.radii(set, $0, k: k) } ?? Self.exactRadii(set, k: k)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("neighbours are answered by serving queries, not by an offer") }
        let served: Served
        do { served = try Served(encoded: bytes) } catch { throw InvalidAnswer("its answers are \(error)") }
        return try score(served)
    }

    func score(_ served: Served) throws(InvalidAnswer) -> [String: Double] {
        guard served.answers.count == set.queryCount, served.querySeconds > 0 else {
            throw InvalidAnswer("\(served.answers.count) answers to \(set.queryCount) queries")
        }
        var found = 0
        for (index, neighbors) in served.answers.enumerated() {
            guard neighbors.count <= k else { throw InvalidAnswer("query \(index): \(neighbors.count) neighbours where \(k) were asked") }
            guard Set(neighbors).count == neighbors.count else { throw InvalidAnswer("query \(index): a neighbour is named twice") }
            guard neighbors.allSatisfy({ $0 >= 0 && $0 < set.count }) else { throw InvalidAnswer("query \(index): there is no such vector") }
            var distances = [Float](repeating: 0, count: neighbors.count)
            var span = distances.mutableSpan
            set.writeDistances(from: set.query(index).span, to: neighbors.span, into: &span)
            found += distances.count { $0 <= radii[index] }
        }
        let queries = Double(set.queryCount)
        var metrics = [
            "recall": Double(found) / (queries * Double(min(k, set.count))),
            "queriesPerSecond": queries / served.querySeconds,
            "buildSeconds": served.buildSeconds,
        ]
        metrics["distancesPerQuery"] = served.distances.map { Double($0) / queries }
        return metrics
    }

    /// Compares every query with every vector, a block of vectors at a time that stays in the processor's cache.
    private static func exactRadii(_ set: VectorSet, k: Int) -> [Float] {
        let block = 512
        let ranges = stride(from: 0, to: set.queryCount, by: 64).map { $0..<min($0 + 64, set.queryCount) }
        let result = Mutex([Float](repeating: .infinity, count: set.queryCount))
        DispatchQueue.concurrentPerform(iterations: ranges.count) { part in
            let range = ranges[part]
            var nearest = [NearestList](repeating: NearestList(k), count: range.count)
            var distances = [Float](repeating: 0, count: block)
            for begin in stride(from: 0, to: set.count, by: block) {
                let rows = (begin..<min(begin + block, set.count)).map { Int32($0) }
                for query in range {
                    var span = distances.mutableSpan
                    set.writeDistances(from: set.query(query).span, to: rows.span, into: &span)
                    for row in rows.indices { nearest[query - range.lowerBound].insert(rows[row], distances[row]) }
                }
            }
            result.withLock { result in
                for query in range { result[query] = nearest[query - range.lowerBound].entries.last?.distance ?? .infinity }
            }
        }
        return result.withLock { $0 }
    }

    /// The same by the neighbours that are known already, the k nearest of which count.
    private static func radii(_ set: VectorSet, _ truth: [[Int32]], k: Int) -> [Float] {
        truth.enumerated().map { query, neighbors in
            let neighbors = Array(neighbors.prefix(k))
            var distances = [Float](repeating: 0, count: neighbors.count)
            var span = distances.mutableSpan
            set.writeDistances(from: set.query(query).span, to: neighbors.span, into: &span)
            return distances.max() ?? .infinity
        }
    }
}
