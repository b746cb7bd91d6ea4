extension Oracle {
    public static let components = Oracle("components")
}

/// An objective that is a mean of many terms, f = (1/m) Σ fᵢ, with gradients of single terms.
public protocol FiniteSum: Differentiable {
    /// m.
    var componentCount: Int { get }
    /// Writes the mean of ∇fᵢ(point) over the batch and returns the mean of fᵢ(point) over it.
    func computeGradient(
        of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double
}

extension FiniteSum {
    /// Writes (1/|batch|) Σ ∇fᵢ(point) over the batch into `gradient` and returns the same mean of fᵢ(point).
    /// Charged as |batch| of `components`.
    /// - Precondition: indices lie in 0..<componentCount, the batch is not empty, and both vectors have `dimension` entries.
    /// - Throws: `Stop` where the budget is spent.
    @discardableResult
    public func gradient(of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>) throws(Stop) -> Double {
        precondition(
            !batch.isEmpty && point.count == dimension && gradient.count == dimension,
            "a batch of \(batch.count) with vectors of \(point.count) and \(gradient.count) entries in dimension \(dimension)")
        for i in batch.indices {
            precondition(batch[i] >= 0 && batch[i] < componentCount, "term \(batch[i]) of a sum of \(componentCount)")
        }
        return computeGradient(of: batch, at: point, into: &gradient, try meter.paid(.components, batch.count))
    }
}
