import AssayKit

/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", arXiv:1711.05101, algorithm 2),
/// in the form that PyTorch gave it: the decay, too, is multiplied by the learning rate.
/// The schedule multiplier of the paper is a linear warm-up, then 1: a method does not know how many steps its budget has.
public struct AdamW: Optimizer {
    static let learningRate = Option("learningRate", default: 1e-3, in: 1e-8...10, "α, about how far a weight moves in a step")
    static let beta1 = Option("beta1", default: 0.9, in: 0...0.9999, "β₁, how much of the mean of the gradients is kept")
    static let beta2 = Option("beta2", default: 0.999, in: 0...0.999999, "β₂, how much of the mean of their squares is kept")
    static let epsilon = Option("epsilon", default: 1e-8, in: 0...1, "ε, added to the root of the squares")
    static let weightDecay = Option("weightDecay", default: 0.01, in: 0...10, "λ, the part of the weights, in multiples of α, that a step takes away")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to α")

    public static var card: Card {
        Card(
            id: "adamw", name: "AdamW", summary: "Steps by the gradient's mean over the root of its mean square, with decoupled weight decay.",
            paper: Paper(
                title: "Decoupled Weight Decay Regularization", authors: "Ilya Loshchilov, Frank Hutter", year: 2019, arxiv: "1711.05101"),
            options: [learningRate, beta1, beta2, epsilon, weightDecay, warmupSteps],
            claims: [
                Claim(
                    "Decoupled decay makes Adam generalise as well as SGD with momentum on the classification of pictures (abstract). Tested by the error on pictures never seen, for at most a tenth more.",
                    paperValue: "competes with SGD with momentum", instance: "training/digits-conv", rival: "sgd-momentum", metric: "testError",
                    budget: "400minibatchGradients", expectation: .ratioAtMost(1.1))
            ])
    }

    private let learningRate: Double
    private let beta1: Double
    private let beta2: Double
    private let epsilon: Double
    private let weightDecay: Double
    private let warmupSteps: Int

    public init(_ options: Options) throws {
        learningRate = options[Self.learningRate]
        beta1 = options[Self.beta1]
        beta2 = options[Self.beta2]
        epsilon = options[Self.epsilon]
        weightDecay = options[Self.weightDecay]
        warmupSteps = options[Self.warmupSteps]
    }

    public func minimize(_ problem: any Training, _ run: Run) throws {
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        var moments = AdamMoments(over: gradient.indices, beta1: beta1, beta2: beta2, epsilon: epsilon)
        try problem.train(run) { step, weights in
            try problem.minibatchGradient(at: weights, into: &gradient)
            let rate = learningRate * min(1, Double(step) / Double(max(1, warmupSteps)))
            let kept = Float(1 - rate * weightDecay)
            for i in weights.indices { weights[i] *= kept }
            moments.descend(&weights, along: gradient, learningRate: rate)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(AdamW.self) }
