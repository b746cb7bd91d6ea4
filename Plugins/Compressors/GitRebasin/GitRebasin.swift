import AssayKit

/// Git Re-Basin by weight matching: the second network's hidden units are put in the order in which its weights are nearest to the
/// first's, and both are averaged (Ainsworth, Hayase and Srinivasa). Which order that is, is a sum of bilinear assignment problems;
/// coordinate descent solves one linear assignment for each layer in turn, in random order, until a round gains nothing.
///
/// The bytes: the merged tensors.
public struct GitRebasin: Compressor {
    public static var card: Card {
        Card(
            id: "git-rebasin", name: "Git Re-Basin", summary: "Permutes hidden units so that the weights of two networks match, and averages them.",
            paper: gitRebasinPaper,
            claims: [
                Claim(
                    "Weight matching all but removes the barrier between perceptrons that averaging meets.", paperValue: "a barrier near zero",
                    instance: "merging/digits", rival: "model-averaging", metric: "barrier", expectation: .ratioAtMost(0.1)),
                Claim(
                    "Networks that learned from different parts of the data are merged into one that does better than their average does.",
                    paperValue: "lower test loss", instance: "merging/digits", rival: "model-averaging", metric: "loss", expectation: .ratioAtMost(0.8)),
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ pair: any ModelPair, _ run: Run) throws -> [UInt8] {
        let first = try Layers(pair.models.first, pair.layers), second = try Layers(pair.models.second, pair.layers)
        var random = run.random()
        var orders = first.hiddenSizes.map { Array(0..<$0) }
        var hasGained = true
        while hasGained {
            hasGained = false
            var hidden = Array(orders.indices)
            random.shuffle(&hidden)
            for layer in hidden {
                try run.checkTime()
                let gains = first.similarities(layer, second, orders)
                let order = LinearAssignment.maximize(gains)
                let gain = order.indices.reduce(0) { $0 + gains[$1, order[$1]] - gains[$1, orders[layer][$1]] }
                // Below that are rounding errors, by which it could go round in circles.
                if gain > 1e-9 * gains.entries.reduce(0, { max($0, $1.magnitude) }) {
                    orders[layer] = order
                    hasGained = true
                }
            }
        }
        return first.average(with: second.permuted(orders)).tensors(pair.layers).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try restoreTensors(bytes) }
}

let gitRebasinPaper = Paper(
    id: "P459", title: "Git Re-Basin: Merging Models modulo Permutation Symmetries", authors: "Samuel K. Ainsworth, Jonathan Hayase, Siddhartha Srinivasa",
    year: 2022, arxiv: "2209.04836")

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GitRebasin.self, ActivationMatching.self, ModelAveraging.self) }
