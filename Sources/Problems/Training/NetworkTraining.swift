import AssayKit

/// A network, where it begins, and the minibatches that it sees.
final class TrainingRun {
    let network: Network
    let initialWeights: [Float]
    let batchSize: Int
    let batchesPerEpoch: Int
    private let examples: any Examples
    private var order: MinibatchOrder
    private(set) var minibatch: Minibatch

    /// - Parameter initialWeights: drawn by the seed unless told.
    init(
        _ network: Network, _ examples: any Examples, _ order: MinibatchOrder.Kind, batchSize: Int, batchesPerEpoch: Int? = nil,
        seed: UInt64, initialWeights: [Float]? = nil
    ) {
        self.network = network
        self.examples = examples
        self.batchSize = batchSize
        self.batchesPerEpoch = batchesPerEpoch ?? examples.count / batchSize
        self.initialWeights = initialWeights ?? network.initialWeights(Random(seed: seed, stream: Self.weightStream))
        self.order = MinibatchOrder(order, count: examples.count, size: batchSize, Random(seed: seed, stream: Self.minibatchStream))
        minibatch = examples.emptyMinibatch(batchSize)
        drawMinibatch()
    }

    // Streams that no method asks for by chance, so that its random numbers are independent of these.
    private static let weightStream: UInt64 = 0x77656967687473
    private static let minibatchStream: UInt64 = 0x62617463686573

    func drawMinibatch() {
        for (place, example) in order.next().enumerated() { examples.copy(example, to: minibatch, at: place) }
    }

    func loss(at weights: Span<Float>) -> Double {
        network.load(weights)
        return network.loss(minibatch).loss
    }

    func gradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ observe: LayerObserver) -> Double {
        network.load(weights)
        return network.gradient(minibatch, into: &gradient, observe)
    }
}

/// What a method sees of a network in training.
final class NetworkTraining: LayerStatistics {
    let meter: Meter
    private let run: TrainingRun

    init(_ run: TrainingRun, _ meter: Meter) {
        self.run = run
        self.meter = meter
    }

    var parameters: [TrainedParameter] { run.network.parameters }
    var layers: [TrainedLayer] { run.network.linearLayers }
    var initialWeights: [Float] { run.initialWeights }
    var batchSize: Int { run.batchSize }
    var batchesPerEpoch: Int { run.batchesPerEpoch }
    func drawMinibatch() { run.drawMinibatch() }

    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double { run.loss(at: weights) }

    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double {
        run.gradient(at: weights, into: &gradient) { _, _, _ in }
    }

    func computeMinibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt, _ observe: LayerObserver
    ) -> Double {
        run.gradient(at: weights, into: &gradient, observe)
    }
}

/// What a method sees of a network that is tuned by its losses alone.
final class NetworkTuning: MinibatchLosses {
    let meter: Meter
    private let run: TrainingRun

    init(_ run: TrainingRun, _ meter: Meter) {
        self.run = run
        self.meter = meter
    }

    var parameters: [TrainedParameter] { run.network.parameters }
    var initialWeights: [Float] { run.initialWeights }
    var batchSize: Int { run.batchSize }
    var batchesPerEpoch: Int { run.batchesPerEpoch }
    func drawMinibatch() { run.drawMinibatch() }

    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double { run.loss(at: weights) }
}
