import AssayKit

/// Judges a restored perceptron by rows that its compressor never saw.
struct PerceptronScorer: Scorer {
    /// How much of the original's accuracy a smaller network must keep to stand in for it. It is the usual target of
    /// MLPerf Inference (Reddi et al., ISCA 2020): 99 % of what the network reaches in single precision.
    static let keptAccuracy = 0.99

    // None of accuracy, loss and bytes can rank alone: storing the network whole wins the first two, a network that
    // has forgotten everything wins the third. So what ranks is the size that a user is left with: that of the bytes
    // where the network they restore can stand in for the original, otherwise that of the original.
    static let metrics = [
        Metric("usableBytes", unit: "bytes", better: .lower),
        Metric("accuracy", better: .higher),
        Metric("loss", unit: "nats", better: .lower),
        Metric("bytes", unit: "bytes", better: .lower),
        Metric("ratio", better: .higher),
    ]

    private let sizes: [Int]
    private let original: Tensors
    private let originalAccuracy: Double
    private let heldOut: DigitExamples

    init(_ network: Perceptron, heldOut: DigitExamples) {
        sizes = network.sizes
        original = network.tensors
        originalAccuracy = CrossEntropy.accuracy(network.outputs(heldOut.inputs), labels: heldOut.labels)
        self.heldOut = heldOut
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("a network is answered by bytes that restore it, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let outputs = try restoredNetwork(value).outputs(heldOut.inputs)
        let accuracy = CrossEntropy.accuracy(outputs, labels: heldOut.labels)
        let originalSize = original.valueCount * MemoryLayout<Float>.size
        let isUsable = size < originalSize && accuracy >= Self.keptAccuracy * originalAccuracy
        return [
            "usableBytes": Double(isUsable ? size : originalSize),
            "accuracy": accuracy,
            "loss": CrossEntropy.mean(outputs, labels: heldOut.labels),
            "bytes": Double(size),
            "ratio": Double(originalSize) / Double(size),
        ]
    }

    // Finite numbers in single precision keep every output finite: each of the four layers multiplies by less than
    // 256 · 10³⁹, and double precision reaches 10³⁰⁸.
    private func restoredNetwork(_ value: [UInt8]) throws(InvalidAnswer) -> Perceptron {
        let tensors: Tensors
        do { tensors = try Tensors(encoded: value) } catch { throw InvalidAnswer("the restored tensors are \(error)") }
        for name in original.names {
            guard tensors[name]?.values.allSatisfy(\.isFinite) != false else {
                throw InvalidAnswer("the restored tensor \(name) holds a number that is not finite")
            }
        }
        do { return try Perceptron(tensors, sizes: sizes) } catch { throw InvalidAnswer("of what was restored, \(error)") }
    }
}
