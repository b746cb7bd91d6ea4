import AssayKit

/// MKOR: gradients preconditioned by Kronecker factors whose inverses are kept by rank-one updates (Mozaffari, Li, Zhang and Mehri Dehnavi,
/// "MKOR: Momentum-Enabled Kronecker-Factor-Based Optimizer Using Rank-1 Updates", arXiv:2306.01685, algorithm 1).
///
/// Lines 7 and 8 of algorithm 1, as printed, add a rank-one matrix to γL⁻¹, where the identity of Sherman and Morrison for the
/// moving average L ← γL + (1 − γ)ggᵀ, from which the paper derives them, subtracts one from L⁻¹/γ; the authors' code
/// (github.com/Mohammad-Mozaffari/mkor) subtracts too, in a form of its own. The option `factors` has all three; the
/// default is the identity. The norm of the stabiliser is the largest entry, as in the code. A bias is one more column of
/// its layer, with input 1. The optimiser at the end of a step is SGD with momentum and weight decay.
/// Half precision and the exchange between machines are left out.
public struct MKOR: Optimizer {
    static let learningRate = Option("learningRate", default: 0.05, in: 1e-8...100, "η, the length of a step")
    static let momentum = Option("momentum", default: 0.9, in: 0...0.9999, "μ, how much of the last step is kept")
    static let weightDecay = Option("weightDecay", default: 0.0, in: 0...10, "what of the weights is added to the preconditioned gradient")
    static let factorMomentum = Option("factorMomentum", default: 0.95, in: 0.01...0.9999, "γ, how much of the factors is kept")
    static let factors = Option("factors", default: "recurrence", of: InverseFactor.Form.allCases.map(\.rawValue), "how the inverse factors are updated")
    static let threshold = Option("threshold", default: 100.0, in: 1...1e12, "ε, the largest entry of an inverse factor above which it is stabilised")
    static let stabilization = Option("stabilization", default: 0.9, in: 0...1, "ζ, what is kept of an inverse factor that is drawn towards I")
    static let interval = Option("interval", default: 1, in: 1...1000, unit: "steps", "how many steps go with the same factors")
    static let hybrid = Option("hybrid", default: false, "MKOR-H: whether to go on with first-order steps once the loss falls slowly")
    static let slowness = Option("slowness", default: 0.01, in: 0...1, "for MKOR-H, the part by which an epoch's mean loss must fall below the last one's")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to η")

    public static var card: Card {
        Card(
            id: "mkor", name: "MKOR", summary: "Gradients preconditioned by Kronecker factors whose inverses are kept by rank-one updates.",
            paper: Paper(
                id: "P027", title: "MKOR: Momentum-Enabled Kronecker-Factor-Based Optimizer Using Rank-1 Updates",
                authors: "Mohammad Mozaffari, Sikan Li, Zhao Zhang, Maryam Mehri Dehnavi", year: 2023, arxiv: "2306.01685"),
            options: [
                learningRate, momentum, weightDecay, factorMomentum, factors, threshold, stabilization, interval, hybrid, slowness, warmupSteps,
            ],
            claims: [
                Claim(
                    "It needs fewer steps than first-order methods (1,000 where LAMB needs 1,536 for BERT). Tested by the loss after an equal number.",
                    paperValue: "a third fewer steps", instance: "training/digits-mlp", rival: "sgd-momentum", metric: "validationLoss",
                    budget: "100minibatchGradients", expectation: .ratioAtMost(1)),
                Claim(
                    "It needs fewer steps than SGD to train a convolutional network (experiments: ResNet-50). Tested by the loss after an equal number.",
                    paperValue: "fewer steps", instance: "training/digits-conv", rival: "sgd-momentum", metric: "validationLoss",
                    budget: "100minibatchGradients", expectation: .ratioAtMost(1)),
                Claim(
                    "Updating the factors takes time that grows with the square of a layer's width, where KFAC's grows with the cube.",
                    paperValue: "O(d²)", instance: "training/digits-mlp", metric: "validationLoss",
                    expectation: .untestable("no instance measures time by a layer's width")),
            ])
    }

    private let options: Options
    private let form: InverseFactor.Form

    public init(_ options: Options) throws {
        self.options = options
        guard let form = InverseFactor.Form(rawValue: options[Self.factors]) else { throw OptionError("there are no factors called \(options[Self.factors])") }
        self.form = form
    }

    public func minimize(_ problem: any LayerStatistics, _ run: Run) throws {
        let momentum = Float(options[Self.momentum]), weightDecay = Float(options[Self.weightDecay])
        let warmupSteps = options[Self.warmupSteps], interval = options[Self.interval]
        var layers = problem.layers.map { PreconditionedLayer($0, problem.parameters) }
        var lossRate = LossRate(window: problem.batchesPerEpoch, threshold: options[Self.slowness])
        var isSecondOrder = true
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        var velocity = gradient
        try problem.train(run) { step, weights in
            var loss = 0.0
            if isSecondOrder, (step - 1) % interval == 0 {
                var span = gradient.mutableSpan
                loss = try problem.minibatchStatistics(at: weights.span, into: &span) { layer, inputs, outputGradients in
                    layers[layer].observe(inputs, outputGradients)
                }
                for layer in layers.indices { updateFactors(&layers[layer]) }
            } else {
                loss = try problem.minibatchGradient(at: weights, into: &gradient)
            }
            if isSecondOrder {
                for layer in layers { layer.precondition(&gradient) }
                if options[Self.hybrid], lossRate.isSlow(after: loss) {
                    isSecondOrder = false
                    run.report("firstOrderFromStep", Double(step + 1))
                }
            }
            // Line 14: the optimiser's step by what is in the gradient's place now.
            let rate = Float(options[Self.learningRate] * min(1, Double(step) / Double(max(1, warmupSteps))))
            for i in weights.indices {
                velocity[i] = momentum * velocity[i] + gradient[i] + weightDecay * weights[i]
                weights[i] -= rate * velocity[i]
            }
        }
    }

    /// Lines 5 to 8.
    private func updateFactors(_ layer: inout PreconditionedLayer) {
        let threshold = Float(options[Self.threshold]), kept = Float(options[Self.stabilization])
        layer.left.stabilize(above: threshold, keeping: kept)
        layer.right.stabilize(above: threshold, keeping: kept)
        layer.left.take(layer.meanOutputGradient, form, momentum: Float(options[Self.factorMomentum]))
        layer.right.take(layer.meanInput, form, momentum: Float(options[Self.factorMomentum]))
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(MKOR.self) }
