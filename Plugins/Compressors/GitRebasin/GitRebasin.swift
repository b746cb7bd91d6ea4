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
        let orders = try first.matching(second, from: first.hiddenSizes.map { Array(0..<$0) }, &random, run)
        return first.average(with: second.permuted(orders)).tensors(pair.layers).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try Tensors(encoded: bytes) }
}

let gitRebasinPaper = Paper(
    id: "P459", title: "Git Re-Basin: Merging Models modulo Permutation Symmetries", authors: "Samuel K. Ainsworth, Jonathan Hayase, Siddhartha Srinivasa",
    year: 2022, arxiv: "2209.04836")

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(GitRebasin.self, ActivationMatching.self, StraightThroughRebasin.self, ModelAveraging.self)
}
