import AssayKit

/// A network that is trained from random weights.
struct TrainingInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind = "network training"
    let summary: String
    let metrics = NetworkScorer.metrics
    var tuning: Tuning? { .learningRate }
    let dataFiles: [String]
    let defaultBudget: Budget
    var problemType: any Metered.Type { NetworkTraining.self }
    private let make: @Sendable (_ data: DataFolder, _ seed: UInt64) throws -> TrainingRun
    private let scorer: @Sendable (DataFolder) throws -> NetworkScorer

    func makeProblem(_ context: ProblemContext) throws -> any Metered { NetworkTraining(try make(context.data, context.seed), context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { try scorer(data) }
}

extension TrainingInstance {
    static let digitsPerceptron = digits(
        "training/digits-mlp", "a perceptron 64-128-128-10 that learns 897 handwritten digits: 26,122 weights, minibatches of 128", steps: 1_500
    ) { .perceptron([64, 128, 128, 10], rows: $0) }

    static let digitsConvolutional = digits(
        "training/digits-conv", "two convolutions of 16 and 32 channels that learn 897 handwritten digits: 6,090 weights, minibatches of 128", steps: 1_000
    ) { .convolutional(PictureShape(height: 8, width: 8, channels: 1), channels: [16, 32], classes: 10, rows: $0) }

    private static func digits(
        _ id: String, _ summary: String, steps: Int, _ network: @escaping @Sendable (_ rows: Int) -> Network
    ) -> TrainingInstance {
        TrainingInstance(
            id: id, summary: summary, dataFiles: ["digits.csv"], defaultBudget: budget(steps),
            make: { data, seed in
                TrainingRun(network(128), try LabelledRows(DigitExamples(data, rows: DigitsSplit.fitted)), .permutations, batchSize: 128, seed: seed)
            },
            scorer: { data in
                NetworkScorer(
                    batchSize: 128, validation: try LabelledRows(DigitExamples(data, rows: DigitsSplit.validation)),
                    test: try LabelledRows(DigitExamples(data, rows: DigitsSplit.heldOut)), network)
            })
    }

    static let characters = TrainingInstance(
        id: "training/characters-transformer",
        summary: "a transformer of width 96 with three blocks that learns the letters of licences: 358,454 weights, minibatches of 16 × 64 letters",
        dataFiles: [LicenceText.fileName], defaultBudget: budget(400),
        make: { data, seed in
            let text = try LicenceText(data)
            return TrainingRun(
                transformer(text.symbolCount, 16), TextWindows(text.training, context: context, step: 1), .draws, batchSize: 16,
                batchesPerEpoch: text.training.count / (16 * context), seed: seed)
        },
        scorer: { data in
            let text = try LicenceText(data)
            // 4,096 letters of each part, spread over it.
            let symbolCount = text.symbolCount
            return NetworkScorer(
                batchSize: 16, validation: TextWindows(text.validation, context: context, step: text.validation.count / 64),
                test: TextWindows(text.test, context: context, step: text.test.count / 64)
            ) { transformer(symbolCount, $0) }
        })

    private static let context = 64

    private static func transformer(_ symbolCount: Int, _ batchSize: Int) -> Network {
        .transformer(symbols: symbolCount, context: context, width: 96, heads: 4, blocks: 3, rows: batchSize * context)
    }

    /// As many losses as the time of so many gradients allows: a loss costs a third of a gradient.
    private static func budget(_ steps: Int) -> Budget { Budget(calls: ["minibatchGradients": steps, "minibatchLosses": 3 * steps]) }
}

extension DigitsSplit {
    /// Of the rows to train on, those that a network in training sees.
    package static let fitted = Array(training[..<897])
    /// And those that pick the best of its offers.
    package static let validation = Array(training[897...])
}

extension LabelledRows {
    init(_ digits: DigitExamples) {
        self.init(digits.inputs.entries.map { Float($0) }, inputs: digits.inputs.columns, labels: digits.labels)
    }
}

extension Catalog {
    static let training: [any Instance] = [
        TrainingInstance.digitsPerceptron, TrainingInstance.digitsConvolutional, TrainingInstance.characters, TuningInstance(),
    ]
}
