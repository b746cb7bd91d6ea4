import AssayKit

/// Two perceptrons that learned to read digits from different parts of them, to be merged into one.
struct DigitsPair: Instance {
    let id = "merging/digits"
    let role = Role.compressor
    let kind = "model merging"
    let summary =
        "two perceptrons 64-128-128-10, one that saw all of the digits 0–4 and a tenth of the others, one the other way round; judged on 600 of all"
    let metrics = MergingScorer.metrics
    let dataFiles = ["digits.csv", PerceptronPairFile.name]
    let defaultBudget = Budget(calls: ["forwardPasses": 10_000, "gradients": 10_000], seconds: 120)
    var problemType: any Metered.Type { PerceptronPair.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let pair = try PerceptronPairFile(context.data), calibration = try DigitExamples(context.data, rows: DigitsSplit.calibration)
        return PerceptronPair(pair.first, pair.second, calibration: calibration, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let pair = try PerceptronPairFile(data)
        return MergingScorer(pair.first, pair.second, heldOut: try DigitExamples(data, rows: DigitsSplit.heldOut))
    }
}

final class PerceptronPair: ModelPair {
    let meter: Meter
    let models: (first: Tensors, second: Tensors)
    let layers: [LinearLayer]
    var calibrationCount: Int { calibration.labels.count }
    private let sizes: [Int]
    private let calibration: DigitExamples
    private let activations: (first: [Matrix], second: [Matrix])

    init(_ first: Perceptron, _ second: Perceptron, calibration: DigitExamples, _ meter: Meter) {
        self.meter = meter
        self.calibration = calibration
        models = (first.tensors, second.tensors)
        layers = Perceptron.layers(first.weights.count)
        sizes = first.sizes
        activations = (first.activations(calibration.inputs), second.activations(calibration.inputs))
    }

    func computeActivations(ofLayer index: Int, _ receipt: borrowing Receipt) -> (first: Matrix, second: Matrix) {
        (activations.first[index + 1], activations.second[index + 1])
    }

    func computeLossGradient(at tensors: Tensors, _ receipt: borrowing Receipt) -> (loss: Double, gradient: Tensors) {
        guard let network = try? Perceptron(tensors, sizes: sizes) else { preconditionFailure("tensors that are not the network's") }
        let loss = CrossEntropy.mean(network.outputs(calibration.inputs), labels: calibration.labels)
        return (loss, network.crossEntropyGradient(calibration.inputs, labels: calibration.labels).tensors)
    }
}
