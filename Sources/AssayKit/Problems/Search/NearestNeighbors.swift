extension Oracle {
    /// Distances between a query and a vector, or two vectors.
    public static let distances = Oracle("distances")
    /// Vectors that a method read as they are.
    public static let vectors = Oracle("vectors")
}

/// Vectors in ℝᵈ, to be indexed and then searched for the neighbours of queries.
///
/// The space keeps the vectors and answers for their distances, many at a time: an index holds what it knows about
/// them, such as a graph. Distances are by the space's `metric`, in the form that orders alike at the least cost: Euclidean
/// ones are squared, and an inner product is taken negative. A method that asks for `EuclideanNeighbors` gets no others.
/// All threads of a run may ask for distances and vectors at once.
public protocol NearestNeighbors: Metered {
    /// How many vectors there are; they are known by 0..<count.
    var count: Int { get }
    /// d.
    var dimension: Int { get }
    /// By what vectors are near.
    var metric: VectorMetric { get }
    func computeDistances(
        from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt)
    func computeDistances(
        from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>, _ receipt: borrowing Receipt)
    func copyVector(_ index: Int, into vector: inout MutableSpan<Float>, _ receipt: borrowing Receipt)

    /// Called by a method once its index is built: from here on the host asks queries. `answer` is given a query
    /// (d numbers), k, and where to put the answer: k different vectors, nearest first, as best the method can.
    /// The host times building and answering apart.
    func serve(_ answer: (_ query: Span<Float>, _ k: Int, _ neighbors: inout Neighbors) throws -> Void) throws

    /// The same for a method that can answer several queries at once: the host asks them on the run's threads, and tells
    /// `answer` the number of its thread besides, for room to work in. Which thread a query is asked on must not show in its answer.
    func serve(_ run: Run, _ answer: (_ query: Span<Float>, _ k: Int, _ neighbors: inout Neighbors, _ thread: Int) throws -> Void) throws
}

extension NearestNeighbors {
    public var metric: VectorMetric { .euclidean }

    /// Of a space that asks one query at a time.
    public func serve(_ run: Run, _ answer: (_ query: Span<Float>, _ k: Int, _ neighbors: inout Neighbors, _ thread: Int) throws -> Void) throws {
        try serve { query, k, neighbors in try answer(query, k, &neighbors, 0) }
    }

    /// Writes the distances from vector `index` to the others. Charged as |others| of `distances`.
    /// - Precondition: all indices lie in 0..<count, and `distances` has room for as many.
    /// - Throws: `Stop` where the budget is spent.
    public func distances(from index: Int, to others: Span<Int32>, into distances: inout MutableSpan<Float>) throws(Stop) {
        precondition(index >= 0 && index < count, "vector \(index) of \(count)")
        checkIndices(others, room: distances.count)
        computeDistances(from: index, to: others, into: &distances, try meter.paid(.distances, others.count))
    }

    /// Writes the distances from a query to vectors. Charged as |others| of `distances`.
    /// - Precondition: the query has `dimension` numbers, all indices lie in 0..<count, and `distances` has room.
    /// - Throws: `Stop` where the budget is spent.
    public func distances(from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>) throws(Stop) {
        precondition(query.count == dimension, "a query of \(query.count) numbers in dimension \(dimension)")
        checkIndices(others, room: distances.count)
        computeDistances(from: query, to: others, into: &distances, try meter.paid(.distances, others.count))
    }

    /// Copies vector `index` for methods that work on coordinates. Charged as one of `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func vector(_ index: Int, into vector: inout MutableSpan<Float>) throws(Stop) {
        precondition(index >= 0 && index < count && vector.count == dimension, "vector \(index) of \(count) into \(vector.count) numbers")
        copyVector(index, into: &vector, try meter.paid(.vectors))
    }

    /// A copy of all vectors, one after the other. Charged as `count` of `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func vectors() throws(Stop) -> [Float] {
        var vectors: [Float] = [], row = [Float](repeating: 0, count: dimension)
        vectors.reserveCapacity(count * dimension)
        for index in 0..<count {
            var span = row.mutableSpan
            try vector(index, into: &span)
            vectors += row
        }
        return vectors
    }

    private func checkIndices(_ indices: Span<Int32>, room: Int) {
        precondition(indices.count <= room, "\(indices.count) distances do not fit into \(room) places")
        // One comparison for each index: as an unsigned number a negative one is too large as well.
        var greatest: UInt32 = 0
        for i in indices.indices { greatest = max(greatest, UInt32(bitPattern: indices[i])) }
        precondition(indices.isEmpty || greatest < UInt32(count), "an index of a vector is outside 0..<\(count)")
    }
}

/// The answer to one query, nearest first.
public struct Neighbors: Sendable {
    public private(set) var indices: [Int32] = []
    public init() {}
    public mutating func append(_ index: Int) { indices.append(Int32(clamping: index)) }
    public mutating func removeAll() { indices.removeAll(keepingCapacity: true) }
}
