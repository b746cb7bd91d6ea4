import AssayKit

/// Stochastic gradient descent with momentum, as PyTorch has it (Sutskever, Martens, Dahl and Hinton, "On the importance of
/// initialization and momentum in deep learning", ICML 2013): what every method of training is measured against.
/// The learning rate is constant after its warm-up, since a method does not know how many steps its budget has.
public struct StochasticGradient: Optimizer {
    static let learningRate = Option("learningRate", default: 0.05, in: 1e-8...100, "η, the length of a step")
    static let momentum = Option("momentum", default: 0.9, in: 0...0.9999, "μ, how much of the last step is kept")
    static let nesterov = Option("nesterov", default: false, "whether the gradient is added once more to the momentum (Nesterov)")
    static let weightDecay = Option("weightDecay", default: 0.0, in: 0...10, "what of the weights is added to the gradient")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to η")

    public static var card: Card {
        Card(
            id: "sgd-momentum", name: "SGD with momentum", summary: "Steps against minibatch gradients, with momentum.",
            paper: Paper(
                title: "On the importance of initialization and momentum in deep learning",
                authors: "Ilya Sutskever, James Martens, George Dahl, Geoffrey Hinton", year: 2013),
            options: [learningRate, momentum, nesterov, weightDecay, warmupSteps],
            claims: [
                Claim(
                    "Momentum is crucial (abstract): deep autoencoders end at a lower loss than by SGD without it. Tested on a perceptron, after an equal number of steps.",
                    paperValue: "a lower loss on all three autoencoders", instance: "training/digits-mlp", rival: "sgd-momentum[momentum=0]", metric: "validationLoss",
                    budget: "200minibatchGradients", expectation: .ratioAtMost(1)
                ).with(remark: "Over five seeds it is undecided, as single ones lie between 0.69 and 1.27; over ten the median is 0.79, from 0.55 on. The learning rate is tuned for both, to 0.3."),
                Claim(
                    "The same with convolutions.", paperValue: "a lower loss on all three autoencoders", instance: "training/digits-conv",
                    rival: "sgd-momentum[momentum=0]", metric: "validationLoss", budget: "200minibatchGradients", expectation: .ratioAtMost(1)
                ).with(remark: "No lead over ten seeds either: the median is 1.03, single ones lie between 0.43 and 1.60, and after 800 steps it is 1.01, from 0.81 to 1.42. The learning rate is tuned for both, to 0.3, the greatest of the grid."),
            ])
    }

    private let learningRate: Double
    private let momentum: Float
    private let nesterov: Bool
    private let weightDecay: Float
    private let warmupSteps: Int

    public init(_ options: Options) throws {
        learningRate = options[Self.learningRate]
        momentum = Float(options[Self.momentum])
        nesterov = options[Self.nesterov]
        weightDecay = Float(options[Self.weightDecay])
        warmupSteps = options[Self.warmupSteps]
    }

    public func minimize(_ problem: any Training, _ run: Run) throws {
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        var velocity = gradient
        try problem.train(run) { step, weights in
            try problem.minibatchGradient(at: weights, into: &gradient)
            let rate = Float(learningRate * min(1, Double(step) / Double(max(1, warmupSteps))))
            for i in weights.indices {
                let slope = gradient[i] + weightDecay * weights[i]
                velocity[i] = momentum * velocity[i] + slope
                weights[i] -= rate * (nesterov ? slope + momentum * velocity[i] : velocity[i])
            }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(StochasticGradient.self) }
