import AssayKit

/// Judges a merged network by rows that neither its compressor saw nor its models learned from.
///
/// Where it is half-way between the first network A and one that does what the second does, as that with its hidden units in another order,
/// then there is the barrier on the straight line to it: the most by which the loss between the two is above the line from one's
/// loss to the other's (Frankle and others, "Linear Mode Connectivity and the Lottery Ticket Hypothesis", 2020).
struct MergingScorer: Scorer {
    // A barrier alone would be the least where nothing is merged.
    static let metrics = [
        Metric("loss", unit: "nats", better: .lower), Metric("accuracy", better: .higher), Metric("barrier", unit: "nats", better: .lower),
        Metric("bytes", unit: "bytes", better: .lower),
    ]

    /// Steps from one network to the other, at whose 25 ends the loss is looked at.
    private static let steps = 24

    private let first: Perceptron
    private let secondOutputs: Matrix
    private let heldOut: DigitExamples

    init(_ first: Perceptron, _ second: Perceptron, heldOut: DigitExamples) {
        self.first = first
        self.heldOut = heldOut
        secondOutputs = second.outputs(heldOut.inputs)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .restored(let size, let value) = answer else {
            throw InvalidAnswer("two networks are answered by bytes that restore one, not by an offer")
        }
        guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
        let merged: Perceptron
        do { merged = try Perceptron(Tensors(encoded: value), sizes: first.sizes) } catch { throw InvalidAnswer("of what was restored, \(error)") }
        guard (merged.weights.flatMap(\.entries) + merged.biases.flatMap { $0 }).allSatisfy(\.isFinite) else {
            throw InvalidAnswer("the restored network holds a number that is not finite")
        }
        let outputs = merged.outputs(heldOut.inputs)
        var metrics = [
            "loss": CrossEntropy.mean(outputs, labels: heldOut.labels), "accuracy": CrossEntropy.accuracy(outputs, labels: heldOut.labels),
            "bytes": Double(size),
        ]
        metrics["barrier"] = barrier(merged)
        return metrics
    }

    /// Nil where the network on the other side of the merged one does not do what the second does.
    private func barrier(_ merged: Perceptron) -> Double? {
        let end = first.moved(towards: merged, by: 2), endOutputs = end.outputs(heldOut.inputs)
        // Parameters are rounded to single precision, and twice that error is in the end's.
        let scale = secondOutputs.entries.reduce(1) { max($0, $1.magnitude) }
        guard zip(endOutputs.entries, secondOutputs.entries).allSatisfy({ ($0 - $1).magnitude <= 1e-4 * scale }) else { return nil }
        let losses = (loss(first), CrossEntropy.mean(endOutputs, labels: heldOut.labels))
        return (0...Self.steps).map { step in
            let t = Double(step) / Double(Self.steps)
            return loss(first.moved(towards: merged, by: 2 * t)) - (1 - t) * losses.0 - t * losses.1
        }.max()
    }

    private func loss(_ network: Perceptron) -> Double { CrossEntropy.mean(network.outputs(heldOut.inputs), labels: heldOut.labels) }
}

extension Perceptron {
    /// The network's parameters and t times those of the way to another's.
    fileprivate func moved(towards other: Perceptron, by t: Double) -> Perceptron {
        func moved(_ from: [Double], _ to: [Double]) -> [Double] { zip(from, to).map { (1 - t) * $0 + t * $1 } }
        return Perceptron(
            weights: zip(weights, other.weights).map { Matrix(rows: $0.rows, columns: $0.columns, entries: moved($0.entries, $1.entries)) },
            biases: zip(biases, other.biases).map(moved))
    }
}
