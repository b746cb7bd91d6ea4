internal import CKernels
internal import COpenBLAS

/// Centroids, and how near points are to all of them: by matrix products, a block of points at a time.
public struct CentroidTable: Sendable {
    /// centroids × dimension.
    public let centroids: FloatMatrix
    /// |c|² where nearness is Euclidean, 0 where it is the inner product.
    private let squares: [Float]

    public init(_ centroids: FloatMatrix, _ metric: VectorMetric) {
        self.centroids = centroids
        squares = (0..<centroids.rows).map { row in
            guard metric == .euclidean else { return 0 }
            let values = centroids.entries[row * centroids.columns..<(row + 1) * centroids.columns]
            return values.reduce(0) { $0 + $1 * $1 }
        }
    }

    /// Calls `body` for each of `points` (rows × dimension, one after the other) with the row's number and a score for each
    /// centroid that is the lower the nearer it is: |x − c|² − |x|², or −2⟨x, c⟩.
    ///
    /// The scores carry the rounding of the product: they choose among centroids, and measure nothing.
    public func forEachRow(of points: [Float], _ body: (_ row: Int, _ scores: Span<Float>) throws -> Void) rethrows {
        let dimension = centroids.columns, count = centroids.rows
        guard count > 0, dimension > 0 else { return }
        let rows = points.count / dimension, block = blockSize(rows)
        var scores = [Float](repeating: 0, count: block * count)
        for begin in stride(from: 0, to: rows, by: block) {
            let end = min(begin + block, rows)
            multiply(points.span.extracting(begin * dimension..<end * dimension), into: &scores)
            for row in begin..<end {
                let first = (row - begin) * count
                for centroid in 0..<count { scores[first + centroid] += squares[centroid] }
                try body(row, scores.span.extracting(first..<first + count))
            }
        }
    }

    /// The nearest centroid of each point, the first of several; 0 where all scores are NaN.
    public func nearest(to points: [Float]) -> [Int32] {
        let dimension = centroids.columns
        var nearest = [Int32](repeating: 0, count: points.count / max(1, dimension))
        forEachNearest(nearest.count) { point, vector in
            for axis in 0..<dimension { vector[axis] = points[point * dimension + axis] }
        } _: { point, _, centroid in
            nearest[point] = centroid
        }
        return nearest
    }

    /// Calls `body` for points 0..<count with the point, its vector, and the nearest centroid as `nearest` has it. Of the points no
    /// more than a block is in memory.
    /// - Parameter read: writes a point's vector.
    /// - Throws: what `read` throws.
    func forEachNearest<Failure: Error>(
        _ count: Int, _ read: (_ point: Int, _ vector: inout MutableSpan<Float>) throws(Failure) -> Void,
        _ body: (_ point: Int, _ vector: Span<Float>, _ centroid: Int32) -> Void
    ) throws(Failure) {
        let dimension = centroids.columns
        guard centroids.rows > 0, dimension > 0 else { return }
        let block = blockSize(count)
        var points: [Float] = [], vector = [Float](repeating: 0, count: dimension)
        points.reserveCapacity(block * dimension)
        var scores = [Float](repeating: 0, count: block * centroids.rows), nearest = [Int32](repeating: 0, count: block)
        for begin in stride(from: 0, to: count, by: block) {
            let end = min(begin + block, count)
            points.removeAll(keepingCapacity: true)
            for point in begin..<end {
                var span = vector.mutableSpan
                try read(point, &span)
                points += vector
            }
            multiply(points.span, into: &scores)
            unsafe assay_least_columns(scores, squares, end - begin, centroids.rows, &nearest)
            for row in 0..<end - begin {
                body(begin + row, points.span.extracting(row * dimension..<(row + 1) * dimension), nearest[row])
            }
        }
    }

    /// How many points are multiplied at once: enough for the product to be worth its call, and of scores no more than stay in
    /// a processor's own cache.
    private func blockSize(_ rows: Int) -> Int { max(1, min(rows, 1024, max(16, (1 << 18) / centroids.rows))) }

    /// Writes −2⟨x, c⟩ of all `points` and all centroids.
    private func multiply(_ points: Span<Float>, into scores: inout [Float]) {
        let dimension = blasint(centroids.columns), count = blasint(centroids.rows)
        unsafe points.withUnsafeBufferPointer { points in
            unsafe cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, blasint(points.count) / dimension, count, dimension, -2, points.baseAddress, dimension,
                centroids.entries, dimension, 0, &scores, count)
        }
    }
}
