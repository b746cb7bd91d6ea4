import AssayKit
import Formats

/// Personalised PageRank: an index is built of a graph, then the host asks for the vectors of sources.
struct PageRankInstance: Instance {
    let id: String
    let role = Role.searcher
    let kind = "personalised PageRank"
    let summary: String
    let source: GraphSource
    let metrics = PageRankScorer.metrics
    let tradeOff = ["l1Error", "queriesPerSecond"]
    var dataFiles: [String] { source.dataFiles }
    let defaultBudget = Budget(seconds: 120)
    var problemType: any Metered.Type { PageRankProblem.self }

    init(id: String, summary: String, source: GraphSource) {
        self.id = id
        self.summary = summary
        self.source = source
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { PageRankProblem(try questions(context.data), context) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { PageRankScorer(try questions(data)) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let questions = try questions(data), graph = questions.graph
        let edges = graph.edges.map { WeightedGraph.Edge(source: $0.source, target: $0.target, weight: $0.weight) }
        try EdgeList.write(WeightedGraph(names: Array(0..<graph.nodeCount), edges: edges), to: folder + "/edges.txt")
        try NumPy.write(.init(shape: [questions.sources.count], elements: questions.sources.map(Double.init)), to: folder + "/sources.npy")
        return ["edges.txt", "sources.npy"]
    }

    private func questions(_ data: DataFolder) throws -> PageRankQuestions {
        let set = try source.make(data)
        if case .file(let path) = source, set.nodeCount > PageRankQuestions.mostNodes {
            throw FormatError(path, "", "there are \(set.nodeCount) nodes in it", remedy: "\(PageRankQuestions.mostNodes) are the most")
        }
        return PageRankQuestions(CompressedGraph(set))
    }
}

/// A graph, and the sources that are asked of it.
struct PageRankQuestions: Sendable {
    static let restartProbability = 0.15
    static let batchSize = 20
    static let mostNodes = 1_000_000

    let graph: CompressedGraph
    /// Different nodes: 100, or as many as there are, and fewer of large graphs, whose answers would take too many bytes.
    let sources: [Int32]

    init(_ graph: CompressedGraph) {
        self.graph = graph.withoutDeadEnds()
        var random = Random(seed: 0x736F_7572_6365)
        let count = min(100, graph.nodeCount, max(1, 4_000_000 / max(1, graph.nodeCount)))
        sources = random.sample(count, of: graph.nodeCount).map { Int32($0) }
    }

    var batches: [[Int32]] {
        stride(from: 0, to: sources.count, by: Self.batchSize).map { Array(sources[$0..<min($0 + Self.batchSize, sources.count)]) }
    }
}

/// What a method sees: edges by the metered oracle, and sources once it serves.
final class PageRankProblem: GraphProblem, PersonalizedPageRank {
    private let questions: PageRankQuestions
    private let context: ProblemContext
    var restartProbability: Double { PageRankQuestions.restartProbability }

    init(_ questions: PageRankQuestions, _ context: ProblemContext) {
        self.questions = questions
        self.context = context
        super.init(questions.graph, context.meter)
    }

    func serve<Index: Transferable>(_ index: Index, _ answer: (Index, Span<Int32>, inout MutableSpan<Double>) throws -> Void) throws {
        var served = ServedRanks()
        served.buildSeconds = context.clock.wall
        served.indexBytes = context.clock.offTheClock { index.encoded.count }
        let edgesBefore = meter.calls["edges"] ?? 0
        let begin = context.clock.wall
        for batch in questions.batches {
            var ranks = [Double](repeating: 0, count: batch.count * nodeCount)
            var span = ranks.mutableSpan
            try answer(index, batch.span, &span)
            context.clock.offTheClock { served.ranks += ranks }
        }
        served.querySeconds = context.clock.wall - begin
        served.edges = (meter.calls["edges"] ?? 0) - edgesBefore
        context.deliver(served.encoded)
    }
}

/// The vectors of all sources, and what building and answering took.
struct ServedRanks: Transferable {
    var buildSeconds = 0.0
    var querySeconds = 0.0
    var indexBytes = 0
    var edges = 0
    var ranks: [Double] = []

    init() {}

    func encode(to writer: inout ByteWriter) {
        writer.append(buildSeconds)
        writer.append(querySeconds)
        writer.append(variable: indexBytes)
        writer.append(variable: edges)
        writer.append(variable: ranks.count)
        for rank in ranks { writer.append(rank) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        buildSeconds = try reader.double()
        querySeconds = try reader.double()
        indexBytes = try reader.variable()
        edges = try reader.variable()
        let count = try reader.variable(atMost: reader.remaining / 8)
        ranks.reserveCapacity(count)
        for _ in 0..<count { ranks.append(try reader.double()) }
    }
}
