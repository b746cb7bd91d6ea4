extension Oracle {
    public static let minibatchLosses = Oracle("minibatchLosses")
}

/// A network that is trained or tuned by its losses on minibatches alone, which the host draws.
///
/// All weights lie in one row of numbers, parameter after parameter. Every oracle looks at the same minibatch until the
/// method asks for the next one, so that losses at several points can be compared.
public protocol MinibatchLosses: Metered {
    /// The parameters in the order in which they lie in the weights.
    var parameters: [TrainedParameter] { get }
    /// The weights to begin with: drawn by the run's seed, or those of a network that was trained for something else.
    /// The same for every method.
    var initialWeights: [Float] { get }
    /// Examples in a minibatch.
    var batchSize: Int { get }
    /// Minibatches in one pass over the training examples.
    var batchesPerEpoch: Int { get }
    /// Goes on to the next minibatch. The first one is there from the beginning.
    func drawMinibatch()
    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double
}

extension MinibatchLosses {
    public var weightCount: Int { parameters.last?.range.upperBound ?? 0 }

    /// The mean loss of the minibatch's examples. Charged as one of `minibatchLosses`.
    /// - Throws: `Stop` where the budget is spent.
    public func minibatchLoss(at weights: Span<Float>) throws(Stop) -> Double {
        precondition(weights.count == weightCount, "\(weights.count) weights for a network of \(weightCount)")
        return computeMinibatchLoss(at: weights, try meter.paid(.minibatchLosses))
    }
}
