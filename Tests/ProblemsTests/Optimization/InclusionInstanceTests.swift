import AssayKit
import Problems
import Testing

@Suite struct InclusionInstanceTests {
    static let ids = ["game/burglar-200", "saddle/bilinear-2000", "saddle/quadratic-2000", "saddle/robust-diabetes"]
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func problem(_ id: String) throws -> any MonotoneInclusion {
        let instance = try #require(Catalog.instance(id))
        let made = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { _ in }))
        return try #require(made as? any MonotoneInclusion)
    }

    private func points(_ problem: any MonotoneInclusion) throws -> (u: [Double], v: [Double]) {
        var random = Random(seed: 11)
        let u = problem.start.map { $0 + random.normal() }
        return (u, u.map { $0 + random.normal() })
    }

    /// The constants are what they are said to be: monotone, Lipschitz, and that on the average of the components, at random pairs.
    @Test(arguments: ids) func theConstantsHold(id: String) throws {
        let problem = try problem(id)
        let (u, v) = try points(problem)
        func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
        let step = difference(u, v), change = difference(try problem.value(at: u), try problem.value(at: v))
        let size = norm(step)
        #expect(dot(change, step) >= -1e-12 * size * norm(change))
        #expect(norm(change) <= problem.lipschitz * size * (1 + 1e-12))
        var sum = 0.0
        var mean = [Double](repeating: 0, count: problem.dimension)
        for component in 0..<problem.componentCount {
            let part = difference(try problem.value(of: [component], at: u), try problem.value(of: [component], at: v))
            sum += dot(part, part) / Double(problem.componentCount)
            add(1 / Double(problem.componentCount), part, to: &mean)
        }
        #expect(sum.squareRoot() <= problem.averageLipschitz * size * (1 + 1e-12))
        // F is the mean of its components.
        #expect(norm(difference(mean, change)) <= 1e-11 * norm(change))
        if let cocoercive = problem as? any CocoerciveInclusion {
            #expect(dot(change, change) <= cocoercive.cocoercivity * dot(change, step) * (1 + 1e-12))
            #expect(sum <= cocoercive.averageCocoercivity * dot(change, step) * (1 + 1e-12))
        } else {
            // What is skew is not cocoercive.
            #expect(dot(change, step).magnitude <= 1e-10 * size * norm(change))
        }
    }

    /// In the game the resolvent is the projection on two simplices, and uniform play is not the solution: the residual is that of the
    /// start.
    @Test func theGameIsPlayedOnSimplices() throws {
        let problem = try problem("game/burglar-200")
        let (u, _) = try points(problem)
        let projected = try problem.resolvent(of: u, step: 0.3)
        for half in [projected.prefix(200), projected.suffix(200)] { #expect(abs(half.reduce(0, +) - 1) < 1e-12 && half.allSatisfy { $0 >= 0 }) }
        // A projection is its own, and the nearest: no vertex is nearer to u by the variational inequality ⟨u − p, e − p⟩ ≤ 0.
        #expect(zip(try problem.resolvent(of: projected, step: 1), projected).allSatisfy { abs($0 - $1) < 1e-14 })
        let away = zip(u, projected).map { $0 - $1 }
        for vertex in 0..<200 { #expect(away[vertex] - dot(Array(away.prefix(200)), Array(projected.prefix(200))) <= 1e-12) }
        let scorer = try #require(Catalog.instance("game/burglar-200")).makeScorer(Self.data)
        #expect(try scorer.score(.point(problem.start))["residual"] == 1)
    }

    /// Linear operators have their zero where a linear system says; there the residual is nothing but rounding.
    @Test func theResidualIsZeroAtTheSolution() throws {
        let id = "saddle/quadratic-2000"
        let problem = try problem(id), n = problem.dimension
        let zero = [Double](repeating: 0, count: n), q = try problem.value(at: zero)
        // MᵀMu = −Mᵀq, M column by column.
        var m = Matrix(zeros: n, n)
        for j in 0..<n {
            var unit = zero
            unit[j] = 1
            let column = try problem.value(at: unit)
            for i in 0..<n { m[i, j] = column[i] - q[i] }
        }
        let negative = q.map { -$0 }
        let right = m.transposed * Matrix(rows: n, columns: 1, entries: negative)
        let u = try Matrix.product(m, m, transposeLeft: true).solvingPositiveDefinite(right.entries)
        let scorer = try #require(Catalog.instance(id)).makeScorer(Self.data)
        #expect(try #require(try scorer.score(.point(u))["residual"]) < 1e-11)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([1])) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([Double](repeating: .nan, count: n))) }
    }
}
