import AssayKit
import Foundation
import Problems
import Testing

/// How points are judged.
@Suite struct GapScorerTests {
    static let instances = regressions + ["logistic/breast-cancer-far", "least-squares/scaled-1000", "label-propagation/lattice-50", "quadratic/ill-conditioned", "rosenbrock/100", "lasso/diabetes", "lasso/correlated-500", "lasso/breast-cancer"]
        + nonconvex
    /// Those whose least value is not proven.
    static let nonconvex = ["scad", "mcp"].flatMap { ["\($0)/diabetes", "\($0)/correlated-500", "\($0)/breast-cancer", "\($0)/correlated-500-whole"] }

    @Test func theseAreTheOptimizers() {
        #expect(Set(Catalog.instances.filter { $0.metrics[0].name == "gap" && !["black box", "noisy black box", "ranking"].contains($0.kind) }.map(\.id)) == Set(Self.instances))
    }

    @Test(arguments: instances)
    func everyMetricIsTold(_ id: String) throws {
        let problem = try optimizationProblem(id, as: (any Objective).self)
        let scores = try optimizationScorer(id).score(.point(problem.start))
        #expect(Set(scores.keys) == Set(try #require(Catalog.instance(id)).metrics.map(\.name)))
        #expect(scores["value"] == (try problem.value(at: problem.start)), "the judge and the method know one function")
        #expect(try #require(scores["gap"]) > 0)
    }

    @Test(arguments: instances)
    func whatIsNoAnswerIsRefused(_ id: String) throws {
        let dimension = try optimizationProblem(id, as: (any Objective).self).dimension
        let scorer = try optimizationScorer(id)
        func refusal(_ answer: Answer) -> String {
            do throws(InvalidAnswer) { return "scored \(try scorer.score(answer))" } catch { return error.description }
        }
        let zero = [Double](repeating: 0, count: dimension)
        #expect(refusal(.point(zero + [0])) == "a point of \(dimension + 1) entries was offered in dimension \(dimension)")
        #expect(refusal(.point([])) == "a point of 0 entries was offered in dimension \(dimension)")
        for bad in [Double.nan, .infinity, -.infinity] {
            #expect(refusal(.point(zero.dropLast() + [bad])) == "a point was offered that is not finite")
        }
        for shape in [Answer.selection([1]), .restored(size: 1, value: []), .delivered([])] {
            #expect(refusal(shape) == "an optimizer answers by offering points")
        }
    }

    /// Finite points whose value is too large for a number are the worst, not mistakes.
    @Test(arguments: instances)
    func valuesBeyondAllNumbersAreInfinite(_ id: String) throws {
        let dimension = try optimizationProblem(id, as: (any Objective).self).dimension
        let scores = try optimizationScorer(id).score(.point((0..<dimension).map { $0 % 2 == 0 ? 1e308 : -1e308 }))
        #expect(scores["gap"] == .infinity && scores["value"] == .infinity)
    }

    /// f* is the value less the gap.
    @Test(arguments: regressions)
    func theLeastValueIsNumPys(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        let scores = try optimizationScorer(id).score(.point(problem.start))
        let least = try #require(scores["value"]) - (try #require(scores["gap"]))
        let expected = try OptimizationFixture.load(id).minimum.value
        // The rounding of f at both ends of the difference.
        #expect((least - expected).magnitude <= 8 * expected.ulp + (try #require(scores["value"])).ulp)
    }

    /// Strong convexity bounds the gap of any point by its gradient, and the least gap stays told apart from zero.
    @Test(arguments: regressions)
    func gapsNearTheMinimumAreHonest(_ id: String) throws {
        let problem = try optimizationProblem(id, as: Regression.self)
        let scorer = try optimizationScorer(id)
        let least = try OptimizationFixture.load(id).minimum.value
        var point = problem.start
        var gaps: [Double] = []
        // Newton's method with an exact solve, which any error of f* or of the Hessian would stop.
        for _ in 0..<12 {
            let gradient = try problem.gradient(at: point)
            let gap = try #require(try scorer.score(.point(point))["gap"])
            gaps.append(gap)
            #expect(gap <= dot(gradient, gradient) / (2 * problem.strongConvexity) + 16 * least.ulp)
            #expect(gap > 0)
            point = moved(point, -1, try problem.hessian(at: point).solvingPositiveDefinite(gradient))
        }
        let last = try #require(gaps.last)
        #expect(last <= 32 * least.ulp, "the minimum is reached to within the rounding of f")
    }

    @Test(arguments: regressions + ["lasso/diabetes", "scad/diabetes", "mcp/breast-cancer"])
    func missingDataIsNamed(_ id: String) throws {
        let instance = try #require(Catalog.instance(id))
        let error = #expect(throws: MissingData.self) { try instance.makeScorer(DataFolder("/nowhere")) }
        #expect(error?.file.hasPrefix("/nowhere/") == true)
    }

    /// A file that is well-formed and yet not the data set: said, not crashed on.
    @Test(arguments: [
        ("logistic/breast-cancer", "breast-cancer.svm", "+1 1:2.5\n0 1:1.5\n", "example 2: the label 0.0 is neither −1 nor 1"),
        ("logistic/digits", "digits.csv", pixels + "\n", "there is no digit in it"),
        ("softmax/digits", "digits.csv", pixels + "\n" + String(repeating: "1,", count: 64) + "12\n", "row 1, column ‘label’: 12 is no digit"),
        ("lasso/diabetes", "diabetes.csv", "age,progression\n", "there is no patient or no measurement in it"),
        ("mcp/breast-cancer", "breast-cancer.svm", "+1 1:2.5\n0 1:1.5\n", "example 2: the label 0.0 is neither −1 nor 1"),
        ("lasso/diabetes", "diabetes.csv", "progression\n3\n", "there is no patient or no measurement in it"),
    ])
    func otherDataIsRefusedInWords(_ id: String, file: String, content: String, complaint: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(content.utf8).write(to: folder.appending(path: file))
        let instance = try #require(Catalog.instance(id))
        let error = #expect(throws: (any Error).self) { try instance.makeScorer(DataFolder(folder.path)) }
        #expect(error.map { "\($0)" }?.hasSuffix(complaint) == true, "\(String(describing: error))")
    }

    private static let pixels = (0..<64).map { "p\($0)," }.joined() + "label"
}
