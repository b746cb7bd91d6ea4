/// Adam's running estimates of a stochastic gradient's mean and mean square, and the step that it takes by them (Kingma
/// and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980, algorithm 1). In single precision, as networks are trained.
public struct AdamMoments: Sendable {
    /// Where the entries lie among the network's weights.
    public let range: Range<Int>
    private let beta1: Double
    private let beta2: Double
    private let epsilon: Float
    private var mean: [Float]
    private var meanSquare: [Float]
    private var steps = 0

    public init(over range: Range<Int>, beta1: Double, beta2: Double, epsilon: Double) {
        self.range = range
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = Float(epsilon)
        mean = [Float](repeating: 0, count: range.count)
        meanSquare = mean
    }

    /// Takes in the gradient of one more step, and moves the weights of the range by −learningRate · m̂/(√v̂ + ε).
    /// Both arrays are those of the entire network.
    public mutating func descend(_ weights: inout [Float], along gradient: [Float], learningRate: Double) {
        precondition(weights.count == gradient.count && range.upperBound <= weights.count, "weights and a gradient of different networks")
        steps += 1
        let newMean = Float(1 - beta1), oldSquare = Float(beta2), newSquare = Float(1 - beta2)
        // The corrections for moments that began at zero.
        let step = Float(learningRate / (1 - power(beta1, Double(steps))))
        let root = Float((1 - power(beta2, Double(steps))).squareRoot())
        for (i, j) in range.enumerated() {
            mean[i] += newMean * (gradient[j] - mean[i])
            meanSquare[i] = oldSquare * meanSquare[i] + newSquare * gradient[j] * gradient[j]
            weights[j] -= step * mean[i] / (meanSquare[i].squareRoot() / root + epsilon)
        }
    }
}
