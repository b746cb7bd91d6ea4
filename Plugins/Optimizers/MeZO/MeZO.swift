import AssayKit

/// MeZO: stochastic gradient descent by two losses a step, in the memory that inference takes (Malladi and others, "Fine-Tuning Language
/// Models with Just Forward Passes", arXiv:2305.17333, algorithm 1).
///
/// The perturbation z ~ N(0, I) is never kept: it is drawn again from its seed whenever the weights are moved along it, in place.
/// As in the paper's experiments the learning rate is constant.
public struct MeZO: Optimizer {
    static let learningRate = Option("learningRate", default: 3e-4, in: 1e-12...10, "η, the length of a step")
    static let perturbation = Option("perturbation", default: 1e-3, in: 1e-8...1, "ε, the scale of the perturbations")

    public static var card: Card {
        Card(
            id: "mezo", name: "MeZO", summary: "Steps along random directions whose slope two losses tell, without gradients or memory for them.",
            paper: Paper(
                id: "P059", title: "Fine-Tuning Language Models with Just Forward Passes",
                authors: "Sadhika Malladi, Tianyu Gao, Eshaan Nichani, Alex Damian, Jason D. Lee, Danqi Chen, Sanjeev Arora", year: 2023, arxiv: "2305.17333"),
            options: [learningRate, perturbation],
            claims: [
                Claim(
                    "It is well ahead of the model before tuning (experiments), which here tells 43.2 % of the test digits wrong.",
                    paperValue: "ahead on all tasks", instance: "finetuning/digits-mlp", metric: "testError",
                    budget: "6000minibatchLosses", expectation: .valueAtMost(0.4)),
                Claim(
                    "Its accuracy is within 1 % of fine-tuning by backpropagation, which here leaves 30.5 % told wrong (AdamW, 1,000 gradients).",
                    paperValue: "within 1 % on 7 of 11 tasks", instance: "finetuning/digits-mlp", metric: "testError",
                    budget: "6000minibatchLosses", expectation: .valueAtMost(0.315)
                ).with(
                    remark: "With four times as many losses, 24,000, it is 0.33 to 0.37 over three seeds (the learning rate is tuned): four times the work buys two points."
                ),
                Claim(
                    "It needs no more memory than inference: up to 12 times less than backpropagation (abstract).",
                    paperValue: "12 times less", instance: "finetuning/digits-mlp", metric: "testError",
                    expectation: .untestable("memory is recorded for whole processes, of which weights are a small part here")),
            ])
    }

    private let learningRate: Double
    private let perturbation: Double

    public init(_ options: Options) throws {
        learningRate = options[Self.learningRate]
        perturbation = options[Self.perturbation]
    }

    public func minimize(_ problem: any MinibatchLosses, _ run: Run) throws {
        let epsilon = Float(perturbation)
        try problem.train(run) { step, weights in
            // The step's number is the seed of its z.
            func perturb(_ weights: inout [Float], by scale: Float) {
                var random = run.random(stream: UInt64(step))
                for i in weights.indices { weights[i] += scale * Float(random.normal()) }
            }
            perturb(&weights, by: epsilon)
            var moved = epsilon
            // Where the budget ends between the two losses, the weights come back as well.
            let (above, below): (Double, Double)
            do {
                above = try problem.minibatchLoss(at: weights.span)
                perturb(&weights, by: -2 * epsilon)
                moved = -epsilon
                below = try problem.minibatchLoss(at: weights.span)
            } catch {
                perturb(&weights, by: -moved)
                throw error
            }
            perturb(&weights, by: epsilon)
            let projectedGradient = (above - below) / (2 * perturbation)
            perturb(&weights, by: Float(-learningRate * projectedGradient))
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(MeZO.self) }
