import AssayKit
import Problems
import Testing

@Suite struct TransportTests {
    private static func kernel(_ n: Int, _ m: Int, regularization: Double) -> GibbsKernel {
        var random = Random(seed: 2)
        return GibbsKernel(Matrix(rows: n, columns: m, entries: (0..<n * m).map { _ in random.uniform() }), regularization: regularization)
    }

    /// Against the system's exp, entry by entry: both are within two units in the last place; odd sizes leave a tail.
    @Test(arguments: [1, 7, 8, 9, 33]) func theKernelIsTheExponential(columns: Int) {
        var kernel = Self.kernel(5, columns, regularization: 0.01)
        let f = (0..<5).map { 0.1 * Double($0) }, g = (0..<columns).map { -0.01 * Double($0) }
        kernel.absorb(f.span, g.span)
        for i in 0..<5 {
            for j in 0..<columns {
                let exact = exponential((f[i] - kernel.costs[i, j] + g[j]) * 100)
                #expect(abs(kernel.entries[i * columns + j] - exact) <= 3e-16 * 2 * exact)
            }
        }
    }

    /// What is too small for a number is zero, and nothing overflows on the way.
    @Test func farAwayIsZero() {
        var kernel = GibbsKernel(Matrix(rows: 1, columns: 3, entries: [0, 0.5, 1]), regularization: 1e-4)
        kernel.absorb([0.0].span, [0.0, 0, 0].span)
        #expect(kernel.entries == [1, 0, 0])
    }

    /// By definition, in the order of the largest terms first.
    @Test(arguments: [(1, 1), (4, 9), (9, 4), (17, 16)]) func softMinimaAreLogarithmsOfSums(n: Int, m: Int) {
        let kernel = Self.kernel(n, m, regularization: 0.002), costs = kernel.costs
        let g = (0..<m).map { 0.03 * Double($0) }, f = (0..<n).map { -0.02 * Double($0) }
        var rows = f, columns = g
        var rowSpan = rows.mutableSpan
        kernel.rowSoftMinima(g.span, into: &rowSpan)
        var columnSpan = columns.mutableSpan
        kernel.columnSoftMinima(f.span, into: &columnSpan)
        func softMinimum(_ values: [Double]) -> Double {
            let least = values.min() ?? 0
            return least - 0.002 * logarithm(values.reduce(0) { $0 + exponential((least - $1) / 0.002) })
        }
        for i in 0..<n { #expect(abs(rows[i] - softMinimum((0..<m).map { costs[i, $0] - g[$0] })) < 1e-15) }
        for j in 0..<m { #expect(abs(columns[j] - softMinimum((0..<n).map { costs[$0, j] - f[$0] })) < 1e-15) }
    }

    /// The plan of a one-by-one problem is known: P = exp(f + g − C)/ε, and its error is twice what is missing of one.
    @Test func theErrorIsThatOfBothMarginals() throws {
        let instance = try #require(Catalog.instance("trial/transport-one"))
        let scorer = try instance.makeScorer(DataFolder(""))
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: DataFolder(""), clock: RunClock(), deliver: { _ in }))
        let transport = try #require(problem as? any Transport)
        let f = try transport.rowSoftMinima([0.0])
        #expect(try #require(try scorer.score(.point([f[0], 0]))["marginalError"]) < 1e-12)
        let half = try #require(try scorer.score(.point([f[0] - 0.05 * logarithm(2), 0]))["marginalError"])
        #expect(abs(half - 1) < 1e-12)
        #expect(try scorer.score(.point([1e300, 1e300]))["marginalError"] == .infinity)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([f[0]])) }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.point([.nan, 0])) }
    }

    @Test func sizesAreRead() {
        #expect(Catalog.instance("transport/assignment-2000") != nil)
        for id in ["transport/assignment-1", "transport/assignment-2001", "transport/assignment-050", "transport/assignment-"] { #expect(Catalog.instance(id) == nil) }
    }
}
