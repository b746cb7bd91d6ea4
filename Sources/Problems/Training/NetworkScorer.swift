import AssayKit

/// Judges weights by examples that the method never saw: those that pick the best of its offers, and others that do not.
struct NetworkScorer: Scorer {
    static let metrics = [
        Metric("validationLoss", unit: "nats", better: .lower), Metric("testLoss", unit: "nats", better: .lower), Metric("testError", better: .lower),
    ]

    /// Examples that are judged at a time.
    private let batchSize: Int
    /// Made anew for each answer, since a network computes in memory of its own.
    private let makeNetwork: @Sendable (_ batchSize: Int) -> Network
    private let validation: any Examples
    private let test: any Examples

    init(batchSize: Int, validation: any Examples, test: any Examples, _ makeNetwork: @escaping @Sendable (_ batchSize: Int) -> Network) {
        self.batchSize = batchSize
        self.validation = validation
        self.test = test
        self.makeNetwork = makeNetwork
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("an optimizer answers by offering points") }
        let network = makeNetwork(batchSize)
        guard point.count == network.weightCount else {
            throw InvalidAnswer("\(point.count) weights were offered for a network of \(network.weightCount)")
        }
        let weights = point.map { Float($0) }
        guard weights.allSatisfy(\.isFinite) else { throw InvalidAnswer("weights were offered that are not finite in single precision") }
        network.load(weights.span)
        let validation = judged(network, validation), test = judged(network, test)
        return ["validationLoss": validation.loss, "testLoss": test.loss, "testError": test.error]
    }

    /// The mean loss and the share of rows told wrong. What overflows on the way is the worst there is.
    private func judged(_ network: Network, _ examples: any Examples) -> (loss: Double, error: Double) {
        var loss = 0.0, errors = 0, rows = 0
        for minibatch in examples.minibatches(of: batchSize) {
            let told = network.loss(minibatch)
            loss += told.loss * Double(minibatch.labels.count)
            errors += told.errors
            rows += minibatch.labels.count
        }
        loss /= Double(rows)
        return (loss.isFinite ? loss : .infinity, Double(errors) / Double(rows))
    }
}
