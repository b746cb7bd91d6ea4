import AssayKit
import Problems

extension Trainer {
    /// As `train(sizes:on:)`, of a network in single precision, from the weights that it draws itself.
    /// - Parameter network: has room for a batch.
    func train(_ network: Network, on examples: DigitExamples) -> [Float] {
        var random = Random(seed: seed)
        var weights = network.initialWeights(Random(seed: seed, stream: 1))
        var velocity = [Float](repeating: 0, count: weights.count)
        var gradient = velocity
        var order = Array(examples.labels.indices)
        for epoch in 0..<epochs {
            random.shuffle(&order)
            for start in stride(from: 0, to: order.count, by: batchSize) {
                let batch = Array(order[start..<min(start + batchSize, order.count)])
                let minibatch = Minibatch(jitter.moved(examples.inputs.selecting(rows: batch), &random), labels: batch.map { examples.labels[$0] })
                network.load(weights.span)
                var span = gradient.mutableSpan
                _ = network.gradient(minibatch, into: &span) { _, _, _ in }
                let progress = (Double(epoch) + Double(start) / Double(order.count)) / Double(epochs)
                let rate = Float(learningRate * (1 + cosine(.pi * progress)) / 2)
                for parameter in network.parameters {
                    let decay = parameter.part == .vector ? 0 : Float(weightDecay)
                    for i in parameter.range {
                        velocity[i] = Float(momentum) * velocity[i] + gradient[i] + decay * weights[i]
                        weights[i] -= rate * velocity[i]
                    }
                }
            }
        }
        return weights
    }
}
