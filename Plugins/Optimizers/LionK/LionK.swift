import AssayKit

/// The iteration of Lion-κ (Chen, Liu, Liang and Liu, "Lion Secretly Solves Constrained Optimization: As Lyapunov Predicts",
/// arXiv:2310.05898):
///
///     x ← x + ε(∇κ(β₁m − (1 − β₁)∇f(x)) − λx),   m ← β₂m − (1 − β₂)∇f(x)
///
/// with the gradient taken before x moves. For κ = ‖·‖₁ it is Lion.
struct LionIteration {
    static let beta1 = Option("beta1", default: 0.9, in: 0...0.9999, "β₁, how much of the momentum is in the direction of a step")
    static let beta2 = Option("beta2", default: 0.99, in: 0...0.9999, "β₂, how much of the momentum is kept")
    static let kappa = Option("kappa", default: "one-norm", of: Kappa.Form.allCases.map(\.rawValue), "κ, by whose subgradient steps are taken")
    static let p = Option("p", default: 2.0, in: 1.01...100, "the exponent of κ = p-norm")
    static let width = Option("width", default: 1e-3, in: 1e-12...1e6, "e, the width of κ = thresholded, huber and relativistic, in units of the gradient")
    static let count = Option("count", default: 100, in: 1...1_000_000_000, "how many entries count for κ = largest")
    static let warmupSteps = Option("warmupSteps", default: 0, in: 0...1_000_000, unit: "steps", "steps in which the learning rate rises to ε")
    static let shared: [any OptionDescribing] = [beta1, beta2, kappa, p, width, count, warmupSteps]

    static let paper = Paper(
        id: "P076", title: "Lion Secretly Solves Constrained Optimization: As Lyapunov Predicts",
        authors: "Lizhang Chen, Bo Liu, Kaizhao Liang, Qiang Liu", year: 2024, arxiv: "2310.05898")

    let learningRate: Double
    let weightDecay: Double
    let beta1: Double
    let beta2: Double
    let kappa: Kappa
    let warmupSteps: Int

    init(_ options: Options, learningRate: Double, weightDecay: Double) throws {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        guard learningRate * weightDecay <= 1 else {
            throw OptionError("learningRate times weightDecay is \(learningRate * weightDecay); above 1 a step would take away more than there is")
        }
        beta1 = options[Self.beta1]
        beta2 = options[Self.beta2]
        guard let form = Kappa.Form(rawValue: options[Self.kappa]) else { throw OptionError("there is no κ called \(options[Self.kappa])") }
        kappa = Kappa(form: form, p: options[Self.p], width: options[Self.width], count: options[Self.count])
        warmupSteps = options[Self.warmupSteps]
    }

    /// One step, the `number`-th: moves x, and takes the gradient into the momentum m.
    func step<Scalar: BinaryFloatingPoint>(_ number: Int, _ x: inout [Scalar], _ m: inout [Scalar], _ gradient: [Scalar]) {
        let rate = learningRate * min(1, Double(number) / Double(max(1, warmupSteps)))
        let kept = Scalar(1 - rate * weightDecay), length = Scalar(rate)
        let oldMomentum = (Scalar(beta1), Scalar(beta2)), slope = (Scalar(1 - beta1), Scalar(1 - beta2))
        var direction = m
        for i in x.indices { direction[i] = oldMomentum.0 * m[i] - slope.0 * gradient[i] }
        kappa.subgradient(&direction)
        for i in x.indices {
            x[i] = kept * x[i] + length * direction[i]
            m[i] = oldMomentum.1 * m[i] - slope.1 * gradient[i]
        }
    }
}

/// Lion-κ in training. The learning rate is constant after its warm-up.
public struct LionK: Optimizer {
    static let learningRate = Option("learningRate", default: 1e-3, in: 1e-8...10, "ε, how far a step goes")
    static let weightDecay = Option("weightDecay", default: 0.1, in: 0...1000, "λ; with it the weights stay within 1/λ")

    public static var card: Card {
        Card(
            id: "lion-k", name: "Lion-κ", summary: "Steps by the subgradient of a convex function of the momentum; with the sign it is Lion.",
            paper: LionIteration.paper, options: [learningRate, weightDecay] + LionIteration.shared,
            claims: [
                Claim(
                    "Lion does as well as AdamW or better in training large networks (abstract). Tested by the loss after an equal number of steps.",
                    paperValue: "comparable or better", instance: "training/characters-transformer", rival: "adamw", metric: "validationLoss",
                    budget: "400minibatchGradients", expectation: .ratioAtMost(1))
            ])
    }

    private let iteration: LionIteration

    public init(_ options: Options) throws {
        iteration = try LionIteration(options, learningRate: options[Self.learningRate], weightDecay: options[Self.weightDecay])
    }

    public func minimize(_ problem: any Training, _ run: Run) throws {
        var gradient = [Float](repeating: 0, count: problem.weightCount)
        var momentum = gradient
        try problem.train(run) { step, weights in
            try problem.minibatchGradient(at: weights, into: &gradient)
            iteration.step(step, &weights, &momentum, gradient)
        }
    }
}

/// Lion-κ with full gradients, as in the paper's analysis: it minimises f(x) + κ*(λx)/λ.
public struct LionKFull: Optimizer {
    static let learningRate = Option("learningRate", default: 0.01, in: 1e-12...1e3, "ε, how far a step goes")
    static let weightDecay = Option("weightDecay", default: 0.0, in: 0...1e6, "λ; with it, and κ = one-norm, the minimum in the box ‖x‖∞ ≤ 1/λ is sought")

    public static var card: Card {
        Card(
            id: "lion-k-full", name: "Lion-κ with full gradients", summary: "Lion-κ on an objective: its weight decay binds the point to a box or ball.",
            paper: LionIteration.paper, options: [learningRate, weightDecay] + LionIteration.shared,
            claims: [
                Claim(
                    "With λ > 0 the iterates come exponentially fast into ‖x‖∞ ≤ 1/λ, and then to the minimum there.",
                    paperValue: "proved", instance: "quadratic/ill-conditioned", metric: "gap",
                    expectation: .untestable(
                        "instances measure the gap to the minimum without a bound; the project's tests hold the rate and the bounded minimum against cases by hand"))
            ])
    }

    private let iteration: LionIteration

    public init(_ options: Options) throws {
        iteration = try LionIteration(options, learningRate: options[Self.learningRate], weightDecay: options[Self.weightDecay])
    }

    public func minimize(_ problem: any Differentiable, _ run: Run) throws {
        var x = problem.start
        var gradient = [Double](repeating: 0, count: problem.dimension)
        var momentum = gradient
        run.offer(x)
        for step in 1... {
            try problem.gradient(at: x, into: &gradient)
            iteration.step(step, &x, &momentum, gradient)
            run.offer(x)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(LionK.self, LionKFull.self) }
