import AssayKit

/// A perceptron that learns which of three places in the plane a point lies around.
struct TrialTraining: Sendable {
    var name = ""
    var summary = "which tells three clouds of points apart"
    /// What the oracles answer from the fourth call on, if not the truth.
    var spoiled: Float?

    private static let batchSize = 32
    @Sendable private static func network(rows: Int) -> Network { .perceptron([2, 16, 8, 3], rows: rows) }

    private static func points(_ count: Int, stream: UInt64) -> LabelledRows {
        var random = Random(seed: 3, stream: stream)
        let labels = (0..<count).map { $0 % 3 }
        let middles: [(Double, Double)] = [(0, 2), (2, -1), (-2, -1)]
        let points = labels.flatMap { [Float(middles[$0].0 + 0.7 * random.normal()), Float(middles[$0].1 + 0.7 * random.normal())] }
        return LabelledRows(points, inputs: 2, labels: labels)
    }

    func problem(_ context: ProblemContext) -> TrialNetworkTraining {
        let run = TrainingRun(
            Self.network(rows: Self.batchSize), Self.points(8 * Self.batchSize, stream: 0), .permutations, batchSize: Self.batchSize, seed: context.seed)
        return TrialNetworkTraining(run, spoiled: spoiled, context.meter)
    }

    var scorer: NetworkScorer {
        NetworkScorer(
            batchSize: Self.batchSize, validation: Self.points(60, stream: 1), test: Self.points(60, stream: 2), Self.network)
    }
}

/// What a method sees of it.
final class TrialNetworkTraining: LayerStatistics {
    let meter: Meter
    private let run: TrainingRun
    private let spoiled: Float?
    private var calls = 0

    init(_ run: TrainingRun, spoiled: Float?, _ meter: Meter) {
        self.run = run
        self.spoiled = spoiled
        self.meter = meter
    }

    var parameters: [TrainedParameter] { run.network.parameters }
    var layers: [TrainedLayer] { run.network.linearLayers }
    var initialWeights: [Float] { run.initialWeights }
    var batchSize: Int { run.batchSize }
    var batchesPerEpoch: Int { run.batchesPerEpoch }
    func drawMinibatch() { run.drawMinibatch() }

    /// What to answer in place of the truth, if anything.
    private func nonsense() -> Float? {
        calls += 1
        return calls > 3 ? spoiled : nil
    }

    func computeMinibatchLoss(at weights: Span<Float>, _ receipt: borrowing Receipt) -> Double {
        nonsense().map(Double.init) ?? run.loss(at: weights)
    }

    func computeMinibatchGradient(at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt) -> Double {
        computeMinibatchStatistics(at: weights, into: &gradient, receipt) { _, _, _ in }
    }

    func computeMinibatchStatistics(
        at weights: Span<Float>, into gradient: inout MutableSpan<Float>, _ receipt: borrowing Receipt, _ observe: LayerObserver
    ) -> Double {
        let loss = run.gradient(at: weights, into: &gradient, observe)
        guard let nonsense = nonsense() else { return loss }
        gradient[0] = nonsense
        return Double(nonsense)
    }
}
