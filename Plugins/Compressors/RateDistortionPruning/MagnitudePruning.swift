import AssayKit

/// Pruning by magnitude with a share for each layer that follows from the magnitudes alone: what layer-adaptive pruning
/// is measured against. It needs no calibration data.
///
/// LAMP is Lee, Park, Mo, Ahn and Shin, "Layer-Adaptive Sparsity for the Magnitude-based Pruning" (ICLR 2021, arXiv
/// 2010.07611): a weight's score is w² over the sum of its own and all larger squares of its layer.
///
/// The bytes: see `SparseFile`.
public struct MagnitudePruning: Compressor {
    static let allocation = Option(
        "allocation", default: "lamp", of: ["lamp", "global", "uniform"],
        "lamp: the least LAMP scores go; global: the least magnitudes of all layers; uniform: the same share of each layer")

    public static var card: Card {
        Card(
            id: "magnitude-pruning", name: "Magnitude pruning (LAMP)",
            summary: "Prunes by magnitude, with a share for each layer that follows from the magnitudes.",
            paper: Paper(
                title: "Layer-adaptive Sparsity for the Magnitude-based Pruning", authors: "Jaeho Lee, Sejun Park, Sangwoo Mo, Sungsoo Ahn, Jinwoo Shin",
                year: 2020, arxiv: "2010.07611"),
            options: [sparsityOption, allocation],
            claims: [
                Claim(
                    "Shares of layers that follow from magnitudes keep the accuracy. Tested without training anew.", paperValue: "accuracy of the dense network at moderate sparsity",
                    instance: "weights/digits-mlp", metric: "accuracy", expectation: .valueAtLeast(0.97))
            ])
    }

    private let sparsity: Double
    private let allocation: String

    public init(_ options: Options) throws {
        sparsity = options[sparsityOption]
        allocation = options[Self.allocation]
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        let prunable = try PrunableLayers(network)
        let counts: [Int]
        if allocation == "uniform" {
            counts = prunable.sizes.map { Int((sparsity * Double($0)).rounded()) }
        } else {
            var scores: [(score: Double, layer: Int)] = []
            for layer in prunable.names.indices { scores += self.scores(of: layer, prunable).map { ($0, layer) } }
            scores.sort { $0 < $1 }
            let pruned = scores.count - prunable.kept(afterPruning: sparsity)
            counts = prunable.names.indices.map { layer in scores.prefix(pruned).count { $0.layer == layer } }
        }
        return SparseFile.encode(prunable.pruned(counts), sparse: prunable.names)
    }

    /// A score for each weight of a layer, in its order of magnitudes, along which scores do not fall either.
    private func scores(of layer: Int, _ prunable: PrunableLayers) -> [Double] {
        let values = prunable.tensors[prunable.names[layer]]?.values ?? []
        let magnitudes = prunable.ascending[layer].map { Double(values[$0].magnitude) }
        guard allocation == "lamp" else { return magnitudes }
        var sum = 0.0
        return magnitudes.reversed().map { w in
            sum += w * w
            return sum > 0 ? w * w / sum : 0
        }.reversed()
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try SparseFile.decode(bytes) }
}
