import AssayKit

extension Trial {
    /// Small sequences of linear systems.
    static let systems = [
        ("", "three systems of 36 unknowns", SystemSequence(.darcy, size: 6, count: 3), Demand.solve(200)),
        ("-one", "one system of one unknown", SystemSequence(.darcy, size: 1, count: 1), .solve(200)),
        ("-singular", "a system whose matrix is zero in one place of its diagonal, and which has no solution", diagonal(0), .end),
        ("-nan", "a system with a NaN in its matrix", diagonal(.nan), .end),
    ].map { (name: String, summary: String, sequence: SystemSequence, demand: Demand) in
        Trial(
            id: "trial/systems" + name, summary: summary, demand: demand, role: .optimizer, problemType: PositiveDefiniteSystemsProblem.self,
            metrics: [Metric("productsPerSolution", better: .lower)], defaultBudget: Budget(calls: ["matrixVectorProducts": 2000]),
            problem: { PositiveDefiniteSystemsProblem(sequence, $0) }, scorer: { SolutionsScorer(sequence: sequence) })
    }

    private static func diagonal(_ first: Double) -> SystemSequence {
        SystemSequence(SparseMatrix(rows: 8, columns: 8, entries: (0..<8).map { ($0, $0, $0 == 0 ? first : Double($0)) }))
    }
}
