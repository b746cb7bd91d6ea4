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
}

extension ModelPair {
    /// What comes out of a linear map's rectifier in both networks when the calibration data passes: calibrationCount × outputs each.
    /// Charged as two of `forwardPasses`.
    /// - Throws: `Stop` where the budget is spent.
    public func activations(ofLayer index: Int) throws(Stop) -> (first: Matrix, second: Matrix) {
        precondition(layers.indices.dropLast().contains(index), "layer \(index) of \(layers.count) is not hidden")
        return computeActivations(ofLayer: index, try meter.paid(.forwardPasses, 2))
    }
}
