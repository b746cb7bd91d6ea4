/// Two perceptrons of one architecture, to be merged into one of them: linear maps with a rectifier after each but the last, so that
/// hidden units may change places, with what goes into them and comes out of them, and the network stays the same.
public protocol ModelPair: Metered {
    /// Their parameters, under the same names and in the same shapes; what comes back has those too.
    var models: (first: Tensors, second: Tensors) { get }
    /// The linear maps in the order of the data's way through them.
    var layers: [LinearLayer] { get }
    /// How many calibration examples there are.
    var calibrationCount: Int { get }
    /// What comes out of a linear map's rectifier in both networks when the calibration data passes: calibrationCount × outputs each.
    func computeActivations(ofLayer index: Int, _ receipt: borrowing Receipt) -> (first: Matrix, second: Matrix)
    /// The mean loss, in nats, of the network with these parameters on the calibration data, and its gradient in each of them.
    func computeLossGradient(at tensors: Tensors, _ receipt: borrowing Receipt) -> (loss: Double, gradient: Tensors)
}

extension ModelPair {
    /// What comes out of a linear map's rectifier in both networks when the calibration data passes: calibrationCount × outputs each.
    /// Charged as two of `forwardPasses`.
    /// - Throws: `Stop` where the budget is spent.
    public func activations(ofLayer index: Int) throws(Stop) -> (first: Matrix, second: Matrix) {
        precondition(layers.indices.dropLast().contains(index), "layer \(index) of \(layers.count) is not hidden")
        return computeActivations(ofLayer: index, try meter.paid(.forwardPasses, 2))
    }

    /// The mean loss, in nats, of the network with these parameters on the calibration data, and its gradient in each of them, under the
    /// same names and in the same shapes. Charged as one of `gradients`.
    /// - Precondition: `tensors` has the names and shapes of the networks.
    /// - Throws: `Stop` where the budget is spent.
    public func lossGradient(at tensors: Tensors) throws(Stop) -> (loss: Double, gradient: Tensors) {
        let known = models.first
        for name in known.names { precondition(tensors[name]?.shape == known[name]?.shape, "tensor \(name) is missing or has another shape") }
        return computeLossGradient(at: tensors, try meter.paid(.gradients))
    }
}
