/// Cells around centroids that k-means finds: Lloyd's iteration on a sample, as the Faiss library trains its inverted files.
///
/// Centroids start at points drawn without replacement. Under a cosine or an inner product they are scaled to length one
/// after each step (spherical k-means). A cell that lost all points takes half of the largest one: both centroids are
/// pushed apart by a thousandth.
public struct CoarseQuantizer: Sendable {
    public let table: CentroidTable
    /// The points of each cell, none of which is empty.
    public let lists: [[Int32]]
    private let metric: VectorMetric
    private let order: [Int32]

    /// - Parameters:
    ///   - points: one after the other; of length one where the metric is a cosine.
    ///   - listCount: how many cells there are at the most.
    ///   - sample: points for each cell that k-means looks at.
    ///   - checkTime: called between steps; what it throws ends them.
    public init<Failure: Error>(
        _ points: [Float], dimension: Int, listCount: Int, iterations: Int, sample: Int = .max, metric: VectorMetric = .euclidean,
        _ random: inout Random, checkTime: () throws(Failure) -> Void
    ) throws(Failure) {
        self.metric = metric
        let count = points.count / dimension, k = min(listCount, count)
        let sampled = random.sample(sample < count ? min(count, max(k, sample * k)) : count, of: count)
        var training: [Float] = []
        training.reserveCapacity(sampled.count * dimension)
        for index in sampled { training += points[index * dimension..<(index + 1) * dimension] }
        var table = CentroidTable(FloatMatrix(rows: k, columns: dimension, entries: Array(training[..<(k * dimension)])), metric)
        for _ in 0..<iterations {
            try checkTime()
            table = CentroidTable(Self.means(training, table.nearest(to: training), count: k, dimension: dimension, metric), metric)
        }
        var lists = [[Int32]](repeating: [], count: k)
        for (index, cell) in table.nearest(to: points).enumerated() { lists[Int(cell)].append(Int32(index)) }
        // A cell that nothing is in would be probed for nothing.
        let filled = lists.indices.filter { !lists[$0].isEmpty }
        let centroids = filled.flatMap { table.centroids.entries[$0 * dimension..<($0 + 1) * dimension] }
        self.table = CentroidTable(FloatMatrix(rows: filled.count, columns: dimension, entries: centroids), metric)
        self.lists = filled.map { lists[$0] }
        order = (0..<Int32(filled.count)).map { $0 }
    }

    /// How many cells there are.
    public var count: Int { order.count }

    /// The cells nearest to a query, nearest first.
    public func probe(_ query: Span<Float>, _ probes: Int) -> NearestList {
        var distances = [Float](repeating: 0, count: count)
        var span = distances.mutableSpan
        let entries = table.centroids.entries
        if metric == .euclidean {
            squaredDistances(from: query, to: order.span, of: entries.span, dimension: query.count, into: &span)
        } else {
            innerProducts(of: query, with: order.span, of: entries.span, dimension: query.count, into: &span)
            for cell in distances.indices { distances[cell] = -distances[cell] }
        }
        var nearest = NearestList(probes)
        for cell in distances.indices { nearest.insert(Int32(cell), distances[cell]) }
        return nearest
    }

    private static func means(_ points: [Float], _ nearest: [Int32], count: Int, dimension: Int, _ metric: VectorMetric) -> FloatMatrix {
        var sums = [Float](repeating: 0, count: count * dimension), sizes = [Int](repeating: 0, count: count)
        for (row, cell) in nearest.enumerated() {
            sizes[Int(cell)] += 1
            let target = Int(cell) * dimension
            for axis in 0..<dimension { sums[target + axis] += points[row * dimension + axis] }
        }
        for cell in 0..<count where sizes[cell] > 0 {
            for axis in 0..<dimension { sums[cell * dimension + axis] /= Float(sizes[cell]) }
        }
        for cell in 0..<count where sizes[cell] == 0 {
            guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }), sizes[largest] > 1 else { continue }
            for axis in 0..<dimension {
                let push: Float = axis % 2 == 0 ? 0x1p-10 : -0x1p-10
                sums[cell * dimension + axis] = sums[largest * dimension + axis] * (1 + push)
                sums[largest * dimension + axis] *= 1 - push
            }
            sizes[cell] = sizes[largest] / 2
            sizes[largest] -= sizes[cell]
        }
        if metric != .euclidean { scaleToLengthOne(&sums, dimension: dimension) }
        return FloatMatrix(rows: count, columns: dimension, entries: sums)
    }
}

/// Divides each vector by its length; a zero vector stays.
public func scaleToLengthOne(_ vectors: inout [Float], dimension: Int) {
    for begin in stride(from: 0, to: vectors.count, by: dimension) {
        let square = vectors[begin..<begin + dimension].reduce(0) { $0 + $1 * $1 }
        guard square > 0 else { continue }
        let scale = 1 / square.squareRoot()
        for place in begin..<begin + dimension { vectors[place] *= scale }
    }
}
