/// Points in ℝᵈ under the Euclidean distance, each of which is to be given a cluster.
///
/// Answers go to `run.offer`: `count` whole numbers, the cluster of each point by any numbering from 0, and −1 for a
/// point that is noise. Points and distances are in double precision; distances are squared, which orders alike.
/// All threads of a run may ask for distances at once.
public protocol Clustering: Metered {
    /// n; points are known by 0..<n.
    var count: Int { get }
    /// d.
    var dimension: Int { get }
    /// How many groups whoever made the data knows of: for methods that must be told a number.
    var groupCount: Int { get }
    /// Hands `body` the points one after the other, d numbers each.
    func readPoints(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void)
    func computeDistances(
        from: Span<Int32>, to: Span<Int32>, into distances: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension Clustering {
    /// Hands `body` the coordinates of all points, one point after the other: n·d numbers. Charged as n of `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func points(_ body: (Span<Double>) -> Void) throws(Stop) { readPoints(try meter.paid(.vectors, count), body) }

    /// Writes the squared distances from each point of `from` to each point of `to`: entry (i, j) at
    /// `i * to.count + j`. Charged as |from|·|to| of `distances`. A distance has the same bits both ways and in every block.
    /// - Precondition: all indices lie in 0..<count, and `distances` has room for as many.
    /// - Throws: `Stop` where the budget is spent.
    public func distances(from: Span<Int32>, to: Span<Int32>, into distances: inout MutableSpan<Double>) throws(Stop) {
        precondition(from.count * to.count <= distances.count, "\(from.count) × \(to.count) distances do not fit into \(distances.count) places")
        // One comparison for each index: as an unsigned number a negative one is too large as well.
        let bound = UInt32(count)
        var inside = true
        for i in from.indices { inside = inside && UInt32(bitPattern: from[i]) < bound }
        for j in to.indices { inside = inside && UInt32(bitPattern: to[j]) < bound }
        precondition(inside, "an index of a point is outside 0..<\(bound)")
        computeDistances(from: from, to: to, into: &distances, try meter.paid(.distances, from.count * to.count))
    }
}
