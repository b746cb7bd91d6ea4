extension Oracle {
    public static let values = Oracle("values")
}

/// A function f: ℝⁿ → ℝ to be minimised, known by its values.
public protocol Objective: Metered {
    /// n.
    var dimension: Int { get }
    /// Where to begin: n entries.
    var start: [Double] { get }
    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double
}

extension Objective {
    /// f(point). Charged as one of `values`.
    /// - Precondition: `point` has `dimension` entries.
    /// - Throws: `Stop` where the budget is spent.
    public func value(at point: Span<Double>) throws(Stop) -> Double {
        precondition(point.count == dimension, "a point of \(point.count) entries for an objective of dimension \(dimension)")
        return computeValue(at: point, try meter.paid(.values))
    }

    public func value(at point: [Double]) throws(Stop) -> Double { try value(at: point.span) }
}
