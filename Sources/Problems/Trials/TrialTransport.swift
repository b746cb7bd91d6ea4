import AssayKit

extension Trial {
    /// Small transport problems: ε = 0.05, random costs.
    static let transports = [
        ("", "20 sources and 15 targets", 20, 15), ("-one", "one source and one target", 1, 1), ("-row", "one source and 10 targets", 1, 10),
    ].map { (name: String, summary: String, rows: Int, columns: Int) in
        var random = Random(seed: 7)
        func mass(_ count: Int) -> [Double] {
            let weights = (0..<count).map { _ in 0.1 + random.uniform() }
            return weights.map { $0 / weights.reduce(0, +) }
        }
        let plan = TransportPlan(
            rowMarginals: mass(rows), columnMarginals: mass(columns),
            costs: Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in random.uniform() }))
        return Trial(
            id: "trial/transport" + name, summary: "transport between " + summary, demand: .solve(0.01), role: .optimizer, problemType: TransportProblem.self,
            metrics: [Metric("marginalError", better: .lower)], defaultBudget: Budget(calls: ["matrixProducts": 2000]),
            problem: { TransportProblem(plan, regularization: 0.05, $0.meter) }, scorer: { MarginalScorer(plan, regularization: 0.05) })
    }
}
