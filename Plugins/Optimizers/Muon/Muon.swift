import AssayKit

/// Muon: momentum that is orthogonalised by Newton–Schulz iteration, for the matrices between hidden layers; AdamW for the
/// other parameters (Keller Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024).
///
/// Two scales of the orthogonal step are known. `original` is that of its authors, √max(1, m/n) for an m × n matrix. `rms` is
/// 0.2 √max(m, n) (Liu and others, "Muon is Scalable for LLM Training", arXiv:2502.16982): an entry then moves about as far as one of
/// AdamW's, and one learning rate does for all parameters; hence it is the default.
/// The iteration runs in single precision, where the authors' code uses bfloat16. The learning rate is constant after its warm-up.
public struct Muon: Optimizer {
    static let learningRate = Option("learningRate", default: 3e-3, in: 1e-8...10, "η, how far weights move in a step")
    static let momentum = Option("momentum", default: 0.95, in: 0...0.9999, "μ, how much of the mean of the gradients is kept")
    static let nesterov = Option("nesterov", default: true, "whether the gradient counts once more beside its mean (Nesterov)")
    static let iterations = Option("iterations", default: 5, in: 1...20, "steps of the Newton–Schulz iteration")
    static let scale = Option("scale", default: "rms", of: ["rms", "original"], "how long the step of a matrix is")
    static let weightDecay = Option("weightDecay", default: 0.0, in: 0...10, "λ, the part of the weights, in multiples of η, that a step takes away")
    static let adamRatio = Option("adamRatio", default: 1.0, in: 0...100, "AdamW's learning rate, in multiples of η")
    static let beta1 = Option("beta1", default: 0.9, in: 0...0.9999, "AdamW's β₁, how much of the mean is kept")
    static let beta2 = Option("beta2", default: 0.95, in: 0...0.999999, "AdamW's β₂, how much of the mean square is kept")
    static let epsilon = Option("epsilon", default: 1e-10, in: 0...1, "AdamW's ε, added to the root of the mean square")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to η")

    public static var card: Card {
        Card(
            id: "muon", name: "Muon", summary: "Orthogonalised momentum for the matrices of hidden layers, AdamW for the rest.",
            paper: Paper(
                title: "Muon: An optimizer for hidden layers in neural networks",
                authors: "Keller Jordan, Yuchen Jin, Vlado Boza, Jiacheng You, Franz Cesista, Laker Newhouse, Jeremy Bernstein", year: 2024),
            options: [
                learningRate, momentum, nesterov, iterations, scale, weightDecay, adamRatio, beta1, beta2, epsilon, warmupSteps,
            ],
            claims: [
                Claim(
                    "It trains a language model faster than AdamW. Tested by the loss after an equal number of steps.",
                    paperValue: "1.35x sooner at the same loss (NanoGPT)", instance: "training/characters-transformer", rival: "adamw",
                    metric: "validationLoss", budget: "400minibatchGradients", expectation: .ratioAtMost(1)),
                Claim(
                    "The same on a perceptron.", paperValue: "1.35x sooner at the same loss (NanoGPT)", instance: "training/digits-mlp", rival: "adamw",
                    metric: "validationLoss", budget: "200minibatchGradients", expectation: .ratioAtMost(1)),
            ])
    }

    private let options: Options

    public init(_ options: Options) throws { self.options = options }

    public func minimize(_ problem: any Training, _ run: Run) throws {
        let warmupSteps = options[Self.warmupSteps], weightDecay = options[Self.weightDecay]
        let hidden = problem.parameters.filter { $0.part == .hidden }
        var means = hidden.map { FloatMatrix(zeros: $0.rows, $0.columns) }
        var moments = problem.parameters.filter { $0.part != .hidden }.map {
            AdamMoments(over: $0.range, beta1: options[Self.beta1], beta2: options[Self.beta2], epsilon: options[Self.epsilon])
        }
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        try problem.train(run) { step, weights in
            try problem.minibatchGradient(at: weights, into: &gradient)
            let rate = options[Self.learningRate] * min(1, Double(step) / Double(max(1, warmupSteps)))
            let adamRate = rate * options[Self.adamRatio]
            for (place, parameter) in hidden.enumerated() {
                decay(&weights, in: parameter.range, by: rate * weightDecay)
                let update = update(&means[place], gradient[parameter.range])
                let length = Float(rate * scale(of: parameter))
                for (i, j) in parameter.range.enumerated() { weights[j] -= length * update.entries[i] }
            }
            for place in moments.indices {
                decay(&weights, in: moments[place].range, by: adamRate * weightDecay)
                moments[place].descend(&weights, along: gradient, learningRate: adamRate)
            }
        }
    }

    /// Takes the gradient into its running mean and returns the orthogonalised momentum.
    private func update(_ mean: inout FloatMatrix, _ gradient: ArraySlice<Float>) -> FloatMatrix {
        let fresh = Float(1 - options[Self.momentum])
        let nesterov = options[Self.nesterov]
        var update = mean
        for (i, slope) in gradient.enumerated() {
            mean.entries[i] += fresh * (slope - mean.entries[i])
            update.entries[i] = nesterov ? mean.entries[i] + fresh * (slope - mean.entries[i]) : mean.entries[i]
        }
        return update.orthogonalized(steps: options[Self.iterations])
    }

    private func scale(of parameter: TrainedParameter) -> Double {
        let (m, n) = (Double(parameter.rows), Double(parameter.columns))
        return options[Self.scale] == "rms" ? 0.2 * max(m, n).squareRoot() : max(1, m / n).squareRoot()
    }

    private func decay(_ weights: inout [Float], in range: Range<Int>, by amount: Double) {
        let kept = Float(1 - amount)
        for i in range { weights[i] *= kept }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(Muon.self) }
