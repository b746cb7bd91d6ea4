import AssayKit

/// Judges potentials by how far the marginals of their plan are from the given ones: ‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁.
struct MarginalScorer: Scorer {
    /// Sums of thousands of terms that make one are right to this; smaller errors cannot be told apart.
    static let accuracy = 1e-13

    private let plan: TransportPlan
    private let regularization: Double

    init(_ plan: TransportPlan, regularization: Double) {
        self.plan = plan
        self.regularization = regularization
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("transport is answered by offering potentials") }
        let (rows, columns) = (plan.rowMarginals.count, plan.columnMarginals.count)
        guard point.count == rows + columns else { throw InvalidAnswer("\(point.count) potentials were offered for \(rows) rows and \(columns) columns") }
        guard point.allSatisfy(\.isFinite) else { throw InvalidAnswer("a potential was offered that is not finite") }
        let f = Array(point[..<rows]), g = Array(point[rows...])
        // Beyond what the exponential can hold the plan is infinite.
        guard zip(f, (0..<rows).map { row in zip(plan.costs.row(row), g).map { $0 - $1 }.min() ?? 0 }).allSatisfy({ $0 - $1 < 700 * regularization })
        else { return ["marginalError": .infinity, "transportCost": .infinity] }
        var kernel = GibbsKernel(plan.costs, regularization: regularization)
        kernel.absorb(f.span, g.span)
        var error = 0.0
        for (marginals, isTransposed) in [(plan.rowMarginals, false), (plan.columnMarginals, true)] {
            var sums = marginals
            let ones = [Double](repeating: 1, count: isTransposed ? rows : columns)
            var span = sums.mutableSpan
            kernel.multiply(ones.span, transposed: isTransposed, into: &span)
            error += zip(sums, marginals).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
        }
        return ["marginalError": max(error, Self.accuracy), "transportCost": dot(kernel.entries, plan.costs.entries)]
    }
}
