import AssayKit
import Foundation
import Problems
import Testing

@Suite struct StructureTests {
    private func context(_ meter: Meter = Meter()) -> ProblemContext {
        ProblemContext(seed: 1, meter: meter, data: DataFolder(""), clock: RunClock(), deliver: { _ in })
    }

    private func samples(_ problem: any StructuralEquations) throws -> Matrix {
        var table: [Double] = []
        try problem.samples { span in table = span.indices.map { span[$0] } }
        return Matrix(rows: problem.sampleCount, columns: problem.variableCount, entries: table)
    }

    /// The true graph of the instances, from what they export.
    private func truth(_ id: String) throws -> (instance: any Instance, graph: [Double]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let instance = try #require(Catalog.instance(id))
        #expect(try instance.export(to: folder, DataFolder("")) == ["samples.npy", "graph.npy"])
        // Eight-byte numbers after a header that ends in a line break; the header's length is in bytes 8 and 9.
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/graph.npy")))
        let begin = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
        let graph = stride(from: begin, to: bytes.count, by: 8).map { place in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) })
        }
        return (instance, graph)
    }

    /// The truth has distance zero; an edge less, one more and one turned round count as one each (NOTEARS' count_accuracy).
    @Test func distancesOfGraphs() throws {
        let (instance, graph) = try truth("structure/er2-10-gaussian")
        let scorer = try instance.makeScorer(DataFolder(""))
        let edges = graph.indices.filter { graph[$0] == 1 }
        #expect(edges.count == 20)
        let right = try scorer.score(.point(graph))
        #expect(right["shd"] == 0 && right["fdr"] == 0 && right["tpr"] == 1)
        var less = graph
        less[edges[0]] = 0.29
        let fewer = try scorer.score(.point(less))
        #expect(fewer["shd"] == 1 && fewer["fdr"] == 0 && fewer["tpr"] == 0.95 && (fewer["score"] ?? 0) > (right["score"] ?? 0))
        // Turned round one by one, where that makes no cycle.
        var turnedOnce = 0
        for edge in edges {
            var turned = graph
            turned[edge] = 0
            turned[edge % 10 * 10 + edge / 10] = -2
            guard let metrics = try? scorer.score(.point(turned)) else { continue }
            turnedOnce += 1
            #expect(metrics["shd"] == 1 && metrics["fdr"] == 0.05 && metrics["tpr"] == 0.95)
        }
        #expect(turnedOnce > 0)
        let none = try scorer.score(.point([Double](repeating: 0, count: 100)))
        #expect(none["shd"] == 20 && none["fdr"] == 0 && none["tpr"] == 0)
        var cycle = graph
        cycle[edges[0] % 10 * 10 + edges[0] / 10] = 0.1
        let short = Array(graph.dropLast()), spoiled = graph.map { $0 == 1 ? Double.nan : 0 }, loop = (0..<100).map { $0 == 11 ? 1.0 : 0 }
        for wrong in [cycle, short, spoiled, loop] {
            #expect(throws: InvalidAnswer.self) { try scorer.score(.point(wrong)) }
        }
    }

    /// As many edges as the name says, and each variable is a line of its parents with noise of variance one (π²/6 of Gumbel's): fitted
    /// from 1,000 samples, to within six standard errors of a variance, √(spread/1000), where the spread is (κ − 1)σ⁴ by the noise's kurtosis κ = 3, 9 and 5.4.
    @Test(arguments: [("er4-20-gaussian", 80, 1.0, 2.0), ("sf4-20-gaussian", 70, 1, 2), ("er2-20-exponential", 40, 1, 8), ("er2-20-gumbel", 40, 1.6449, 11.9)])
    func modelsAreAsTheyAreNamed(name: String, count: Int, variance: Double, spread: Double) throws {
        let (instance, graph) = try truth("structure/" + name)
        #expect(graph.filter { $0 == 1 }.count == count)
        let problem = try #require(try instance.makeProblem(context()) as? any StructuralEquations)
        let moments = try problem.moments(), table = try samples(problem)
        for variable in 0..<problem.variableCount {
            #expect(abs(table.column(variable).reduce(0, +)) < 1e-9)
            let parents = (0..<problem.variableCount).filter { graph[$0 * problem.variableCount + variable] == 1 }
            let fit = try moments.regression(of: variable, on: parents)
            #expect(abs(fit.residual - variance) < 6 * (spread / 1000).squareRoot())
            for weight in fit.weights { #expect(abs(weight) > 0.3 && abs(weight) < 2.2) }
        }
    }

    /// The gradient, against differences of the loss, which is a quadratic: they are exact but for rounding. The loss against its definition.
    @Test func theLossAndItsGradient() throws {
        let meter = Meter()
        let instance = try #require(Catalog.instance("structure/er2-10-gaussian"))
        let problem = try #require(try instance.makeProblem(context(meter)) as? any StructuralEquations)
        var random = Random(seed: 2)
        let weights = (0..<100).map { _ in random.normal() / 5 }
        var gradient = [Double](repeating: 0, count: 100), unused = gradient
        let loss = try problem.loss(at: weights, into: &gradient)
        let table = try samples(problem)
        let left = table - table * Matrix(rows: 10, columns: 10, entries: weights)
        #expect(abs(dot(left.entries, left.entries) / 2000 - loss) < 1e-9 * loss)
        for place in stride(from: 0, to: 100, by: 7) {
            var up = weights, down = weights
            up[place] += 1e-3
            down[place] -= 1e-3
            let slope = (try problem.loss(at: up, into: &unused) - problem.loss(at: down, into: &unused)) / 2e-3
            #expect(abs(slope - gradient[place]) < 1e-7 * max(1, loss))
        }
        #expect(meter.calls["gradients"] == 31 && meter.calls["vectors"] == 1000)
    }

    @Test(arguments: [
        ("a,b\n1,2\n3,2\n5,2\n7,2\n", "all of its numbers are the same"), ("a,b\n1,2\nx,3\n4,5\n6,1\n", "not a finite number"), ("a,b\n1,2\nnan,3\n4,5\n", "not a finite number"),
        ("a\n1\n2\n3\n", "1 variables"), ("a,b\n1,2\n", "holds 1 samples"), ("", "empty"),
    ]) func tablesThatAreRefused(text: String, reason: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let instance = try #require(Catalog.instance("structure:" + file))
        let error = #expect(throws: (any Error).self) { try instance.makeProblem(context()) }
        let words = error.map { "\($0)" } ?? ""
        #expect(words.contains(reason), "\(words)")
    }

    /// A user's columns have mean zero and variance one, and are judged by the score alone.
    @Test func ownTables() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try "a,b\n1,200\n2,100\n4,300\n3,500\n".write(toFile: file, atomically: true, encoding: .utf8)
        let instance = try #require(Catalog.instance("structure:" + file))
        let problem = try #require(try instance.makeProblem(context()) as? any StructuralEquations)
        let moments = try problem.moments()
        for variable in 0..<2 { #expect(abs(moments[variable, variable] - 1) < 1e-12) }
        let metrics = try instance.makeScorer(DataFolder("")).score(.point([0, 0.5, 0, 0]))
        let explained = moments[0, 1] * moments[0, 1]
        #expect(Array(metrics.keys) == ["score"])
        #expect(abs((metrics["score"] ?? 0) - (1 + (1 - explained)) / 2 - logarithm(4) / 8) < 1e-12)
    }
}
