import AssayKit
import Foundation
import Problems
import Testing

@Suite struct HierarchyTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path

    /// The instance of a list of edges.
    private func instance(_ edges: String, _ form: String = "hierarchy-2", _ body: (any Instance) throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/edges.txt"
        try edges.write(toFile: file, atomically: true, encoding: .utf8)
        try body(try #require(Catalog.instance("\(form):\(file)")))
    }

    /// The chain 0 – 1 – 2 with points at 0, 1 and 0.4 of a line, by hand. Edges: of node 0 the neighbour is the second, of 1 both are
    /// first, of 2 the neighbour is the second: (½ + 1 + ½)/3. Closure: of (1, 0) node 2 is nearer, so rank 2 and precision ½; of 2 both
    /// others are above, ranks 1 and 1. Ratios of distances to paths: 1, 0.6 and 0.2.
    @Test func measuresByHand() throws {
        try instance("1 0\n2 1\n") { instance in
            let scorer = try instance.makeScorer(DataFolder(""))
            let metrics = try scorer.score(.point(HierarchyEmbedding(.euclidean, dimension: 1, coordinates: [0, 1, 0.4]).numbers))
            #expect(abs((metrics["edgePrecision"] ?? 0) - 2.0 / 3) < 1e-12)
            #expect(abs((metrics["closurePrecision"] ?? 0) - 0.75) < 1e-12)
            #expect(abs((metrics["closureRank"] ?? 0) - 4.0 / 3) < 1e-12)
            #expect(abs((metrics["worstDistortion"] ?? 0) - 5) < 1e-12)
            // s = Σr / Σr² = 1.8 / 1.4, and |s·r − 1| of 2/7, 8/35 and 26/35.
            #expect(abs((metrics["averageDistortion"] ?? 0) - 44.0 / 105) < 1e-12)
            // All in one place: every point is as near as any, so that the last place counts.
            let same = try scorer.score(.point(HierarchyEmbedding(.euclidean, dimension: 2, coordinates: [Double](repeating: 1, count: 6)).numbers))
            #expect(abs((same["edgePrecision"] ?? 0) - 2.0 / 3) < 1e-12 && same["worstDistortion"] == .infinity && same["averageDistortion"] == 1)
        }
    }

    /// Points at hyperbolic distances ±r of the disk's centre on one diameter, tanh(r/2): also where only 106 bits tell them from the rim.
    @Test(arguments: [0.001, 1, 20, 36, 60]) func distancesInTheBall(r: Double) throws {
        try instance("1 0\n2 0\n") { instance in
            // tanh(r/2) = 1 − 2/(eʳ + 1).
            let near = DoubleDouble(1) - DoubleDouble(2) / (DoubleDouble(exponential(r)) + DoubleDouble(1))
            // Half as far on the other side: distances r, r/2 and 3r/2 for paths of 1, 1 and 2 edges.
            let far = DoubleDouble(1) - DoubleDouble(2) / (DoubleDouble(exponential(r / 2)) + DoubleDouble(1))
            let embedding = HierarchyEmbedding(.poincareBall, dimension: 1, coordinates: [0, near.high, -far.high], remainders: [0, near.low, -far.low])
            let metrics = try instance.makeScorer(DataFolder("")).score(.point(embedding.numbers))
            // At r = 60 a unit in the 104th bit is some 3·10⁻⁶ of the gap to the rim, and of the distance a sixtieth of that.
            #expect(abs((metrics["worstDistortion"] ?? 0) - 2) < 1e-6)
            #expect(metrics["edgePrecision"] == 1)
        }
    }

    @Test func whatIsNoEmbedding() throws {
        try instance("1 0\n2 1\n") { instance in
            let scorer = try instance.makeScorer(DataFolder(""))
            let rim = HierarchyEmbedding(.poincareBall, dimension: 1, coordinates: [0, 1, 0.5]).numbers
            let infinite = HierarchyEmbedding(.euclidean, dimension: 1, coordinates: [0, .infinity, 0.5]).numbers
            let tooMany = HierarchyEmbedding(.euclidean, dimension: 3, coordinates: [Double](repeating: 0, count: 9)).numbers
            for numbers in [rim, infinite, tooMany, [], [0], [7, 1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, .nan, 1, 0, 0, 0], [0, 1e300, 1]] {
                #expect(throws: InvalidAnswer.self) { try scorer.score(.point(numbers)) }
            }
            #expect(throws: InvalidAnswer.self) { try scorer.score(.selection([1])) }
        }
    }

    @Test(arguments: [
        ("1 0\n0 1\n", "make a cycle"), ("1 0\n2 1\n0 2\n3 0\n", "make a cycle"), ("1 1\n", "above itself"), ("", "holds no edge"), ("1\n", "no edge"),
    ]) func whatIsNoHierarchy(edges: String, reason: String) throws {
        try instance(edges) { instance in
            let error = #expect(throws: (any Error).self) { try instance.makeScorer(DataFolder("")) }
            let words = error.map { "\($0)" } ?? ""
            #expect(words.contains(reason), "\(words)")
        }
    }

    /// What the method sees: edges once, all that is above, and paths that may go up and down.
    @Test func theOracles() throws {
        try instance("5 2\n5 2\n9 5\n7 2\n20 30\n9 7\n") { instance in
            let meter = Meter()
            let made = try instance.makeProblem(ProblemContext(seed: 1, meter: meter, data: DataFolder(""), clock: RunClock(), deliver: { _ in }))
            // Nodes 2, 5, 7, 9, 20 and 30 by their places.
            let problem = try #require(made as? any Hierarchy)
            #expect(problem.nodeCount == 6 && problem.edgeCount == 5 && problem.closureCount == 6 && problem.dimension == 2)
            try problem.edges { children, parents in
                #expect(children.indices.map { [children[$0], parents[$0]] } == [[1, 0], [2, 0], [3, 1], [3, 2], [4, 5]])
            }
            try problem.closure { nodes, above in
                #expect(nodes.indices.map { [nodes[$0], above[$0]] } == [[1, 0], [2, 0], [3, 0], [3, 1], [3, 2], [4, 5]])
            }
            var lengths = [Double](repeating: -1, count: 6)
            var span = lengths.mutableSpan
            try problem.pathLengths(from: 1, into: &span)
            #expect(lengths == [1, 0, 2, 1, .infinity, .infinity])
            #expect(meter.calls == ["edges": 11, "distances": 6])
        }
    }

    /// WordNet's mammals: 1,170 synonym sets, one of them below two others.
    @Test func mammals() throws {
        let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")
        let instance = try #require(Catalog.instance("hierarchy/mammals-5d"))
        let made = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in }))
        let problem = try #require(made as? any Hierarchy)
        #expect(problem.nodeCount == 1170 && problem.edgeCount == 1170 && problem.closureCount == 6448 && problem.dimension == 5)
    }
}
