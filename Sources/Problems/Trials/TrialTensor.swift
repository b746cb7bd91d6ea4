import AssayKit

extension Trial {
    /// Small tensors, and odd ones: what is asked for is to be no worse than nothing at all.
    static let tensors = [
        ("", "a tensor of 6 × 5 × 4", [6, 5, 4], 60, false), ("-one", "a single number", [1], 2, false), ("-matrix", "a matrix", [7, 9], 40, false),
        ("-zeros", "a tensor of zeros", [3, 3, 3], 20, false), ("-tight", "a tensor whose budget is below the least core's", [6, 5, 4], 10, false),
        ("-nan", "a tensor with a number that is NaN", [3, 3, 3], 20, true),
    ].map { (name: String, summary: String, shape: [Int], numberBudget: Int, isSpoiled: Bool) in
        var random = Random(seed: 2)
        var values = (0..<shape.reduce(1, *)).map { _ in name == "-zeros" ? 0 : Float(1 + random.normal()) }
        if isSpoiled { values[1] = .nan }
        let tensor = Tensor(shape: shape, values: values)
        return Trial(
            id: "trial/tensor" + name, summary: summary, demand: isSpoiled ? .end : name == "-tight" ? .answerOrRefuse : .solve(1), role: .compressor,
            problemType: TensorProblem.self, metrics: TensorScorer.metrics, defaultBudget: Budget(),
            problem: { TensorProblem(tensor, numberBudget: numberBudget, $0.meter) },
            scorer: { TensorScorer(TensorProblem(tensor, numberBudget: numberBudget, Meter())) })
    }
}
