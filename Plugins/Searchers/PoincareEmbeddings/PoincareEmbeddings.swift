import AssayKit

/// Poincaré embeddings (Nickel and Kiela, "Poincaré Embeddings for Learning Hierarchical Representations", arXiv:1705.08039):
/// Riemannian stochastic gradient descent in the Poincaré ball on pairs of the transitive closure.
///
/// Pairs are taken one by one, in a new order in each epoch. All coordinates that the problem allows are used.
public struct PoincareEmbeddings: Searcher {
    static let epochs = Option("epochs", default: 300, in: 1...10_000, unit: "epochs", "Passes over all pairs.")
    static let learningRate = Option("learningRate", default: 0.3, in: 1e-6...1e3, "η, by which gradients are multiplied in a step.")
    static let negatives = Option("negatives", default: 10, in: 1...100, unit: "nodes", "Drawn for each pair.")
    static let burnIn = Option("burnIn", default: 10, in: 0...10_000, unit: "epochs", "At the beginning, with a tenth of the learning rate.")

    static let paper = Paper(
        id: "P306", title: "Poincaré Embeddings for Learning Hierarchical Representations", authors: "Maximilian Nickel, Douwe Kiela", year: 2017,
        arxiv: "1705.08039")

    public static var card: Card {
        Card(
            id: "poincare-embeddings", name: "Poincaré embeddings", summary: "Riemannian stochastic gradient descent in the Poincaré ball on pairs of the closure.",
            paper: paper, options: [epochs, learningRate, negatives, burnIn],
            claims: [
                Claim(
                    "In five dimensions it reconstructs the closure with a mean average precision far above that of a Euclidean embedding by the same loss (table 1: WordNet's nouns).",
                    paperValue: "0.823 to 0.024", instance: "hierarchy/mammals-5d", rival: "euclidean-embeddings", metric: "closurePrecision",
                    expectation: .ratioAtLeast(1.5)),
                Claim(
                    "In five dimensions the mean rank of what is above is a small part of that of a Euclidean embedding (table 1: WordNet's nouns).",
                    paperValue: "4.9 to 3542.3", instance: "hierarchy/mammals-5d", rival: "euclidean-embeddings", metric: "closureRank",
                    expectation: .ratioAtMost(0.5)),
                Claim(
                    "Five dimensions suffice for a mean average precision above 0.8 (table 1: WordNet's nouns).", paperValue: "0.823",
                    instance: "hierarchy/mammals-5d", metric: "closurePrecision", expectation: .valueAtLeast(0.8)),
            ])
    }

    private let training: ContrastiveTraining<PoincareBall>

    public init(_ options: Options) throws {
        training = ContrastiveTraining(
            epochs: options[Self.epochs], learningRate: options[Self.learningRate], negatives: options[Self.negatives], burnInEpochs: options[Self.burnIn])
    }

    public func search(_ space: any Hierarchy, _ run: Run) throws { try training.run(space, run) }
}

/// The paper's rival: the same loss and the same steps with squared Euclidean distances.
public struct EuclideanEmbeddings: Searcher {
    static let learningRate = Option("learningRate", default: 0.1, in: 1e-6...0.3, "η, by which gradients are multiplied in a step.")

    public static var card: Card {
        Card(
            id: "euclidean-embeddings", name: "Euclidean embeddings", summary: "Stochastic gradient descent in Euclidean space on pairs of the closure.",
            paper: Paper(title: PoincareEmbeddings.paper.title, authors: PoincareEmbeddings.paper.authors, year: 2017, arxiv: PoincareEmbeddings.paper.arxiv),
            options: [PoincareEmbeddings.epochs, learningRate, PoincareEmbeddings.negatives, PoincareEmbeddings.burnIn],
            claims: [
                Claim(
                    "Also in ten dimensions it reconstructs the closure worse than a Poincaré embedding (table 1: WordNet's nouns).",
                    paperValue: "0.059 to 0.851", instance: "hierarchy/mammals-10d", rival: "poincare-embeddings", metric: "closurePrecision",
                    expectation: .ratioAtMost(0.9))
            ])
    }

    private let training: ContrastiveTraining<EuclideanSpace>

    public init(_ options: Options) throws {
        training = ContrastiveTraining(
            epochs: options[PoincareEmbeddings.epochs], learningRate: options[Self.learningRate], negatives: options[PoincareEmbeddings.negatives],
            burnInEpochs: options[PoincareEmbeddings.burnIn])
    }

    public func search(_ space: any Hierarchy, _ run: Run) throws { try training.run(space, run) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(PoincareEmbeddings.self, EuclideanEmbeddings.self) }
