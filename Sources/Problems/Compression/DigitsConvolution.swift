import AssayKit

/// A convolutional network that reads handwritten digits, to be made smaller.
struct DigitsConvolution: Instance {
    let id = "weights/digits-conv"
    let role = Role.compressor
    let kind = "network weights"
    let summary =
        "two convolutions of 32 and 64 channels and a linear map that read handwritten digits: 21,386 parameters, 1,024 calibration pictures, judged on 600 more"
    let metrics = ClassifierScorer.metrics
    let tradeOff = ["bytes", "accuracy"]
    let dataFiles = ["digits.csv", ConvolutionFile.name]
    let defaultBudget = Budget(calls: ["forwardPasses": 10_000], seconds: 120)
    var problemType: any Metered.Type { ConvolutionWeights.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let calibration = try DigitExamples(context.data, rows: Array(DigitsSplit.training[..<1_024]))
        return ConvolutionWeights(try ConvolutionFile(context.data).tensors, calibration: calibration.inputs, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        try ClassifierScorer(
            try ConvolutionFile(data).tensors, heldOut: try DigitExamples(data, rows: DigitsSplit.heldOut), outputs: ConvolutionFile.outputs)
    }
}
