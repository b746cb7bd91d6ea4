import AssayKit
import Problems
import Testing

@Suite struct SignedGraphTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func graph(_ id: String) throws -> any SignedGraph {
        let context = ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { _ in })
        let instance = try #require(Catalog.instance(id))
        return try #require(try instance.makeProblem(context) as? any SignedGraph)
    }

    /// The disagreement by its definition, from the edges that a method reads; the scorer has a closed form.
    @Test(arguments: ["multicut/digits", "multicut/planted-2000"])
    func disagreementIsWhatTheEdgesSay(id: String) throws {
        let graph = try graph(id)
        let scorer = try #require(Catalog.instance(id)).makeScorer(Self.data)
        var random = Random(seed: 3)
        let labels = (0..<graph.nodeCount).map { _ in random.index(below: 12) }
        var expected = 0.0, total = 0.0
        for node in 0..<graph.nodeCount {
            try graph.edges(of: node) { neighbors, costs in
                for place in neighbors.indices where neighbors[place] > node {
                    let isCut = labels[node] != labels[Int(neighbors[place])]
                    if isCut == (costs[place] > 0) { expected += costs[place].magnitude }
                    total += costs[place].magnitude
                }
            }
        }
        let scores = try scorer.score(.selection(labels))
        // Sums of up to 1.6 million terms in another order: √n·2⁻⁵³ of their sizes, and something to spare.
        #expect(abs((scores["disagreement"] ?? .nan) - expected) < 1e-11 * total)
        #expect(abs(scores["adjustedRandIndex"] ?? .nan) < 0.02, "labels drawn by chance agree with none")
    }

    @Test func theBlocksThemselvesAgreeWithTheBlocks() throws {
        let scorer = try #require(Catalog.instance("multicut/planted-2000")).makeScorer(Self.data)
        let scores = try scorer.score(.selection((0..<2000).map { -($0 % 20) }))
        #expect(scores["adjustedRandIndex"] == 1)
        #expect(try scorer.score(.selection([Int](repeating: 5, count: 2000)))["adjustedRandIndex"] == 0)
    }

    @Test func anAnswerForOtherNodesIsNone() throws {
        let scorer = try #require(Catalog.instance("multicut/planted-2000")).makeScorer(Self.data)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.selection([0, 1])) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([0, 1])) }
    }
}
