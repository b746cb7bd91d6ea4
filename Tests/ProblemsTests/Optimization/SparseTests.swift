import AssayKit
import Problems
import Testing

/// SCAD and MCP, as sparse regressions have them.
@Suite struct SparseTests {
    /// λ and the penalty's slope at w > 0, as their authors give it, and the places where it bends.
    private struct Penalty {
        let lambda: Double
        let isSCAD: Bool
        var bends: [Double] { isSCAD ? [lambda, 3.7 * lambda] : [3 * lambda] }

        /// Fan and Li, equation of p′: λ up to λ, then (aλ − w)₊/(a − 1); Zhang: (λ − w/γ)₊.
        func slope(_ w: Double) -> Double { isSCAD ? (w <= lambda ? lambda : max(3.7 * lambda - w, 0) / 2.7) : max(lambda - w / 3, 0) }

        /// The integral of the slope, which is linear between bends, so that the trapezoid's rule is exact.
        func value(_ w: Double) -> Double {
            let places = [0] + bends.filter { $0 < w.magnitude } + [w.magnitude]
            return zip(places, places.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * (slope($1.0) + slope($1.1)) / 2 }
        }
    }

    private func penalty(_ id: String, _ problem: any Composite) throws -> Penalty {
        // λ is a tenth of the loss's largest slope at zero.
        let slopes = try problem.smoothGradient(at: problem.start).gradient.prefix(id.contains("breast-cancer") ? 30 : 500)
        return Penalty(lambda: 0.1 * (try #require(slopes.map(\.magnitude).max())), isSCAD: id.hasPrefix("scad"))
    }

    private static let split = GapScorerTests.nonconvex.filter { !$0.hasSuffix("-whole") }
    private static let nonconvex = GapScorerTests.nonconvex
    private static let whole = GapScorerTests.nonconvex.filter { $0.hasSuffix("-whole") }

    /// The lasso's smooth part is the loss; the two parts make up the value either way.
    @Test(arguments: GapScorerTests.nonconvex) func theValueIsLossPlusPenalty(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Composite).self)
        let convex = try optimizationProblem("lasso/" + id.split(separator: "/")[1].replacing("-whole", with: ""), as: (any Composite).self)
        let penalty = try penalty(id, problem)
        let penalized = id.contains("breast-cancer") ? 30 : problem.dimension
        var random = Random(seed: 3)
        for scale in [0.3, 2, 8] {
            let point = random.normals(problem.dimension).map { scale * penalty.lambda * $0 }
            let (loss, _) = try convex.smoothGradient(at: point)
            let expected = point.prefix(penalized).reduce(loss) { $0 + penalty.value($1) }
            #expect((try problem.value(at: point) - expected).magnitude <= 1e-13 * expected)
            let (smooth, _) = try problem.smoothGradient(at: point)
            let convexPart = id.hasSuffix("-whole") ? expected - loss : point.prefix(penalized).reduce(0) { $0 + penalty.lambda * $1.magnitude }
            #expect((smooth + convexPart - expected).magnitude <= 1e-13 * expected)
        }
    }

    /// The smooth part's gradient is the loss's and the penalty's slope less ±λ.
    @Test(arguments: split) func theConcavePartIsInTheSmoothGradient(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Composite).self)
        let convex = try optimizationProblem("lasso/" + id.split(separator: "/")[1], as: (any Composite).self)
        let penalty = try penalty(id, problem)
        var random = Random(seed: 4)
        let point = random.normals(problem.dimension).map { 3 * penalty.lambda * $0 }
        let (own, plain) = (try problem.smoothGradient(at: point).gradient, try convex.smoothGradient(at: point).gradient)
        for j in 0..<(id.contains("breast-cancer") ? 30 : problem.dimension) {
            let slope = (point[j] < 0 ? -1 : 1) * (penalty.slope(point[j].magnitude) - penalty.lambda)
            #expect((own[j] - plain[j] - slope).magnitude <= 1e-13 * (plain[j].magnitude + penalty.lambda))
        }
    }

    /// No gradient turns faster than the constant says, and some do nearly so fast.
    @Test(arguments: split) func theSmoothnessIsThatOfTheWorseOfBoth(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Composite).self)
        let convex = try optimizationProblem("lasso/" + id.split(separator: "/")[1], as: (any Composite).self)
        #expect(problem.smoothPartSmoothness == max(convex.smoothPartSmoothness, id.hasPrefix("scad") ? 1 / 2.7 : 1.0 / 3))
        let lambda = try penalty(id, problem).lambda
        var random = Random(seed: 5)
        for _ in 0..<20 {
            let point = random.normals(problem.dimension).map { 3 * lambda * $0 }
            let near = moved(point, 1e-3 * lambda, random.direction(problem.dimension))
            let turned = norm(difference(try problem.smoothGradient(at: near).gradient, try problem.smoothGradient(at: point).gradient))
            #expect(turned <= problem.smoothPartSmoothness * norm(difference(near, point)) * (1 + 1e-6))
        }
    }

    /// The proximal point of the whole penalty is the best of a fine grid, for short steps and for long ones.
    @Test(arguments: whole) func proximalPointsOfTheWholePenaltyAreLeast(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Composite).self)
        let penalty = try penalty(id, problem)
        for step in [0.3, 1, 2, 2.9, 5] {
            let points = (0..<problem.dimension).map { (Double($0) / 50 - 5) * penalty.lambda }
            let result = try problem.proximal(of: points, step: step)
            for (x, z) in zip(points, result) {
                func cost(_ z: Double) -> Double { penalty.value(z) + (z - x) * (z - x) / (2 * step) }
                let least = (-600...600).map { cost(Double($0) / 100 * penalty.lambda) }.min() ?? 0
                #expect(cost(z) <= least + 1e-15)
                #expect(z * x >= 0 && z.magnitude <= x.magnitude * (1 + 1e-14))
            }
        }
    }

    /// From many starts proximal gradients never get below the best value known, and from one of them they get to it where
    /// the dimension is small.
    @Test(arguments: nonconvex) func noStartLeadsBelowTheBestKnown(id: String) throws {
        let problem = try optimizationProblem(id, as: (any Composite).self)
        let judge = try optimizationScorer(id)
        let lambda = try penalty(id, problem).lambda
        var random = Random(seed: 6)
        let step = 0.99 / problem.smoothPartSmoothness
        var least = Double.infinity
        let isSmall = problem.dimension < 30
        for round in 0..<(isSmall ? 40 : problem.dimension < 100 ? 12 : 4) {
            var point = round == 0 ? problem.start : random.normals(problem.dimension).map { (isSmall ? 5 : problem.dimension < 100 ? 20 : 0.5) * lambda * $0 }
            for _ in 0..<(isSmall ? 3000 : 1500) { point = try problem.proximal(of: moved(point, -step, try problem.smoothGradient(at: point).gradient), step: step) }
            let scores = try judge.score(.point(point))
            let (value, gap) = (try #require(scores["value"]), try #require(scores["gap"]))
            #expect(gap > 0)
            least = min(least, gap)
            let start = try judge.score(.point(problem.start))
            let best = try #require(start["value"]) - (try #require(start["gap"]))
            #expect(value >= best - 16 * value.ulp)
        }
        if isSmall { #expect(least <= 1e-9) }
    }

    /// Where the long search ended (search_sparse_minima.py says these values).
    @Test(arguments: [("scad/breast-cancer", 0.10190257662663438), ("mcp/breast-cancer", 0.09122328683954006)])
    func theLongSearchIsKept(id: String, value: Double) throws {
        let scores = try optimizationScorer(id).score(.point([Double](repeating: 0, count: 31)))
        #expect((try #require(scores["value"]) - (try #require(scores["gap"])) - value).magnitude <= 1e-14)
    }

    /// The lasso's least value for logistic regression: proximal gradients come as near as rounding lets them.
    @Test func theLeastValueOfTheClassificationIsReached() throws {
        let problem = try optimizationProblem("lasso/breast-cancer", as: (any Composite).self)
        var x = problem.start, y = x, t = 1.0
        let step = 1 / problem.smoothPartSmoothness
        for round in 1...20_000 {
            let next = try problem.proximal(of: moved(y, -step, try problem.smoothGradient(at: y).gradient), step: step)
            let following = round % 500 == 0 ? 1 : (1 + (1 + 4 * t * t).squareRoot()) / 2
            y = moved(next, round % 500 == 0 ? 0 : (t - 1) / following, difference(next, x))
            (x, t) = (next, following)
        }
        let scores = try optimizationScorer("lasso/breast-cancer").score(.point(x))
        #expect(try #require(scores["gap"]) <= 64 * (try #require(scores["value"])).ulp)
    }
}
