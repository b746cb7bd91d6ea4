import AssayKit
import Testing

@Suite struct NodeEmbeddingTests {
    /// α₁N₁ + … + α₄N₄ = S·R, S being NumPy's Σ αₖPᵏL; and R, which (PL)⁻¹·N₁ gives back, has the entries that it should.
    @Test func isThePolynomialOfTheTransitionMatrix() throws {
        let fixture = try GraphFixture.load().fastrp
        func run(_ alphas: [Double]) throws -> Matrix {
            let graph = TestGraph(7, fixture.edges.edgeList, dimension: 5)
            var options = ["beta": "\(fixture.beta)", "sparsity": "2"]
            for (place, alpha) in alphas.enumerated() { options["alpha\(place + 1)"] = "\(alpha)" }
            return Matrix(rows: 7, columns: 5, entries: try #require(try Plugin.run("fastrp", options, on: graph).points.last))
        }
        func matrix(_ rows: [[Double]]) -> Matrix { Matrix(rows: 7, columns: 7, entries: rows.flatMap { $0 }) }
        let projection = matrix(fixture.inverseOfPL) * (try run([1, 0, 0, 0]))
        // The condition of PL is 34: rounding of 1e-16 grows to 1e-14.
        for entry in projection.entries { #expect([-2.0.squareRoot(), 0, 2.0.squareRoot()].contains { abs($0 - entry) < 1e-12 }) }
        #expect(Set(projection.entries.map { $0.rounded() }).count == 3)
        let expected = matrix(fixture.S) * projection, embedding = try run(fixture.alphas)
        for (a, b) in zip(expected.entries, embedding.entries) { #expect(abs(a - b) < 1e-11) }
    }

    /// In pairs of nodes P swaps the two and all degrees are 1: N₁ is R's rows swapped, times (1/n)^β. Of its entries one in s is not
    /// zero, and half of those are negative, within five standard deviations of a binomial count.
    @Test(arguments: [(0.0, 1000.0.squareRoot()), (3, 3)]) func projectionIsVerySparse(sparsity: Double, s: Double) throws {
        let graph = TestGraph(1000, (0..<500).map { (2 * $0, 2 * $0 + 1, 1) }, dimension: 64)
        let options = ["alpha1": "1", "alpha2": "0", "alpha3": "0", "alpha4": "0", "beta": "-1", "sparsity": "\(sparsity)"]
        let entries = try #require(try Plugin.run("fastrp", options, on: graph).points.last).map { $0 / 1000 }
        let nonzero = entries.filter { $0 != 0 }, count = Double(entries.count)
        #expect(nonzero.allSatisfy { abs(abs($0) - s.squareRoot()) < 1e-12 })
        #expect(abs(Double(nonzero.count) - count / s) < 5 * (count / s * (1 - 1 / s)).squareRoot())
        #expect(abs(Double(nonzero.count { $0 < 0 }) - Double(nonzero.count) / 2) < 5 * Double(nonzero.count).squareRoot() / 2)
    }

    @Test func rowsOfEachPowerAreOfLengthOne() throws {
        let graph = TestGraph(7, try GraphFixture.load().fastrp.edges.edgeList, dimension: 5)
        let options = ["alpha1": "0", "alpha2": "3", "alpha3": "0", "alpha4": "0", "normalizeRows": "true", "sparsity": "1"]
        let points = Matrix(rows: 7, columns: 5, entries: try #require(try Plugin.run("fastrp", options, on: graph).points.last))
        for node in 0..<7 { #expect(abs(norm(points.row(node)) - 3) < 1e-14) }
    }

    /// The path of n nodes has the eigenvalues cos(πk/(n − 1)) of D⁻¹A, and no two the same.
    @Test func eigenvectorsOfThePath() throws {
        let n = 12, graph = TestGraph(12, (0..<11).map { ($0, $0 + 1, 1) }, dimension: 4)
        let run = try Plugin.run("spectral-embedding", ["tolerance": "1e-11", "maxIterations": "10000"], on: graph)
        let points = Matrix(rows: n, columns: 4, entries: try #require(run.points.last))
        for k in 1...4 {
            let vector = points.column(k - 1), value = cosine(Double.pi * Double(k) / Double(n - 1))
            #expect(norm(vector) > 0.1)
            for node in 0..<n {
                let mean = graph.edges[node].reduce(0) { $0 + vector[$1.node] } / Double(graph.degree(of: node))
                #expect(abs(mean - value * vector[node]) < 1e-10)
            }
        }
    }

    /// Two cliques of ten that one edge joins: nodes of one clique are nearer each other, by cosine, than those of two.
    @Test(arguments: ["fastrp", "deepwalk", "spectral-embedding"], UInt64(1)...3) func cliquesAreTold(method: String, seed: UInt64) throws {
        let cliques = [0, 10].flatMap { base in (0..<10).flatMap { a in (0..<a).map { (base + a, base + $0, 1.0) } } }
        let graph = TestGraph(20, cliques + [(9, 10, 1)], dimension: method == "spectral-embedding" ? 1 : 9)
        let points = Matrix(rows: 20, columns: graph.dimension, entries: try #require(try Plugin.run(method, on: graph, seed: seed).points.last))
        var sums = (within: 0.0, between: 0.0)
        for a in 0..<20 {
            for b in 0..<a {
                let cosine = dot(points.row(a), points.row(b)) / (norm(points.row(a)) * norm(points.row(b)))
                if a / 10 == b / 10 { sums.within += cosine / 90 } else { sums.between += cosine / 100 }
            }
        }
        #expect(sums.within > sums.between + 0.3)
    }

    /// Skip-gram with negative sampling has its optimum where σ(⟨x, y⟩) = p / (p + k·q) (Levy and Goldberg, 2014), so nodes that are
    /// never near each other come to point away from each other's vectors, and the answer is finite however long it learns.
    @Test func learningStaysFinite() throws {
        let graph = TestGraph(20, (0..<10).map { ($0, $0 + 10, 1) }, dimension: 11)
        let run = try Plugin.run("deepwalk", ["passes": "50", "learningRate": "0.1"], on: graph)
        #expect(try #require(run.points.last).allSatisfy(\.isFinite))
    }

    @Test(arguments: ["fastrp", "deepwalk", "spectral-embedding"]) func oddGraphs(method: String) throws {
        for graph in [TestGraph(1, [], dimension: 1), TestGraph(5, [], dimension: 3), TestGraph(3, [(0, 1, 1)], dimension: 1), TestGraph(2, [(0, 1, 1e-300)], dimension: 4)] {
            let points = try #require(try Plugin.run(method, on: graph).points.last)
            #expect(points.count == graph.nodeCount * graph.dimension && points.allSatisfy(\.isFinite))
        }
    }

    @Test(arguments: ["fastrp", "deepwalk", "spectral-embedding"]) func sameSeedSameBytes(method: String) throws {
        func points(_ seed: UInt64) throws -> [Double]? {
            try Plugin.run(method, on: TestGraph(7, try GraphFixture.load().fastrp.edges.edgeList, dimension: 3), seed: seed).points.last
        }
        #expect(try points(1) == points(1))
        #expect(try method == "spectral-embedding" || points(1) != points(2))
    }
}
