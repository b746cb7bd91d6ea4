import AssayKit

/// A perceptron that reads handwritten digits, to be made smaller.
struct DigitsPerceptron: Instance {
    let id = "weights/digits-mlp"
    let role = Role.compressor
    let kind = "network weights"
    let summary =
        "a perceptron 64-256-256-256-10 that reads handwritten digits: 150,794 parameters, 256 calibration rows, judged on 600 more"
    let metrics = ClassifierScorer.metrics
    let tradeOff = ["bytes", "accuracy"]
    let dataFiles = ["digits.csv", PerceptronFile.name]
    // A pass takes a few milliseconds, so neither limit makes the other pointless.
    let defaultBudget = Budget(calls: ["forwardPasses": 10_000], seconds: 120)
    var problemType: any Metered.Type { PerceptronWeights.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let calibration = try DigitExamples(context.data, rows: DigitsSplit.calibration)
        return PerceptronWeights(try PerceptronFile(context.data).network, calibration: calibration.inputs, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let network = try PerceptronFile(data).network
        let sizes = network.sizes
        return try ClassifierScorer(network.tensors, heldOut: try DigitExamples(data, rows: DigitsSplit.heldOut)) { tensors, inputs throws(UnfitTensors) in
            try Perceptron(tensors, sizes: sizes).outputs(inputs)
        }
    }
}

extension Catalog {
    static let compression: [any Instance] = [
        DigitsPerceptron(),
        DigitsConvolution(),
        SentenceEncoder(),
        DigitsPair(),
        RawBytesInstance(id: "bytes/digits-csv", file: "digits.csv", summary: "264,964 bytes of text: a table of small whole numbers"),
        RawBytesInstance(id: "bytes/breast-cancer-svm", file: "breast-cancer.svm", summary: "166,183 bytes of text: a table of decimal fractions"),
        RawBytesInstance(id: "bytes/digits-mlp", file: PerceptronFile.name, summary: "604,152 bytes: a network's weights in single precision"),
    ] + tables + texts + thinnings + embeddings + tensors
}
