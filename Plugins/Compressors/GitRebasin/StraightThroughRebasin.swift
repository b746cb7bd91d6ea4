import AssayKit

/// Git Re-Basin by a straight-through estimator (Ainsworth, Hayase and Srinivasa): it looks for the order of the second network's hidden
/// units at which the loss half-way to the first is least. Free weights, which begin at the first network's, stand for that order: the one
/// whose weights have the largest inner product with them, by weight matching. The loss and its gradient are those half-way to the second
/// network in this order, and the free weights go down that gradient as if they themselves were there.
///
/// As in the authors' program, steps are of gradient descent with momentum 0.9, matching begins at the order before, and the order of the
/// least loss is kept. Gradients are of all calibration data where theirs are of minibatches.
///
/// The bytes: the merged tensors.
public struct StraightThroughRebasin: Compressor {
    static let steps = Option("steps", default: 200, in: 1...100_000, unit: "steps", "how often the gradient is asked")
    static let learningRate = Option("learningRate", default: 0.01, in: 1e-9...1e3, "the step along the gradient")
    static let momentum = Option("momentum", default: 0.9, in: 0...0.999, "the share of the step before in the next one")

    public static var card: Card {
        Card(
            id: "straight-through-rebasin", name: "Git Re-Basin by a straight-through estimator",
            summary: "Learns the order of hidden units by the loss of the average, through weight matching as if it were not there.",
            paper: gitRebasinPaper, options: [steps, learningRate, momentum],
            claims: [
                Claim(
                    "Learnt by the loss, the order gives a lower barrier than weight matching does.", paperValue: "the lowest barriers of the three methods",
                    instance: "merging/digits", rival: "git-rebasin", metric: "barrier", expectation: .ratioAtMost(1)),
                Claim(
                    "The barrier that averaging meets is all but removed.", paperValue: "a barrier near zero", instance: "merging/digits",
                    rival: "model-averaging", metric: "barrier", expectation: .ratioAtMost(0.1)),
            ])
    }

    private let steps: Int
    private let learningRate: Double
    private let momentum: Double

    public init(_ options: Options) throws {
        steps = options[Self.steps]
        learningRate = options[Self.learningRate]
        momentum = options[Self.momentum]
    }

    public func compress(_ pair: any ModelPair, _ run: Run) throws -> [UInt8] {
        let first = try Layers(pair.models.first, pair.layers), second = try Layers(pair.models.second, pair.layers)
        var random = run.random()
        var free = first, velocity = first.scaled(by: 0)
        var orders = first.hiddenSizes.map { Array(0..<$0) }
        var best: (loss: Double, average: Tensors)?
        for _ in 0..<steps {
            orders = try free.matching(second, from: orders, &random, run)
            let average = first.average(with: second.permuted(orders)).tensors(pair.layers)
            let (loss, gradient) = try pair.lossGradient(at: average)
            if loss < best?.loss ?? .infinity { best = (loss, average) }
            // Half of what the free weights are comes into the average, and so half of the gradient comes back.
            velocity = velocity.scaled(by: momentum).adding(try Layers(gradient, pair.layers), times: 0.5)
            free = free.adding(velocity, times: -learningRate)
        }
        guard let best else { throw Unmergeable(description: "the loss of the average is not a number") }
        run.report("calibrationLoss", best.loss)
        return best.average.encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try Tensors(encoded: bytes) }
}
