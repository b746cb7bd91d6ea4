extension Oracle {
    public static let gradients = Oracle("gradients")
}

/// An objective with gradients.
public protocol Differentiable: Objective {
    /// Writes ∇f(point) and returns f(point), which costs next to nothing more.
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double
}

extension Differentiable {
    /// Writes ∇f(point) into `gradient` and returns f(point). Charged as one of `gradients`.
    /// - Precondition: both have `dimension` entries.
    /// - Throws: `Stop` where the budget is spent; `gradient` is then untouched.
    @discardableResult
    public func gradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>) throws(Stop) -> Double {
        precondition(
            point.count == dimension && gradient.count == dimension,
            "a point of \(point.count) and a gradient of \(gradient.count) entries for an objective of dimension \(dimension)")
        return computeGradient(at: point, into: &gradient, try meter.paid(.gradients))
    }

    @discardableResult
    public func gradient(at point: [Double], into gradient: inout [Double]) throws(Stop) -> Double {
        var span = gradient.mutableSpan
        return try self.gradient(at: point.span, into: &span)
    }
}
