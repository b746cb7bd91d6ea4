import AssayKit

/// Points with a disk whose every list and every reading a test sees.
final class DiskSpace: PointSpace, DiskResident {
    let memoryLimit = 1 << 30
    private(set) var lists: [[UInt8]] = []
    /// The lists read so far, in order.
    private(set) var reads: [Int] = []

    static func disk(_ count: Int, dimension: Int = 6, queries: Int = 40, k: Int = 5, seed: UInt64, budget: Budget = Budget()) -> DiskSpace {
        let made = clustered(count, dimension: dimension, queries: queries, k: k, seed: seed)
        return DiskSpace(made.points, queries: made.queries, k: k, budget: budget)
    }

    var listCount: Int { lists.count }
    func byteCount(of list: Int) -> Int { lists[list].count }
    func writeList(_ bytes: Span<UInt8>, _ receipt: borrowing Receipt) { lists.append(bytes.indices.map { bytes[$0] }) }
    func readList(_ list: Int, _ receipt: borrowing Receipt, _ body: (Span<UInt8>) -> Void) {
        reads.append(list)
        let bytes = lists[list]
        body(bytes.span)
    }

    /// The vectors of each list.
    var members: [[Int]] {
        lists.map { bytes in
            var list = PostingList(dimension: dimension)
            list.decode(bytes.span)
            return list.indices.map { Int($0) }
        }
    }
}

/// Points under any metric.
final class MetricSpace: NearestNeighbors {
    let meter = Meter()
    let metric: VectorMetric
    let points: [[Float]]
    let queries: [[Float]]
    let k: Int
    private(set) var answers: [[Int]] = []

    init(_ points: [[Float]], queries: [[Float]], k: Int, _ metric: VectorMetric) {
        (self.points, self.queries, self.k, self.metric) = (points, queries, k, metric)
    }

    var count: Int { points.count }
    var dimension: Int { points[0].count }

    func distance(_ a: [Float], _ b: [Float]) -> Float {
        let product = zip(a, b).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        func norm(_ a: [Float]) -> Float { a.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        switch metric {
        case .euclidean: return PointSpace.squaredDistance(a, b)
        case .cosine: return 1 - product / (norm(a) * norm(b))
        case .innerProduct: return -product
        }
    }

    var nearest: [[Int]] {
        queries.map { query in
            let distances = points.map { distance(query, $0) }
            return Array(points.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(k))
        }
    }

    func computeDistances(from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        for i in others.indices { distances[i] = distance(points[index], points[Int(others[i])]) }
    }

    func computeDistances(from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        let query = query.indices.map { query[$0] }
        for i in others.indices { distances[i] = distance(query, points[Int(others[i])]) }
    }

    func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        for axis in 0..<dimension { vector[axis] = points[index][axis] }
    }

    func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        for query in queries {
            var neighbors = Neighbors()
            try answer(query.span, k, &neighbors)
            answers.append(neighbors.indices.map { Int($0) })
        }
    }
}
