import AssayKit

/// Git Re-Basin by activation matching: in each layer those hidden units are put in the same place that are active together on the
/// calibration data, by one linear assignment; then both networks are averaged (Ainsworth, Hayase and Srinivasa).
public struct ActivationMatching: Compressor {
    public static var card: Card {
        Card(
            id: "activation-matching", name: "Git Re-Basin by activations",
            summary: "Permutes hidden units so that the activations of two networks match, and averages them.", paper: gitRebasinPaper,
            claims: [
                Claim(
                    "Matching activations lowers the barrier that averaging meets.", paperValue: "a barrier near zero", instance: "merging/digits",
                    rival: "model-averaging", metric: "barrier", expectation: .ratioAtMost(0.1))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ pair: any ModelPair, _ run: Run) throws -> [UInt8] {
        let first = try Layers(pair.models.first, pair.layers), second = try Layers(pair.models.second, pair.layers)
        let orders = try first.hiddenSizes.indices.map { layer in
            let activations = try pair.activations(ofLayer: layer)
            return LinearAssignment.maximize(Matrix.product(activations.first, activations.second, transposeLeft: true))
        }
        return first.average(with: second.permuted(orders)).tensors(pair.layers).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try Tensors(encoded: bytes) }
}

/// Averages two networks as they are.
public struct ModelAveraging: Compressor {
    public static var card: Card {
        Card(
            id: "model-averaging", name: "Model averaging", summary: "Averages the weights of two networks as they are.",
            paper: Paper(
                title: "Linear Mode Connectivity and the Lottery Ticket Hypothesis",
                authors: "Jonathan Frankle, Gintare Karolina Dziugaite, Daniel M. Roy, Michael Carbin", year: 2019, arxiv: "1912.05671"),
            claims: [
                Claim(
                    "Networks that were trained apart from the beginning are not connected by a straight line of low loss.", paperValue: "a barrier well above zero",
                    instance: "merging/digits", metric: "barrier", expectation: .valueAtLeast(0.2))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ pair: any ModelPair, _ run: Run) throws -> [UInt8] {
        try Layers(pair.models.first, pair.layers).average(with: Layers(pair.models.second, pair.layers)).tensors(pair.layers).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try Tensors(encoded: bytes) }
}
