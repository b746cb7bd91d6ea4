import AssayKit
import Problems

/// Trains a network by stochastic gradient descent with momentum (Polyak, 1964) on the mean cross-entropy, with
/// weight decay and a learning rate that falls along half a cosine (Loshchilov and Hutter, ICLR 2017).
///
/// Epochs, learning rate and jitter were chosen by training on 900 of the training rows and judging by the other 297; the
/// held-out rows had no part in it.
struct Trainer {
    var seed: UInt64 = 0
    var epochs = 100
    var batchSize = 64
    /// The first step's; the last one's is near zero.
    var learningRate = 0.05
    var momentum = 0.9
    /// λ in the gradient of λ/2·‖W‖², for the weights alone.
    var weightDecay = 5e-4
    var jitter = Jitter(shift: 0.75)

    /// What a file says of how its network was trained.
    func metadata(_ network: String) -> [String: String] {
        [
            "madeBy": "assay-train",
            "network": "\(network) with rectifiers; inputs are pixels / 16",
            "trainingRows": "\(DigitsSplit.training.count) rows of digits.csv, shuffled by seed 0",
            "training": """
                momentum SGD, seed \(seed), \(epochs) epochs in batches of \(batchSize), learning rate \(learningRate) along half a cosine, \
                momentum \(momentum), weight decay \(weightDecay), pictures moved by up to \(jitter.shift) pixels
                """,
        ]
    }

    /// - Parameter sizes: the widths from the input to the output.
    func train(sizes: [Int], on examples: DigitExamples) -> Perceptron {
        var random = Random(seed: seed)
        var network = initial(sizes, &random)
        var velocity = Perceptron(
            weights: network.weights.map { Matrix(zeros: $0.rows, $0.columns) }, biases: network.biases.map { $0.map { _ in 0 } })
        var order = Array(examples.labels.indices)
        for epoch in 0..<epochs {
            random.shuffle(&order)
            for start in stride(from: 0, to: order.count, by: batchSize) {
                let batch = Array(order[start..<min(start + batchSize, order.count)])
                let inputs = jitter.moved(examples.inputs.selecting(rows: batch), &random)
                let gradient = network.crossEntropyGradient(inputs, labels: batch.map { examples.labels[$0] })
                let progress = (Double(epoch) + Double(start) / Double(order.count)) / Double(epochs)
                let rate = learningRate * (1 + cosine(.pi * progress)) / 2
                for i in network.weights.indices {
                    step(&network.weights[i].entries, &velocity.weights[i].entries, gradient.weights[i].entries, rate, weightDecay)
                    step(&network.biases[i], &velocity.biases[i], gradient.biases[i], rate, 0)
                }
            }
        }
        return network
    }

    /// Weights of variance 2 / inputs, which keeps the size of what passes a rectifier (He et al., ICCV 2015), no biases.
    private func initial(_ sizes: [Int], _ random: inout Random) -> Perceptron {
        let weights = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            let deviation = (2 / Double(inputs)).squareRoot()
            return Matrix(rows: outputs, columns: inputs, entries: (0..<outputs * inputs).map { _ in deviation * random.normal() })
        }
        return Perceptron(weights: weights, biases: weights.map { [Double](repeating: 0, count: $0.rows) })
    }

    /// v ← μ·v + ∇ + λ·w; w ← w − η·v.
    private func step(_ w: inout [Double], _ v: inout [Double], _ gradient: [Double], _ rate: Double, _ decay: Double) {
        for i in w.indices {
            v[i] = momentum * v[i] + gradient[i] + decay * w[i]
            w[i] -= rate * v[i]
        }
    }
}
