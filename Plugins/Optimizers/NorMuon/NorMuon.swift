import AssayKit

/// NorMuon: Muon whose orthogonalised step gets a learning rate for each neuron (Li, Liu, Liang, Chen and Zhao, "NorMuon: Making
/// Muon more efficient and scalable", arXiv:2510.05491). For the matrices between hidden layers; AdamW for the other parameters.
///
/// The paper's algorithm orthogonalises the mean of the gradients, and brings the step to a root mean square of 0.2. Its authors' code
/// (github.com/zichongli5/NorMuon) adds Nesterov momentum, and keeps the norm that the step had before its rows were normalised, times Muon's
/// √max(1, m/n). Here both are options: by default with Nesterov, as in Muon, so that the two differ in the
/// normalisation alone, and with the paper's scale, so that one learning rate does for all parameters.
/// The iteration runs in single precision, where the code uses bfloat16; what is left out is how it is spread over several
/// machines. The learning rate is constant after its warm-up.
public struct NorMuon: Optimizer {
    static let learningRate = Option("learningRate", default: 3e-3, in: 1e-8...10, "η, how far weights move in a step")
    static let momentum = Option("momentum", default: 0.95, in: 0...0.9999, "β₁, how much of the mean of the gradients is kept")
    static let neuronMomentum = Option("neuronMomentum", default: 0.95, in: 0...0.9999, "β₂, how much of the neurons' mean squares is kept")
    static let nesterov = Option("nesterov", default: true, "whether the gradient counts once more beside its mean (Nesterov)")
    static let iterations = Option("iterations", default: 5, in: 1...20, "steps of the Newton–Schulz iteration")
    static let scale = Option("scale", default: "rms", of: ["rms", "original"], "how long the step of a matrix is")
    static let weightDecay = Option("weightDecay", default: 0.0, in: 0...10, "λ, the part of the weights, in multiples of η, that a step takes away")
    static let adamRatio = Option("adamRatio", default: 1.0, in: 0...100, "AdamW's learning rate, in multiples of η")
    static let beta1 = Option("beta1", default: 0.9, in: 0...0.9999, "AdamW's β₁, how much of the mean is kept")
    static let beta2 = Option("beta2", default: 0.95, in: 0...0.999999, "AdamW's β₂, how much of the mean square is kept")
    static let epsilon = Option("epsilon", default: 1e-10, in: 0...1, "ε, added to the roots of mean squares")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to η")

    public static var card: Card {
        Card(
            id: "normuon", name: "NorMuon", summary: "Muon with a learning rate for each neuron, by the mean square of its orthogonalised steps.",
            paper: Paper(
                id: "P008", title: "NorMuon: Making Muon more efficient and scalable",
                authors: "Zichong Li, Liming Liu, Chen Liang, Weizhu Chen, Tuo Zhao", year: 2025, arxiv: "2510.05491"),
            options: [
                learningRate, momentum, neuronMomentum, nesterov, iterations, scale, weightDecay, adamRatio, beta1, beta2, epsilon, warmupSteps,
            ],
            claims: [
                Claim(
                    "It needs fewer steps than Muon (abstract; 1.1 billion weights). Tested by the loss after an equal number.",
                    paperValue: "11.31 % fewer steps", instance: "training/characters-transformer", rival: "muon", metric: "validationLoss",
                    budget: "400minibatchGradients", expectation: .ratioAtMost(1)),
                Claim(
                    "It needs fewer steps than Muon (abstract), here on a perceptron. Tested by the loss after an equal number.",
                    paperValue: "11.31 % fewer steps", instance: "training/digits-mlp", rival: "muon", metric: "validationLoss",
                    budget: "200minibatchGradients", expectation: .ratioAtMost(1)),
                Claim(
                    "It needs fewer steps than Adam (abstract; 1.1 billion weights). Tested by the loss after an equal number.",
                    paperValue: "21.74 % fewer steps", instance: "training/characters-transformer", rival: "adamw", metric: "validationLoss",
                    budget: "400minibatchGradients", expectation: .ratioAtMost(1)),
            ])
    }

    private let options: Options

    public init(_ options: Options) throws { self.options = options }

    public func minimize(_ problem: any Training, _ run: Run) throws {
        let warmupSteps = options[Self.warmupSteps], weightDecay = options[Self.weightDecay]
        let hidden = problem.parameters.filter { $0.part == .hidden }
        var neurons = hidden.map(Neurons.init)
        var moments = problem.parameters.filter { $0.part != .hidden }.map {
            AdamMoments(over: $0.range, beta1: options[Self.beta1], beta2: options[Self.beta2], epsilon: options[Self.epsilon])
        }
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        try problem.train(run) { step, weights in
            try problem.minibatchGradient(at: weights, into: &gradient)
            let rate = options[Self.learningRate] * min(1, Double(step) / Double(max(1, warmupSteps)))
            let adamRate = rate * options[Self.adamRatio]
            for (place, parameter) in hidden.enumerated() {
                let update = update(&neurons[place], gradient[parameter.range])
                let kept = Float(1 - rate * weightDecay)
                for (i, j) in parameter.range.enumerated() { weights[j] = kept * weights[j] - Float(rate) * update.entries[i] }
            }
            for place in moments.indices {
                let kept = Float(1 - adamRate * weightDecay)
                for i in moments[place].range { weights[i] *= kept }
                moments[place].descend(&weights, along: gradient, learningRate: adamRate)
            }
        }
    }

    /// What is kept of a matrix of m neurons with n inputs each.
    private struct Neurons {
        /// M, the mean of the gradients.
        var mean: FloatMatrix
        /// v, for each neuron the mean square of its orthogonalised steps.
        var meanSquares: [Float]

        init(_ parameter: TrainedParameter) {
            mean = FloatMatrix(zeros: parameter.rows, parameter.columns)
            meanSquares = [Float](repeating: 0, count: parameter.rows)
        }
    }

    private func update(_ neurons: inout Neurons, _ gradient: ArraySlice<Float>) -> FloatMatrix {
        let fresh = Float(1 - options[Self.momentum]), freshSquare = Float(1 - options[Self.neuronMomentum])
        let nesterov = options[Self.nesterov], epsilon = Float(options[Self.epsilon])
        // M ← β₁M + (1 − β₁)G.
        var momentum = neurons.mean
        for (i, slope) in gradient.enumerated() {
            neurons.mean.entries[i] += fresh * (slope - neurons.mean.entries[i])
            momentum.entries[i] = nesterov ? neurons.mean.entries[i] + fresh * (slope - neurons.mean.entries[i]) : neurons.mean.entries[i]
        }
        // O = NS5(M).
        var update = momentum.orthogonalized(steps: options[Self.iterations])
        let orthogonalNorm = update.frobeniusNorm
        let (m, n) = (update.rows, update.columns)
        for row in 0..<m {
            // v ← β₂v + (1 − β₂) mean of the squares of the neuron's row; the row is divided by √v + ε.
            var square: Float = 0
            for i in row * n..<(row + 1) * n { square += update.entries[i] * update.entries[i] }
            neurons.meanSquares[row] += freshSquare * (square / Float(n) - neurons.meanSquares[row])
            let root = neurons.meanSquares[row].squareRoot() + epsilon
            for i in row * n..<(row + 1) * n { update.entries[i] /= root }
        }
        // Ô is brought to a root mean square of 0.2, or back to the norm of O.
        let length = options[Self.scale] == "rms"
            ? 0.2 * Float(m * n).squareRoot() : orthogonalNorm * max(1, Float(m) / Float(n)).squareRoot()
        let scale = length / (update.frobeniusNorm + 1e-10)
        for i in update.entries.indices { update.entries[i] *= scale }
        return update
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(NorMuon.self) }
