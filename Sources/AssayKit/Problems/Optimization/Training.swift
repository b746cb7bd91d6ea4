extension Oracle {
    public static let minibatchGradients = Oracle("minibatchGradients")
}

/// A network that is trained: its loss and gradients on minibatches, which the host draws.
public protocol Training: MinibatchLosses {
    /// Writes the gradient of the minibatch's mean loss and returns that loss.
    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double
}

extension Training {
    /// Writes the gradient of the minibatch's mean loss into `gradient` and returns that loss. Charged as one of `minibatchGradients`.
    /// - Throws: `Stop` where the budget is spent; `gradient` is then untouched.
    @discardableResult
    public func minibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>) throws(Stop) -> Double {
        precondition(
            weights.count == weightCount && gradient.count == weightCount,
            "\(weights.count) weights and a gradient of \(gradient.count) entries for a network of \(weightCount)")
        return computeMinibatchGradient(at: weights, into: &gradient, try meter.paid(.minibatchGradients))
    }
}
