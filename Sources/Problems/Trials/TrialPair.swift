import AssayKit

extension Trial {
    /// Small pairs of networks, and odd ones, to be merged into one that tells three classes apart no worse than by chance, nearly.
    static let pairs = [
        ("", "two networks of random weights", [4, 6, 5, 3], 0.5, false), ("-one", "two networks of one weight", [1, 1], 0.5, false),
        ("-same", "two networks whose weights are all zero", [4, 6, 3], 0, false), ("-nan", "two networks, one with a weight that is NaN", [4, 6, 3], 0.5, true),
    ].map { (name: String, summary: String, sizes: [Int], scale: Double, isSpoiled: Bool) in
        var random = Random(seed: 4)
        func network() -> Perceptron {
            let weights = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
                Matrix(rows: outputs, columns: inputs, entries: (0..<outputs * inputs).map { _ in scale * random.normal() })
            }
            return Perceptron(weights: weights, biases: weights.map { [Double](repeating: 0, count: $0.rows) })
        }
        let first = network()
        var second = network()
        if isSpoiled { second.weights[0][0, 0] = .nan }
        let inputs = Matrix(rows: 12, columns: sizes[0], entries: (0..<12 * sizes[0]).map { _ in random.normal() })
        let heldOut = DigitExamples(inputs: inputs, labels: (0..<12).map { $0 % (sizes.last ?? 1) })
        let (one, other) = (first, second)
        return Trial(
            id: "trial/pair" + name, summary: summary, demand: isSpoiled ? .end : .solve(3), role: .compressor, problemType: PerceptronPair.self,
            metrics: MergingScorer.metrics, defaultBudget: Budget(),
            problem: { PerceptronPair(one, other, calibration: heldOut, $0.meter) }, scorer: { MergingScorer(one, other, heldOut: heldOut) })
    }
}
