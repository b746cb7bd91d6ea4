import AssayKit
import Formats
import Foundation
import Problems
import Testing

@Suite struct GraphInstanceTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func problem(_ id: String, deliver: @escaping ([UInt8]) -> Void = { _ in }) throws -> any Graph {
        let context = ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: deliver)
        let instance = try #require(Catalog.instance(id))
        return try #require(try instance.makeProblem(context) as? any Graph)
    }

    private func own<Result>(_ kind: String, _ text: String, ending: String, _ look: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ending)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try look(kind + ":" + file.path)
    }

    private func edges(_ graph: any Graph) throws -> [[Int]] {
        try (0..<graph.nodeCount).map { node in
            var found: [Int] = []
            try graph.edges(of: node) { neighbors, _ in for place in neighbors.indices { found.append(Int(neighbors[place])) } }
            return found
        }
    }

    @Test func karateClub() throws {
        let graph = try edges(try problem("pagerank/karate"))
        #expect(graph.count == 34 && graph.map(\.count).reduce(0, +) == 2 * 78)
        #expect([graph[0].count, graph[33].count, graph[11]] as [AnyHashable] == [16, 17, [0]])
    }

    @Test func attachmentGrowsHubs() throws {
        let degrees = try edges(try problem("pagerank/attachment-10k")).map(\.count)
        #expect(degrees.reduce(0, +) == 2 * 49_975 && degrees.allSatisfy { $0 > 0 })
        #expect(degrees[5...].allSatisfy { $0 >= 5 })
        // A node of time t has 5·√(n/t) edges on average: the first come to some hundred. Of edges at random none would have 50.
        #expect((degrees.max() ?? 0) > 150)
    }

    @Test func blocksHoldTheirEdges() throws {
        let graph = try edges(try problem("pagerank/blocks-10k"))
        let within = graph.enumerated().reduce(0) { sum, row in sum + row.element.count { $0 % 50 == row.offset % 50 } }
        let all = graph.map(\.count).reduce(0, +)
        // 35,000 and 50,000 edges are expected; dead ends' own are few. Five standard deviations are 2.7 % and 2.3 %.
        #expect(abs(Double(within) / 70_000 - 1) < 0.03 && abs(Double(all) / 100_000 - 1) < 0.03)
    }

    /// Neighbours come in proportion to weights, whatever the number between 0 and 1.
    @Test func neighborsComeByWeight() throws {
        try own("pagerank", "0 1 1\n0 2 2\n0 3 5\n1 0\n", ending: ".txt") { id in
            let graph = try problem(id)
            let drawn = try [0, 0.1249, 0.1251, 0.3749, 0.3751, 0.9999].map { try graph.neighbor(of: 0, at: $0) }
            #expect(drawn == [1, 1, 2, 2, 3, 3])
            let only = try graph.neighbor(of: 1, at: 0.5)
            #expect(only == 0)
            // Nodes 2 and 3 are dead ends, and lead to themselves.
            let edges = try edges(graph)
            #expect(edges == [[1, 2, 3], [0], [2], [3]])
            #expect(graph.meter.calls["edges"] == 6 + 1 + 6)
        }
    }

    @Test func ownGraphsInThreeFormats() throws {
        let metis = try own("pagerank", "3 2\n2\n1 3\n2\n", ending: ".graph") { try edges(try problem($0)) }
        #expect(metis == [[1], [0, 2], [1]])
        let matrix = "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 3\n"
        let market = try own("pagerank", matrix, ending: ".mtx") { try edges(try problem($0)) }
        #expect(market == [[1], [0], [2]])
        let path = "# a path\n" + (0..<30).map { "\($0) \($0 + 1)\n" }.joined() + "4 4\n1 0\n"
        try own("node-embedding", path, ending: ".txt") { id in
            let graph = try edges(try problem(id))
            #expect(graph.count == 31 && graph.map(\.count).reduce(0, +) == 2 * 27, "three of thirty edges are held back, and the loop is left out")
        }
    }

    @Test(arguments: [
        ("pagerank", "0 1 -1\n", ".txt", "weights are positive"), ("pagerank", "%%MatrixMarket matrix coordinate pattern general\n2 3 1\n1 3\n", ".mtx", "2 × 3"),
        ("pagerank", "3 2\n2\n1 3\n", ".graph", "truncated"), ("pagerank", "0 0\n", ".graph", "no node"), ("node-embedding", "0 1\n1 2\n", ".txt", "fewer than 10 edges"),
        ("node-embedding", "0 1 0\n", ".txt", "weights are positive"), ("pagerank", "", ".txt", "no edge"),
    ]) func hostileFilesAreToldInWords(kind: String, text: String, ending: String, words: String) throws {
        try own(kind, text, ending: ending) { id in
            do {
                _ = try problem(id)
                Issue.record("it was read")
            } catch { #expect("\(error)".contains(words), "\(error)") }
        }
    }

    /// Vectors that are right but for what is known: nothing at all errs by 1, each source's own by more.
    @Test func ranksAreJudged() throws {
        var delivered: [UInt8] = []
        let problem = try problem("pagerank/karate", deliver: { delivered = $0 })
        let graph = try #require(problem as? any PersonalizedPageRank)
        let instance = try #require(Catalog.instance("pagerank/karate"))
        let scorer = try instance.makeScorer(Self.data)
        func score(_ rank: @escaping (_ source: Int, _ node: Int) -> Double) throws -> [String: Double] {
            try graph.serve(NoIndex()) { _, sources, ranks in
                for query in sources.indices {
                    for node in 0..<34 { ranks[query * 34 + node] = rank(Int(sources[query]), node) }
                }
            }
            return try scorer.score(.delivered(delivered))
        }
        let nothing = try score { _, _ in 0 }
        #expect(abs((nothing["l1Error"] ?? 0) - 1) < 1e-12 && nothing["indexBytes"] == 0)
        // A walk that ends where it begins errs by what the others have, twice.
        let own = try score { $0 == $1 ? 1 : 0 }
        #expect((1...1.7).contains(own["l1Error"] ?? 0))
        let exact = try exactVectors(graph)
        let right = try score { exact[$0][$1] }
        #expect((right["l1Error"] ?? 1) < 1e-11 && right["topPrecision"] == 1)
        #expect(throws: InvalidAnswer.self) { try score { _, _ in .nan } }
        #expect(throws: InvalidAnswer.self) { try score { _, _ in -1 } }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.delivered(Array(delivered.dropLast()))) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.selection([1])) }
    }

    /// By elimination, not by iteration: (I − aPᵀ)π = (1 − a)e.
    private func exactVectors(_ graph: any Graph) throws -> [[Double]] {
        let edges = try edges(graph), n = edges.count
        var system = Matrix(identity: n)
        for (node, neighbors) in edges.enumerated() {
            for neighbor in neighbors { system[neighbor, node] -= 0.85 / Double(neighbors.count) }
        }
        let inverse = try system.pseudoInverse()
        return (0..<n).map { source in inverse.column(source).map { 0.15 * $0 } }
    }

    /// Points that say what class a node is of, and nothing else.
    @Test func pointsAreJudged() throws {
        let instance = try #require(Catalog.instance("node-embedding/karate"))
        let scorer = try instance.makeScorer(Self.data)
        let classes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        let told = try scorer.score(.point(classes.flatMap { [$0 == 0 ? 1 : -1] + [Double](repeating: 0, count: 16) }))
        #expect((told["macroF1"] ?? 0) > 0.6, "three nodes are learned from, which in some splits are of one class")
        let same = try scorer.score(.point([Double](repeating: 1, count: 34 * 17)))
        #expect(same["linkAUC"] == 0.5)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([1, 2])) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([Double](repeating: .nan, count: 34 * 17))) }
    }

    @Test func blocksAreToldFromTheirOwnPoints() throws {
        let instance = try #require(Catalog.instance("node-embedding/blocks-4k"))
        let scorer = try instance.makeScorer(Self.data)
        let points = (0..<4000).flatMap { node in (0..<128).map { node % 20 == $0 ? 1.0 : 0 } }
        let scores = try scorer.score(.point(points))
        #expect(scores["macroF1"] == 1)
        // 40 % of held-back edges join one block and 5 % of other pairs do: with ties for a half that is 0.5 + (0.4 − 0.05) / 2.
        #expect(abs((scores["linkAUC"] ?? 0) - 0.675) < 0.02)
        var random = Random(seed: 1)
        let noise = try scorer.score(.point((0..<4000 * 128).map { _ in random.normal() }))
        #expect((noise["macroF1"] ?? 1) < 0.08 && abs((noise["linkAUC"] ?? 0) - 0.5) < 0.03)
    }

    /// This machine's packages, where it has any: every one that is named once is a node, and none depends on itself.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/var/lib/dpkg/status"))) func packagesOfThisMachine() throws {
        let status = try String(contentsOfFile: "/var/lib/dpkg/status", encoding: .utf8)
        let names = status.split(separator: "\n").filter { $0.hasPrefix("Package: ") }
        let graph = try edges(try problem("pagerank/debian"))
        #expect(graph.count == Set(names).count)
        #expect(graph.enumerated().allSatisfy { $0.element == [$0.offset] || !$0.element.contains($0.offset) })
    }
}
