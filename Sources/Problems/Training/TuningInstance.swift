import AssayKit

/// The perceptron that Assay ships, which reads clean digits, to be tuned for digits under noise by its losses alone.
struct TuningInstance: Instance {
    let id = "finetuning/digits-mlp"
    let role = Role.optimizer
    let kind = "network training"
    let summary = "a perceptron 64-256-256-256-10 that read clean digits, to be tuned for 897 noisy ones by losses alone: 150,794 weights, minibatches of 128"
    let metrics = NetworkScorer.metrics
    var tuning: Tuning? { .learningRate }
    let dataFiles = ["digits.csv", PerceptronFile.name]
    let defaultBudget = Budget(calls: ["minibatchLosses": 6_000])
    var problemType: any Metered.Type { NetworkTuning.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let perceptron = try PerceptronFile(context.data).network
        let weights = zip(perceptron.weights, perceptron.biases).flatMap { weight, bias in (weight.entries + bias).map { Float($0) } }
        let run = TrainingRun(
            Self.network(rows: 128), try Self.noisy(context.data, DigitsSplit.fitted, stream: 0), .permutations, batchSize: 128, seed: context.seed,
            initialWeights: weights)
        return NetworkTuning(run, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        NetworkScorer(
            batchSize: 128, validation: try Self.noisy(data, DigitsSplit.validation, stream: 1),
            test: try Self.noisy(data, DigitsSplit.heldOut, stream: 2), Self.network)
    }

    @Sendable private static func network(rows: Int) -> Network { .perceptron(PerceptronFile.sizes, rows: rows) }

    /// Each pixel moved by a normal number of standard deviation ½ and kept within 0…1: the same pictures for every seed.
    private static func noisy(_ data: DataFolder, _ rows: [Int], stream: UInt64) throws -> LabelledRows {
        let digits = try DigitExamples(data, rows: rows)
        var random = Random(seed: 0, stream: stream)
        let pixels = digits.inputs.entries.map { Float(min(1, max(0, $0 + 0.5 * random.normal()))) }
        return LabelledRows(pixels, inputs: digits.inputs.columns, labels: digits.labels)
    }
}
