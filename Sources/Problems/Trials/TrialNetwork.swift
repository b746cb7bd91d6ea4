import AssayKit

/// A small network with random weights.
struct TrialNetwork: Sendable {
    let sizes: [Int]
    var name = ""
    var summary = "of two layers"
    var scale = 1.0
    var spoiled: Double?

    var perceptron: Perceptron {
        var random = Random(seed: 7)
        var weights: [Matrix] = []
        for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
            weights.append(Matrix(rows: outputs, columns: inputs, entries: (0..<inputs * outputs).map { _ in scale * Double(Float(random.normal())) }))
        }
        if let spoiled { weights[0][0, 0] = spoiled }
        return Perceptron(weights: weights, biases: sizes.dropFirst().map { [Double](repeating: 0.5 * scale, count: $0) })
    }

    func problem(_ meter: Meter) -> PerceptronWeights {
        var random = Random(seed: 8)
        let calibration = Matrix(rows: 30, columns: sizes[0], entries: (0..<30 * sizes[0]).map { _ in random.normal() })
        return PerceptronWeights(perceptron, calibration: calibration, meter)
    }
}

/// Takes tensors of the original's names and shapes, with finite numbers where the original's are.
struct TensorsScorer: Scorer {
    let original: Tensors
    let isSpoiled: Bool

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else { throw InvalidAnswer("a network is answered by bytes that restore it, not by an offer") }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let restored: Tensors
        do { restored = try Tensors(encoded: value) } catch { throw InvalidAnswer("the restored tensors are \(error)") }
        for name in original.names {
            guard let tensor = restored[name] else { throw InvalidAnswer("the tensor \(name) did not come back") }
            guard tensor.shape == original[name]?.shape else { throw InvalidAnswer("the tensor \(name) came back with the shape \(tensor.shape)") }
            guard isSpoiled || tensor.values.allSatisfy(\.isFinite) else { throw InvalidAnswer("the tensor \(name) came back with numbers that are not finite") }
        }
        return ["bytes": Double(size)]
    }
}
