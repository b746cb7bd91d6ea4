import AssayKit

/// Judges a restored network that tells digits by rows that its compressor never saw.
struct ClassifierScorer: Scorer {
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

    private let original: Tensors
    private let originalAccuracy: Double
    private let heldOut: DigitExamples
    private let outputs: @Sendable (Tensors, Matrix) throws(UnfitTensors) -> Matrix

    /// - Parameter outputs: what a network with these tensors puts out for each row of inputs, before any softmax.
    init(
        _ original: Tensors, heldOut: DigitExamples, outputs: @escaping @Sendable (Tensors, Matrix) throws(UnfitTensors) -> Matrix
    ) throws(UnfitTensors) {
        self.original = original
        self.heldOut = heldOut
        self.outputs = outputs
        originalAccuracy = CrossEntropy.accuracy(try outputs(original, heldOut.inputs), labels: heldOut.labels)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("a network is answered by bytes that restore it, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let outputs = try restoredOutputs(value)
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

    private func restoredOutputs(_ value: [UInt8]) throws(InvalidAnswer) -> Matrix {
        let tensors = try Tensors(restored: value, of: original)
        let outputs: Matrix
        do { outputs = try self.outputs(tensors, heldOut.inputs) } catch { throw InvalidAnswer("of what was restored, \(error)") }
        guard outputs.entries.allSatisfy(\.isFinite) else { throw InvalidAnswer("the restored network's outputs are not finite") }
        return outputs
    }
}

extension Tensors {
    /// What a compressor restored.
    /// - Throws: where it is no tensors, or one of the original's names holds a number that is not finite.
    init(restored value: [UInt8], of original: Tensors) throws(InvalidAnswer) {
        do { try self.init(encoded: value) } catch { throw InvalidAnswer("the restored tensors are \(error)") }
        for name in original.names {
            guard self[name]?.values.allSatisfy(\.isFinite) != false else {
                throw InvalidAnswer("the restored tensor \(name) holds a number that is not finite")
            }
        }
    }
}
