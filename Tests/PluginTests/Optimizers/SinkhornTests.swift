import AssayKit
import Problems
import Testing

@Suite struct SinkhornTests {
    /// A small problem of random costs, or of given ones.
    private final class Small: Transport {
        let meter = Meter(Budget(calls: ["matrixProducts": 20_000]))
        let rowMarginals: [Double]
        let columnMarginals: [Double]
        private var kernel: GibbsKernel
        var regularization: Double { kernel.regularization }

        init(_ a: [Double], _ b: [Double], _ costs: [Double], regularization: Double) {
            (rowMarginals, columnMarginals) = (a, b)
            kernel = GibbsKernel(Matrix(rows: a.count, columns: b.count, entries: costs), regularization: regularization)
        }

        convenience init(seed: UInt64, _ n: Int, _ m: Int, regularization: Double) {
            var random = Random(seed: seed)
            func mass(_ count: Int) -> [Double] {
                let weights = (0..<count).map { _ in 0.1 + random.uniform() }
                return weights.map { $0 / weights.reduce(0, +) }
            }
            let a = mass(n), b = mass(m)
            self.init(a, b, (0..<n * m).map { _ in random.uniform() }, regularization: regularization)
        }

        func plan(_ z: [Double]) -> Matrix {
            var result = kernel.costs
            for i in rowMarginals.indices {
                for j in columnMarginals.indices { result[i, j] = exponential((z[i] + z[rowMarginals.count + j] - result[i, j]) / regularization) }
            }
            return result
        }

        func computeAbsorption(_ f: Span<Double>, _ g: Span<Double>, _ receipt: borrowing Receipt) { kernel.absorb(f, g) }
        func computeProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            kernel.multiply(vector, into: &product)
        }
        func computeTransposedProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            kernel.multiply(vector, transposed: true, into: &product)
        }
        func readKernel(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
            let entries = kernel.entries
            body(entries.span)
        }
        func computeRowSoftMinima(_ g: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            kernel.rowSoftMinima(g, into: &minima)
        }
        func computeColumnSoftMinima(_ f: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
            kernel.columnSoftMinima(f, into: &minima)
        }
    }

    private static let methods = ["sinkhorn", "sinkhorn-log", "sinkhorn-newton-sparse"]

    /// Two by two with costs 0 and 1 and equal masses: P = [p, q; q, p] with p + q = 1/2 and p/q = e^{1/ε}, by symmetry.
    @Test(arguments: methods) func theSmallestPlanIsKnown(method: String) throws {
        let problem = Small([0.5, 0.5], [0.5, 0.5], [0, 1, 1, 0], regularization: 0.5)
        let last = try #require(try Plugin.run(method, ["tolerance": "1e-13"], on: problem).points.last)
        let plan = problem.plan(last), q = 0.5 / (1 + exponential(2))
        #expect(zip(plan.entries, [0.5 - q, q, q, 0.5 - q]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    /// The minimum is unique, so all of them find the same plan; also where costs are far beyond what exp can hold at once.
    @Test(arguments: [(5, 7, 0.1), (30, 20, 0.01), (12, 12, 0.003)]) func allFindOnePlan(n: Int, m: Int, regularization: Double) throws {
        var plans: [Matrix] = []
        for method in Self.methods {
            let problem = Small(seed: 3, n, m, regularization: regularization)
            let recorder = try Plugin.run(method, ["tolerance": "1e-11"], on: problem)
            plans.append(problem.plan(try #require(recorder.points.last)))
            let plan = try #require(plans.last)
            // The tolerance, and the rounding of potentials divided by ε: 1e-16/ε at most, in each of the entries.
            let error = zip(plan.row(0), plans[0].row(0)).map { abs($0 - $1) }.max() ?? 0
            #expect(recorder.stop == nil && error < 1e-9, "\(method)")
            for i in 0..<n { #expect(abs(plan.row(i).reduce(0, +) - problem.rowMarginals[i]) < 1e-10) }
            for j in 0..<m { #expect(abs(plan.column(j).reduce(0, +) - problem.columnMarginals[j]) < 1e-10) }
        }
    }

    /// With every entry kept the second stage is Newton's method itself: from a good start the error is squared at each step,
    /// which no method of the first order does.
    @Test func newtonsMethodSquaresTheError() throws {
        let problem = Small(seed: 8, 40, 30, regularization: 0.05)
        let points = try Plugin.run("sinkhorn-newton-sparse", ["density": "1.0", "warmUp": "5", "tolerance": "1e-13"], on: problem).points
        let errors = points.dropFirst().map { z in
            let plan = problem.plan(z)
            return (0..<40).reduce(0) { $0 + abs(plan.row($1).reduce(0, +) - problem.rowMarginals[$1]) }
                + (0..<30).reduce(0) { $0 + abs(plan.column($1).reduce(0, +) - problem.columnMarginals[$1]) }
        }
        let late = zip(errors, errors.dropFirst()).filter { $0.0 < 1e-2 && $0.1 > 1e-12 }
        // The constant is that of the problem; conjugate gradients stop at a residual of the same order.
        #expect(!late.isEmpty && late.allSatisfy { $0.1 < 100 * $0.0 * $0.0 })
        #expect(points.count < 15)
    }

    /// The paper's own setting, smaller: random assignment at ε = 1/1200, where the Hessian keeps 15/n of its entries. Sinkhorn has
    /// come nowhere near after the products that the sparse Newton stage takes.
    @Test func fewProductsAreEnough() throws {
        let newton = Small(seed: 5, 200, 200, regularization: 1.0 / 1200), sinkhorn = Small(seed: 5, 200, 200, regularization: 1.0 / 1200)
        #expect(try Plugin.run("sinkhorn-newton-sparse", on: newton).stop == nil)
        #expect(try Plugin.run("sinkhorn", on: sinkhorn).stop == nil)
        let calls = (newton.meter.calls["matrixProducts"] ?? 0, sinkhorn.meter.calls["matrixProducts"] ?? 0)
        #expect(calls.0 * 5 < calls.1, "\(calls)")
    }
}
