import AssayKit

/// DeepWalk: Perozzi, Al-Rfou and Skiena, "DeepWalk: Online Learning of Social Representations" (KDD 2014, arXiv 1403.6652).
///
/// In each of γ passes, from every node, in an order drawn anew, a random walk of t nodes is taken as a sentence, and for each node of
/// it and every other one within a window around it, skip-gram makes the one foretell the other. The window's width is drawn
/// between 1 and w at each node, as word2vec does; the step falls linearly from its first length to nothing.
///
/// The paper foretells by hierarchical softmax. Here it is negative sampling (Mikolov et al., "Distributed Representations
/// of Words and Phrases and their Compositionality", NIPS 2013), as in node2vec and most of today's programs: nodes that the other is to be told from
/// are drawn in proportion to degree^0.75. What was learned is offered where the budget ends it early, too. Passes and lengths are node2vec's, fewer than the paper's 80 passes of 40.
public struct DeepWalk: Searcher {
    static let passes = Option("passes", default: 10, in: 1...10_000, unit: "walks", "γ, walks from every node.")
    static let length = Option("length", default: 80, in: 2...10_000, unit: "nodes", "t, nodes of a walk.")
    static let window = Option("window", default: 10, in: 1...100, unit: "nodes", "w, how far apart in a walk nodes are that foretell each other.")
    static let negatives = Option("negatives", default: 5, in: 1...20, unit: "nodes", "Nodes drawn for each pair, to be told from it.")
    static let learningRate = Option("learningRate", default: 0.025, in: 1e-6...0.1, "The first step.")

    public static var card: Card {
        Card(
            id: "deepwalk", name: "DeepWalk", summary: "Node embedding by skip-gram over random walks.",
            paper: Paper(
                title: "DeepWalk: Online Learning of Social Representations", authors: "Bryan Perozzi, Rami Al-Rfou, Steven Skiena", year: 2014, arxiv: "1403.6652"),
            options: [passes, length, window, negatives, learningRate],
            claims: [
                Claim(
                    "F1 up to 10 % higher than that of competing methods where labels are sparse (abstract); among them is the spectral embedding.",
                    paperValue: "up to 10 % higher", instance: "node-embedding/blocks-4k", rival: "spectral-embedding", metric: "macroF1",
                    expectation: .ratioAtLeast(1))
                    .with(remark: "The graph is a stochastic block model, which spectral embeddings recover by theory; the paper's graphs are social networks. Twice as many walks come to 0.838 in place of 0.835, the spectral embedding has 0.863. On the real graph below DeepWalk leads."),
                Claim(
                    "So it does on real graphs (experiments).", paperValue: "up to 10 % higher", instance: "node-embedding/debian",
                    rival: "spectral-embedding", metric: "macroF1", expectation: .ratioAtLeast(1)),
            ])
    }

    private let passes: Int
    private let length: Int
    private let window: Int
    private let negatives: Int
    private let learningRate: Float

    public init(_ options: Options) throws {
        passes = options[Self.passes]
        length = options[Self.length]
        window = options[Self.window]
        negatives = options[Self.negatives]
        learningRate = Float(options[Self.learningRate])
    }

    public func search(_ graph: any NodeEmbedding, _ run: Run) throws {
        var random = run.random()
        var model = SkipGram(nodeCount: graph.nodeCount, dimension: graph.dimension, &random)
        let noise = NoiseNodes(degrees: try graph.adjacency().rowSums)
        var order = Array(0..<graph.nodeCount)
        defer { run.offer(model.points) }
        for pass in 0..<passes {
            random.shuffle(&order)
            for (place, start) in order.enumerated() {
                try run.checkTime()
                let done = Float(pass * order.count + place) / Float(passes * order.count)
                let rate = learningRate * max(1 - done, 1e-4)
                let walk = try self.walk(graph, from: start, &random)
                for (center, node) in walk.enumerated() {
                    let reach = 1 + random.index(below: window)
                    for other in max(0, center - reach)..<min(walk.count, center + reach + 1) where other != center {
                        model.learn(walk[other], foretells: node, rate, negatives, noise, &random)
                    }
                }
            }
        }
    }

    private func walk(_ graph: any NodeEmbedding, from start: Int, _ random: inout Random) throws(Stop) -> [Int] {
        var walk = [start]
        while walk.count < length, let next = try graph.neighbor(of: walk[walk.count - 1], at: random.uniform()) { walk.append(next) }
        return walk
    }
}

/// Nodes in proportion to degree^0.75.
struct NoiseNodes {
    private let cumulated: [Double]

    init(degrees: [Double]) {
        var sum = 0.0
        cumulated = degrees.map { degree in
            sum += power(degree, 0.75)
            return sum
        }
    }

    func draw(_ random: inout Random) -> Int {
        let wanted = random.uniform() * (cumulated.last ?? 0)
        var low = 0, high = cumulated.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulated[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(DeepWalk.self) }
