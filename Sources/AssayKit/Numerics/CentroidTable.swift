/// Centroids, and how near points are to all of them: by matrix products, a block of points at a time.
public struct CentroidTable: Sendable {
    /// centroids × dimension.
    public let centroids: FloatMatrix
    /// −|c|²/2 where nearness is Euclidean, 0 where it is the inner product.
    private let offsets: [Float]

    public init(_ centroids: FloatMatrix, _ metric: VectorMetric) {
        self.centroids = centroids
        offsets = (0..<centroids.rows).map { row in
            guard metric == .euclidean else { return 0 }
            let values = centroids.entries[row * centroids.columns..<(row + 1) * centroids.columns]
            return -0.5 * values.reduce(0) { $0 + $1 * $1 }
        }
    }

    /// Calls `body` for each of `points` (rows × dimension, one after the other) with the row's number and a score for each
    /// centroid that is the lower the nearer it is: |x − c|² − |x|², or −2⟨x, c⟩.
    ///
    /// The scores carry the rounding of the product: they choose among centroids, and measure nothing.
    public func forEachRow(of points: [Float], _ body: (_ row: Int, _ scores: Span<Float>) throws -> Void) rethrows {
        let dimension = centroids.columns, count = centroids.rows
        guard count > 0, dimension > 0 else { return }
        // Two million scores at a time: few enough to keep, many enough for the product to be worth its call.
        let block = max(1, min(4096, (1 << 21) / count))
        let rows = points.count / dimension
        for begin in stride(from: 0, to: rows, by: block) {
            let end = min(begin + block, rows)
            let part = FloatMatrix(rows: end - begin, columns: dimension, entries: Array(points[begin * dimension..<end * dimension]))
            var scores = FloatMatrix.product(part, centroids, transposeRight: true, scale: -2).entries
            var target = scores.mutableSpan
            for row in 0..<end - begin {
                for centroid in 0..<count { target[row * count + centroid] -= 2 * offsets[centroid] }
            }
            for row in begin..<end { try body(row, scores.span.extracting((row - begin) * count..<(row - begin + 1) * count)) }
        }
    }

    /// The nearest centroid of each point, the first of several; 0 where all scores are NaN.
    public func nearest(to points: [Float]) -> [Int32] {
        var nearest = [Int32](repeating: 0, count: points.count / max(1, centroids.columns))
        forEachRow(of: points) { row, scores in
            var least = Float.infinity
            for centroid in scores.indices where scores[centroid] < least {
                least = scores[centroid]
                nearest[row] = Int32(centroid)
            }
        }
        return nearest
    }
}
