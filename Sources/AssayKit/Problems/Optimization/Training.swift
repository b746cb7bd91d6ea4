extension Oracle {
    public static let minibatchGradients = Oracle("minibatchGradients")
    public static let minibatchLosses = Oracle("minibatchLosses")
}

/// A network that is trained: its loss and gradients on minibatches, which the host draws.
///
/// All weights lie in one row of numbers, parameter after parameter. Both oracles look at the same minibatch until the
/// method asks for the next one, so that losses at several points can be compared.
public protocol Training: Metered {
    /// The parameters in the order in which they lie in the weights.
    var parameters: [TrainedParameter] { get }
    /// The weights to begin with, drawn by the run's seed: the same for every method.
    var initialWeights: [Float] { get }
    /// Examples in a minibatch.
    var batchSize: Int { get }
    /// Minibatches in one pass over the training examples.
    var batchesPerEpoch: Int { get }
    /// Goes on to the next minibatch. The first one is there from the beginning.
    func drawMinibatch()
    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double
    /// Writes the gradient of the minibatch's mean loss and returns that loss.
    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double
}

/// A matrix or vector of weights.
public struct TrainedParameter: Sendable, Equatable {
    /// What a weight does: methods treat the matrices between hidden layers unlike the others.
    public enum Part: String, Sendable {
        /// A matrix between hidden layers, or from the data to the first one: outputs × inputs.
        case hidden
        /// One row for each symbol.
        case embedding
        /// The matrix that makes the network's answers: outputs × inputs.
        case output
        /// A bias, a gain: one column.
        case vector
    }

    public let name: String
    public let part: Part
    public let rows: Int
    public let columns: Int
    /// Where its first entry lies among the weights; the others follow row by row.
    public let offset: Int

    public init(name: String, part: Part, rows: Int, columns: Int, offset: Int) {
        self.name = name
        self.part = part
        self.rows = rows
        self.columns = columns
        self.offset = offset
    }

    public var count: Int { rows * columns }
    public var range: Range<Int> { offset..<offset + count }
}

extension Training {
    public var weightCount: Int { parameters.last?.range.upperBound ?? 0 }

    /// The mean loss of the minibatch's examples. Charged as one of `minibatchLosses`.
    /// - Throws: `Stop` where the budget is spent.
    public func minibatchLoss(at weights: Span<Float>) throws(Stop) -> Double {
        precondition(weights.count == weightCount, "\(weights.count) weights for a network of \(weightCount)")
        return computeMinibatchLoss(at: weights, try meter.paid(.minibatchLosses))
    }

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
