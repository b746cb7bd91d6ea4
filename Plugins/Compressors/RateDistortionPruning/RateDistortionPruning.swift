import AssayKit

/// Pruning with a share for each layer that loses least at the network's output. Xu, Wang, Geng, Lin, Wu, Li and Lin,
/// "Efficient Joint Optimization of Layer-Adaptive Weight Pruning in Deep Neural Networks" (ICCV 2023, arXiv 2308.10438).
///
/// The distortion E‖f(x; W) − f(x; W̃)‖² of several pruned layers is near the sum of the distortions δ_l of each alone. So
/// δ_l is measured on a curve for each layer, and a dynamic program finds the amounts with the least sum that leave no
/// more weights than wanted. Within a layer the weights of least magnitude go.
///
/// Differences from the paper: there the network is trained on after each pruning; here a compressor has no labels, and
/// nothing is retrained, so distortion is always that against the unpruned network. With one iteration this is the
/// paper's one-shot pruning; more iterations measure the later curves on a network that is already pruned in part.
///
/// The bytes: see `SparseFile`.
public struct RateDistortionPruning: Compressor {
    static let levels = Option(
        "levels", default: 100, in: 1...1_000, "how many amounts of pruning a curve has beside none, evenly spaced up to all")
    static let iterations = Option(
        "iterations", default: 1, in: 1...1_000, "in how many steps the sparsity is reached, with curves measured anew in each")
    static let distortion = Option(
        "distortion", default: "mean", of: ["mean", "worst"],
        "mean: the squared error of the outputs, averaged over the calibration examples; worst: that of the worst example")

    public static var card: Card {
        Card(
            id: "rate-distortion-pruning", name: "Rate–distortion pruning",
            summary: "Prunes by magnitude, with a share for each layer that a dynamic program finds on measured distortion curves.",
            paper: Paper(
                id: "P221", title: "Efficient Joint Optimization of Layer-Adaptive Weight Pruning in Deep Neural Networks",
                authors: "Kaixin Xu, Zhe Wang, Xue Geng, Jie Lin, Min Wu, Xiaoli Li, Weisi Lin", year: 2023, arxiv: "2308.10438"),
            options: [sparsityOption, levels, iterations, distortion],
            claims: [
                Claim(
                    "More accurate at equal sparsity than other ways to share it among the layers (abstract). Tested against LAMP, without retraining.",
                    paperValue: "+0.5 to +1.0 points on CIFAR-10", instance: "weights/digits-mlp", rival: "magnitude-pruning",
                    metric: "accuracy", expectation: .ratioAtLeast(1)),
                Claim(
                    "The allocation has the least distortion of the output at a given sparsity (abstract). Tested by the loss, against LAMP, without retraining.",
                    paperValue: "the least distortion of all allocations", instance: "weights/digits-mlp", rival: "magnitude-pruning",
                    metric: "loss", expectation: .ratioAtMost(1)),
                Claim(
                    "Pruned in one shot by 58 %, ResNet-50 loses 0.55 points of accuracy on ImageNet (one-shot results).",
                    paperValue: "76.14 to 75.59", instance: "weights/digits-mlp", metric: "accuracy",
                    expectation: .untestable("the figure is reached by retraining, and a compressor has no labels")),
            ])
    }

    private let sparsity: Double
    private let levels: Int
    private let iterations: Int
    private let isWorstCase: Bool

    public init(_ options: Options) throws {
        sparsity = options[sparsityOption]
        levels = options[Self.levels]
        iterations = options[Self.iterations]
        isWorstCase = options[Self.distortion] == "worst"
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        let prunable = try PrunableLayers(network)
        let outputs = try network.outputs(with: network.tensors)
        var counts = prunable.sizes.map { _ in 0 }
        var predicted = 0.0
        for iteration in 1...iterations {
            // Each iteration leaves the same share of what the one before left, and no layer gets back what it lost.
            let share = 1 - power(1 - sparsity, Double(iteration) / Double(iterations))
            let curves = try prunable.sizes.indices.map { layer in
                try curve(of: layer, beyond: counts, prunable, run) { distortion(outputs, try network.outputs(with: $0)) }
            }
            let choice = leastDistortion(curves, capacity: prunable.kept(afterPruning: share))
            counts = zip(curves, choice).map { $0[$1].pruned }
            predicted = zip(curves, choice).reduce(0) { $0 + $1.0[$1.1].distortion }
        }
        let pruned = prunable.pruned(counts)
        run.report("predictedDistortion", predicted)
        run.report("measuredDistortion", distortion(outputs, try network.outputs(with: pruned)))
        return SparseFile.encode(pruned, sparse: prunable.names)
    }

    /// δ_l: what the network's output loses where, beside what is pruned already, more and more of one layer goes.
    private func curve(
        of layer: Int, beyond counts: [Int], _ prunable: PrunableLayers, _ run: Run, _ distortion: (Tensors) throws -> Double
    ) throws -> [CurvePoint] {
        var curve: [CurvePoint] = []
        var counts = counts
        let size = prunable.sizes[layer]
        for level in 0...levels {
            let pruned = size / levels * level + size % levels * level / levels
            // A small layer has fewer amounts than levels.
            guard pruned > counts[layer] || curve.isEmpty && pruned == counts[layer] else { continue }
            try run.checkTime()
            counts[layer] = pruned
            curve.append(CurvePoint(pruned: pruned, kept: size - pruned, distortion: try distortion(prunable.pruned(counts))))
        }
        return curve
    }

    /// The squared error of the outputs: its mean over the examples, or its largest.
    private func distortion(_ outputs: Matrix, _ pruned: Matrix) -> Double {
        let difference = (outputs - pruned).entries
        let errors = (0..<outputs.rows).map { row in
            difference[row * outputs.columns..<(row + 1) * outputs.columns].reduce(0) { $0 + $1 * $1 }
        }
        return isWorstCase ? errors.max() ?? 0 : errors.reduce(0, +) / Double(max(1, outputs.rows))
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try SparseFile.decode(bytes) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(RateDistortionPruning.self, MagnitudePruning.self) }
