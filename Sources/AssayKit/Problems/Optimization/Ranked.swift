extension Oracle {
    public static let rankedPoints = Oracle("rankedPoints")
}

/// A function f: ℝⁿ → ℝ to be minimised whose values nobody tells: points are put in order, as a person would who looks at them.
public protocol Ranked: Metered {
    /// n.
    var dimension: Int { get }
    /// Where to begin: n entries.
    var start: [Double] { get }
    /// The indices of the best `top` of `count` points, the best first. The points lie one after the other.
    func computeRanking(of points: Span<Double>, _ count: Int, top: Int, _ receipt: borrowing Receipt) -> [Int]
}

extension Ranked {
    /// The indices of the best `top` points in their order, the best first; the order of the others is not told. Of points
    /// that are alike the earlier one comes first. Charged as as many `rankedPoints` as there are points.
    /// - Precondition: each point has `dimension` entries, and `top` is not more than there are points.
    /// - Throws: `Stop` where the budget is spent.
    public func ranking(of points: [[Double]], top: Int) throws(Stop) -> [Int] {
        precondition(top >= 0 && top <= points.count && points.allSatisfy { $0.count == dimension }, "the best \(top) of \(points.count) points in dimension \(dimension)")
        let row = points.flatMap { $0 }
        return computeRanking(of: row.span, points.count, top: top, try meter.paid(.rankedPoints, points.count))
    }

    /// All points in their order.
    public func ranking(of points: [[Double]]) throws(Stop) -> [Int] { try ranking(of: points, top: points.count) }
}
