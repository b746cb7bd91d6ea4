import AssayKit
import Formats

/// Node embedding: a graph of which a tenth of the edges is held back, whose nodes are given points.
struct NodeEmbeddingInstance: Instance {
    /// d of the graphs that are large enough.
    static let dimension = 128
    static let mostNodes = 200_000

    let id: String
    let role = Role.searcher
    let kind = "node embedding"
    let summary: String
    let source: GraphSource
    /// Whether it is known of nodes what class they are of.
    let hasClasses: Bool
    var metrics: [Metric] { hasClasses ? [NodeEmbeddingScorer.macroF1, NodeEmbeddingScorer.linkAUC] : [NodeEmbeddingScorer.linkAUC] }
    var dataFiles: [String] { source.dataFiles }
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type { NodeEmbeddingProblem.self }

    init(id: String, summary: String, source: GraphSource, hasClasses: Bool) {
        self.id = id
        self.summary = summary
        self.source = source
        self.hasClasses = hasClasses
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { NodeEmbeddingProblem(try task(context.data), context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { NodeEmbeddingScorer(try task(data)) }

    /// The edges that methods see, those that are held back, and the classes.
    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let task = try task(data)
        func write(_ edges: [(source: Int, target: Int, weight: Double)], _ name: String) throws {
            let list = edges.map { WeightedGraph.Edge(source: $0.source, target: $0.target, weight: $0.weight) }
            try EdgeList.write(WeightedGraph(names: Array(0..<task.graph.nodeCount), edges: list), to: folder + "/" + name)
        }
        try write(task.graph.pairs, "edges.txt")
        try write(task.heldBack.map { ($0.source, $0.target, 1) }, "held-back.txt")
        guard let classes = task.classes else { return ["edges.txt", "held-back.txt"] }
        try NumPy.write(.init(shape: [classes.count], elements: classes.map(Double.init)), to: folder + "/classes.npy")
        return ["edges.txt", "held-back.txt", "classes.npy"]
    }

    private func task(_ data: DataFolder) throws -> NodeEmbeddingTask {
        let set = try source.make(data)
        if case .file(let path) = source {
            guard set.nodeCount <= Self.mostNodes else {
                throw FormatError(path, "", "there are \(set.nodeCount) nodes in it", remedy: "\(Self.mostNodes) are the most")
            }
            guard CompressedGraph(NodeEmbeddingTask.undirected(set)).pairs.count >= 10 else {
                throw FormatError(path, "", "it has fewer than 10 edges between different nodes", remedy: "a tenth of them is held back")
            }
        }
        return NodeEmbeddingTask(set, dimension: min(Self.dimension, max(1, set.nodeCount / 2)))
    }
}

/// What is asked: the graph without a tenth of its edges, and what the answer is judged by.
struct NodeEmbeddingTask: Sendable {
    let graph: CompressedGraph
    let dimension: Int
    /// Edges that methods do not see.
    let heldBack: [(source: Int, target: Int)]
    /// As many pairs of nodes that have no edge, seen or not; fewer where there are not as many.
    let strangers: [(source: Int, target: Int)]
    let classes: [Int]?

    /// Directions of edges and loops are left out.
    init(_ set: EdgeSet, dimension: Int) {
        let whole = CompressedGraph(Self.undirected(set))
        var random = Random(seed: 0x6865_6C64)
        var pairs = whole.pairs
        random.shuffle(&pairs)
        let count = pairs.count / 10
        let seen = EdgeSet(nodeCount: set.nodeCount, edges: Array(pairs[count...]), isDirected: false, classes: nil)
        graph = CompressedGraph(seen)
        self.dimension = dimension
        heldBack = pairs[..<count].map { ($0.source, $0.target) }
        var known = Set(pairs.map { [$0.source, $0.target] }), strangers: [(source: Int, target: Int)] = []
        // Of a graph with hardly a pair that has no edge some are not found.
        for _ in 0..<20 * count where strangers.count < count {
            let a = random.index(below: set.nodeCount), b = random.index(below: set.nodeCount)
            if a != b, known.insert([min(a, b), max(a, b)]).inserted { strangers.append((min(a, b), max(a, b))) }
        }
        self.strangers = strangers
        classes = set.classes
    }

    static func undirected(_ set: EdgeSet) -> EdgeSet {
        let edges = set.edges.filter { $0.source != $0.target }.map { (min($0.source, $0.target), max($0.source, $0.target), $0.weight) }
        return EdgeSet(nodeCount: set.nodeCount, edges: edges, isDirected: false, classes: set.classes)
    }
}

final class NodeEmbeddingProblem: GraphProblem, NodeEmbedding {
    let dimension: Int

    init(_ task: NodeEmbeddingTask, _ meter: Meter) {
        dimension = task.dimension
        super.init(task.graph, meter)
    }
}
