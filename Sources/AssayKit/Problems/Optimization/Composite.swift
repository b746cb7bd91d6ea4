extension Oracle {
    public static let proximals = Oracle("proximals")
}

/// An objective f = g + h, where g is smooth with a known constant and h has a proximal operator.
/// `value` is that of the whole.
public protocol Composite: Objective {
    /// A Lipschitz constant of ∇g.
    var smoothPartSmoothness: Double { get }
    /// Writes ∇g(point) and returns g(point).
    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double
    /// Writes argmin_x h(x) + ‖x − point‖² / (2·step).
    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension Composite {
    /// Writes ∇g(point) into `gradient` and returns g(point). Charged as one of `gradients`.
    /// - Throws: `Stop` where the budget is spent.
    @discardableResult
    public func smoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>) throws(Stop) -> Double {
        precondition(point.count == dimension && gradient.count == dimension, "vectors of \(point.count) and \(gradient.count) entries in dimension \(dimension)")
        return computeSmoothGradient(at: point, into: &gradient, try meter.paid(.gradients))
    }

    /// Writes prox_{step·h}(point) into `result`. Charged as one of `proximals`.
    /// - Precondition: `step` is positive.
    /// - Throws: `Stop` where the budget is spent.
    public func proximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>) throws(Stop) {
        precondition(step > 0 && point.count == dimension && result.count == dimension, "a proximal step of \(step) with vectors of \(point.count) and \(result.count) entries in dimension \(dimension)")
        computeProximal(of: point, step: step, into: &result, try meter.paid(.proximals))
    }
}
