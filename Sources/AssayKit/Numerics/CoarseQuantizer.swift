/// Cells around centroids that k-means finds: Lloyd's iteration on a sample, as the Faiss library trains its inverted files.
///
/// Centroids start at points drawn without replacement. Under a cosine or an inner product they are scaled to length one
/// after each step (spherical k-means), and under a cosine so is each point. A cell that lost all points takes half of the
/// largest one: both centroids are pushed apart by a thousandth.
public struct CoarseQuantizer: Sendable {
    public let table: CentroidTable
    /// The points of each cell, none of which is empty.
    public let lists: [[Int32]]
    private let metric: VectorMetric
    private let order: [Int32]

    /// - Parameters:
    ///   - points: one after the other.
    ///   - listCount: how many cells there are at the most.
    ///   - sample: points for each cell that k-means looks at.
    ///   - checkTime: called for each point that is looked at; what it throws ends them.
    public init<Failure: Error>(
        _ points: [Float], dimension: Int, listCount: Int, iterations: Int, sample: Int = .max, metric: VectorMetric = .euclidean,
        _ random: inout Random, checkTime: () throws(Failure) -> Void
    ) throws(Failure) {
        try self.init(
            count: points.count / dimension, dimension: dimension, listCount: listCount, iterations: iterations, sample: sample, metric: metric, &random
        ) { point, vector throws(Failure) in
            try checkTime()
            for axis in 0..<dimension { vector[axis] = points[point * dimension + axis] }
        }
    }

    /// The same of points that are read anew in each step, so that they need not all be in memory: each is read once for
    /// its cell, and each of the sample once an iteration besides.
    /// - Parameters:
    ///   - read: writes the vector of one of 0..<count; what it throws ends the iteration.
    public init<Failure: Error>(
        count: Int, dimension: Int, listCount: Int, iterations: Int, sample: Int = .max, metric: VectorMetric = .euclidean, _ random: inout Random,
        read: (_ point: Int, _ vector: inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        self.metric = metric
        func readScaled(_ point: Int, _ vector: inout MutableSpan<Float>) throws(Failure) {
            try read(point, &vector)
            if metric == .cosine { scaleToLengthOne(&vector) }
        }
        let k = min(listCount, count)
        let sampled = random.sample(sample < count ? min(count, max(k, sample * k)) : count, of: count)
        var first: [Float] = [], vector = [Float](repeating: 0, count: dimension)
        for point in sampled[..<k] {
            var span = vector.mutableSpan
            try readScaled(point, &span)
            first += vector
        }
        var table = CentroidTable(FloatMatrix(rows: k, columns: dimension, entries: first), metric)
        for _ in 0..<iterations {
            var cells = CellSums(count: k, dimension: dimension)
            try table.forEachNearest(sampled.count) { place, vector throws(Failure) in
                try readScaled(sampled[place], &vector)
            } _: { _, vector, cell in
                cells.add(vector, to: Int(cell))
            }
            table = CentroidTable(cells.means(metric), metric)
        }
        var lists = [[Int32]](repeating: [], count: k)
        try table.forEachNearest(count) { point, vector throws(Failure) in
            try readScaled(point, &vector)
        } _: { point, _, cell in
            lists[Int(cell)].append(Int32(point))
        }
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
        nearest.insert(order.span, at: distances.span)
        return nearest
    }
}

/// What points have been put into cells, in a step of k-means.
private struct CellSums {
    private let dimension: Int
    private var sums: [Float]
    private var sizes: [Int]

    init(count: Int, dimension: Int) {
        self.dimension = dimension
        sums = [Float](repeating: 0, count: count * dimension)
        sizes = [Int](repeating: 0, count: count)
    }

    mutating func add(_ vector: Span<Float>, to cell: Int) {
        sizes[cell] += 1
        for axis in 0..<dimension { sums[cell * dimension + axis] += vector[axis] }
    }

    /// The next centroids: means, and for empty cells halves of the largest.
    consuming func means(_ metric: VectorMetric) -> FloatMatrix {
        for cell in sizes.indices where sizes[cell] > 0 {
            for axis in 0..<dimension { sums[cell * dimension + axis] /= Float(sizes[cell]) }
        }
        for cell in sizes.indices where sizes[cell] == 0 {
            guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }), sizes[largest] > 1 else { continue }
            for axis in 0..<dimension {
                let push: Float = axis % 2 == 0 ? 0x1p-10 : -0x1p-10
                sums[cell * dimension + axis] = sums[largest * dimension + axis] * (1 + push)
                sums[largest * dimension + axis] *= 1 - push
            }
            sizes[cell] = sizes[largest] / 2
            sizes[largest] -= sizes[cell]
        }
        if metric != .euclidean {
            for cell in sizes.indices {
                var vector = Array(sums[cell * dimension..<(cell + 1) * dimension])
                var span = vector.mutableSpan
                scaleToLengthOne(&span)
                sums.replaceSubrange(cell * dimension..<(cell + 1) * dimension, with: vector)
            }
        }
        return FloatMatrix(rows: sizes.count, columns: dimension, entries: sums)
    }
}

/// Divides a vector by its length; a zero vector stays.
private func scaleToLengthOne(_ vector: inout MutableSpan<Float>) {
    var square: Float = 0
    for axis in vector.indices { square += vector[axis] * vector[axis] }
    guard square > 0 else { return }
    let scale = 1 / square.squareRoot()
    for axis in vector.indices { vector[axis] *= scale }
}
