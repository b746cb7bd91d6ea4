import AssayKit

/// Vectors and queries that a test knows all of. Coordinates are small whole numbers times 2⁻¹⁰, so that squared
/// distances are exact in single precision, whatever order they are summed in.
class PointSpace: EuclideanNeighbors {
    let meter: Meter
    let dimension: Int
    let points: [[Float]]
    let queries: [[Float]]
    let k: Int
    final var answers: [[Int]] = []
    final var callsWhileBuilding = 0

    init(_ points: [[Float]], queries: [[Float]], k: Int, budget: Budget = Budget()) {
        self.points = points
        self.queries = queries
        self.k = k
        dimension = points.first?.count ?? queries[0].count
        meter = Meter(budget)
    }

    /// Points in clusters, by seed; two squared distances are hardly ever equal.
    static func clustered(_ count: Int, dimension: Int = 6, queries: Int = 40, k: Int = 5, seed: UInt64, budget: Budget = Budget()) -> PointSpace {
        var random = Random(seed: seed)
        let centers = (0..<8).map { _ in (0..<dimension).map { _ in random.uniform(-400, 400) } }
        func point() -> [Float] {
            centers[random.index(below: centers.count)].map { Float(($0 + 120 * random.normal()).rounded()) * 0x1p-10 }
        }
        return PointSpace((0..<count).map { _ in point() }, queries: (0..<queries).map { _ in point() }, k: k, budget: budget)
    }

    var count: Int { points.count }

    static func squaredDistance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }

    /// The k nearest to a query, ties in the order of indices.
    func nearest(_ query: [Float], _ k: Int) -> [Int] {
        let distances = points.map { Self.squaredDistance($0, query) }
        return Array(points.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(k))
    }

    final func computeDistances(
        from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        for i in others.indices { distances[i] = Self.squaredDistance(points[index], points[Int(others[i])]) }
    }

    final func computeDistances(
        from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt
    ) {
        let query = query.indices.map { query[$0] }
        for i in others.indices { distances[i] = Self.squaredDistance(query, points[Int(others[i])]) }
    }

    final func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt) {
        for axis in 0..<dimension { vector[axis] = points[index][axis] }
    }

    final func serve(_ answer: (Span<Float>, Int, inout Neighbors) throws -> Void) throws {
        callsWhileBuilding = meter.calls["distances"] ?? 0
        for query in queries {
            var neighbors = Neighbors()
            try answer(query.span, k, &neighbors)
            answers.append(neighbors.indices.map { Int($0) })
        }
    }
}
