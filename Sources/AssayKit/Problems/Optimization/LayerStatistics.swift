/// A network in training that also shows what goes in and comes back at each of its linear layers.
public protocol LayerStatistics: Training {
    /// Every linear layer y = Wx + b, the first one first.
    var layers: [TrainedLayer] { get }
    /// As `computeMinibatchGradient`; shows each layer once, in any order.
    func computeMinibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt, _ observe: LayerObserver
    ) -> Double
}

/// Looks at one layer: its number, and a row for each example, or for each place in it where the layer is applied, of
/// - `inputs`: x, rows × inputs;
/// - `outputGradients`: ∂loss/∂y of the minibatch's mean loss, rows × outputs. So ∂loss/∂W is its transpose times `inputs`.
public typealias LayerObserver = (_ layer: Int, _ inputs: Span<Float>, _ outputGradients: Span<Float>) -> Void

/// A linear layer y = Wx + b.
public struct TrainedLayer: Sendable, Equatable {
    /// Index of W among the parameters: outputs × inputs.
    public let weight: Int
    /// Index of b among the parameters, where there is one.
    public let bias: Int?

    public init(weight: Int, bias: Int?) {
        self.weight = weight
        self.bias = bias
    }
}

extension LayerStatistics {
    /// As `minibatchGradient`, and shows what went in and came back at each linear layer. Charged as one of `minibatchGradients`.
    /// - Throws: `Stop` where the budget is spent; nothing was written or shown then.
    @discardableResult
    public func minibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ observe: LayerObserver
    ) throws(Stop) -> Double {
        precondition(
            weights.count == weightCount && gradient.count == weightCount,
            "\(weights.count) weights and a gradient of \(gradient.count) entries for a network of \(weightCount)")
        return computeMinibatchStatistics(at: weights, into: &gradient, try meter.paid(.minibatchGradients), observe)
    }
}
