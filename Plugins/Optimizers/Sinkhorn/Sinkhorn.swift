import AssayKit

/// The Sinkhorn algorithm: rows and columns are scaled in turn until both have their marginals (Cuturi, "Sinkhorn Distances:
/// Lightspeed Computation of Optimal Transport", 2013), stabilised: scalings that grow are absorbed into the potentials, from which
/// the kernel is made anew (Schmitzer, "Stabilized Sparse Scaling Algorithms for Entropy Regularized Transport Problems", 2019).
public struct Sinkhorn: Optimizer {
    static let tolerance = Option("tolerance", default: 1e-9, in: 1e-14...1, "end once ‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁ is no more than this")

    public static var card: Card {
        Card(
            id: "sinkhorn", name: "Sinkhorn", summary: "Scales rows and columns in turn; absorbs large scalings into the potentials.",
            paper: Paper(
                title: "Sinkhorn Distances: Lightspeed Computation of Optimal Transport", authors: "Marco Cuturi", year: 2013, arxiv: "1306.0895"),
            options: [tolerance],
            claims: [
                Claim(
                    "It converges linearly, by matrix products alone. Tested for the marginals of its tolerance where a digit is moved over distances.",
                    paperValue: "a linear rate", instance: "transport/digit-pair-l1", metric: "marginalError", expectation: .valueAtMost(1e-8))
                    .with(
                        remark: "It arrives after 34,882 products, and the budget is 20,000: 0.031 is left after 1,000 of them, 0.010 after 4,000, 0.003 after 16,000, and from 24,000 on every 4,000 leave a 42nd part, which is the linear rate. Over squared distances it takes 4,693."
                    ),
                Claim(
                    "Matrix products make it fast. Tested for at most half the time of as many passes that take exponentials.", paperValue: "lightspeed",
                    instance: "transport/assignment-500", rival: "sinkhorn-log", metric: "seconds", budget: "400matrixProducts", expectation: .ratioAtMost(0.5)),
                Claim(
                    "Several orders of magnitude faster than transport solvers (abstract).", paperValue: "orders of magnitude", instance: "transport/digit-pair-l2",
                    metric: "seconds", expectation: .untestable("no solver of the transport problem without regularisation is shipped")),
            ])
    }

    private let tolerance: Double

    public init(_ options: Options) throws { tolerance = options[Self.tolerance] }

    public func minimize(_ problem: any Transport, _ run: Run) throws {
        var scaling = try Scaling(problem)
        run.offer(scaling.potentials)
        try scaling.finish(problem, run, tolerance)
    }
}

/// The Sinkhorn algorithm on the potentials themselves: no scaling can overflow, and each pass takes exponentials
/// (Peyré and Cuturi, "Computational Optimal Transport", 2019, section 4.4).
public struct LogDomainSinkhorn: Optimizer {
    public static var card: Card {
        Card(
            id: "sinkhorn-log", name: "Sinkhorn in the log domain", summary: "Updates the potentials of rows and columns in turn by soft minima.",
            paper: Paper(title: "Computational Optimal Transport", authors: "Gabriel Peyré, Marco Cuturi", year: 2019, arxiv: "1803.00567"),
            options: [Sinkhorn.tolerance],
            claims: [
                Claim(
                    "In exact arithmetic its iterates are Sinkhorn's (section 4.4). Tested for the same marginals after 400 products, within one per cent.",
                    paperValue: "the same iterates", instance: "transport/digit-pair-l2", rival: "sinkhorn", metric: "marginalError",
                    budget: "400matrixProducts", expectation: .ratioAtMost(1.01))
            ])
    }

    private let tolerance: Double

    public init(_ options: Options) throws { tolerance = options[Sinkhorn.tolerance] }

    public func minimize(_ problem: any Transport, _ run: Run) throws {
        let epsilon = problem.regularization
        let a = problem.rowMarginals, b = problem.columnMarginals
        var f = [Double](repeating: 0, count: a.count), g = [Double](repeating: 0, count: b.count)
        var isFirst = true
        while true {
            // f ← ε log a + softmin(C − g), after which the rows are right; g likewise.
            let updated = zip(try problem.rowSoftMinima(g), a).map { $0 + epsilon * logarithm($1) }
            // Rows that had aᵢ exp((fᵢ − f'ᵢ)/ε) before; the columns were right.
            let error = isFirst ? .infinity : a.indices.reduce(0) { $0 + a[$1] * (exponential((f[$1] - updated[$1]) / epsilon) - 1).magnitude }
            if error <= tolerance { return }
            f = updated
            g = zip(try problem.columnSoftMinima(f), b).map { $0 + epsilon * logarithm($1) }
            isFirst = false
            run.offer(f + g)
        }
    }
}

/// Scalings u and v of a kernel that has absorbed potentials f and g: P = diag(u)·K·diag(v).
struct Scaling {
    private(set) var f: [Double]
    private(set) var g: [Double]
    private var u: [Double]
    private var v: [Double]
    private let epsilon: Double

    /// Scalings beyond this factor are absorbed: products of four of them are still numbers.
    private static let largest = 1e60

    /// Begins at g = 0 and the f that makes the rows right, so that no row of the kernel is all zero.
    init(_ problem: any Transport) throws {
        epsilon = problem.regularization
        let epsilon = epsilon
        g = [Double](repeating: 0, count: problem.columnCount)
        f = zip(try problem.rowSoftMinima(g), problem.rowMarginals).map { $0 + epsilon * logarithm($1) }
        // And with them the g that makes the columns right: no column is all zero either.
        g = zip(try problem.columnSoftMinima(f), problem.columnMarginals).map { $0 + epsilon * logarithm($1) }
        u = f.map { _ in 1 }
        v = g.map { _ in 1 }
        try problem.absorb(f, g)
    }

    init(_ problem: any Transport, _ potentials: [Double]) throws {
        epsilon = problem.regularization
        (f, g) = (Array(potentials[..<problem.rowCount]), Array(potentials[problem.rowCount...]))
        u = f.map { _ in 1 }
        v = g.map { _ in 1 }
        try problem.absorb(f, g)
    }

    /// f and g with the scalings in them.
    var potentials: [Double] {
        zip(f, u).map { $0 + epsilon * logarithm($1) } + zip(g, v).map { $0 + epsilon * logarithm($1) }
    }

    /// u ← a / Kv, then v ← b / Kᵀu.
    /// - Returns: ‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁ of the plan before, whose columns are right.
    mutating func iterate(_ problem: any Transport) throws -> Double {
        let a = problem.rowMarginals, b = problem.columnMarginals
        let rows = try problem.product(v)
        var error = 0.0
        for i in a.indices {
            error += (u[i] * rows[i] - a[i]).magnitude
            u[i] = a[i] / rows[i]
        }
        let columns = try problem.transposedProduct(u)
        for j in b.indices { v[j] = b[j] / columns[j] }
        if (u + v).contains(where: { !($0 < Self.largest && $0 > 1 / Self.largest) }) { try absorb(problem) }
        return error
    }

    /// Iterates until the marginals are right to the tolerance, and offers the potentials now and then.
    mutating func finish(_ problem: any Transport, _ run: Run, _ tolerance: Double) throws {
        var iteration = 0, error = Double.infinity
        while error > tolerance {
            error = try iterate(problem)
            iteration += 1
            // The host looks at ever fewer of them; logarithms are not for nothing.
            if iteration % 10 == 0 || error <= tolerance { run.offer(potentials) }
        }
    }

    /// Puts the scalings into the potentials and the kernel.
    mutating func absorb(_ problem: any Transport) throws {
        let all = potentials
        (f, g) = (Array(all[..<f.count]), Array(all[f.count...]))
        u = f.map { _ in 1 }
        v = g.map { _ in 1 }
        try problem.absorb(f, g)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(Sinkhorn.self, LogDomainSinkhorn.self, SparseNewtonSinkhorn.self)
}
