import AssayKit

extension Trial {
    /// Small sequences of linear systems.
    static let systems = [("", "three systems of 36 unknowns", 6, 3), ("-one", "one system of one unknown", 1, 1)].map { (name: String, summary: String, size: Int, count: Int) in
        Trial(
            id: "trial/systems" + name, summary: summary, demand: .solve(200), role: .optimizer, problemType: PositiveDefiniteSystemsProblem.self,
            metrics: [Metric("productsPerSolution", better: .lower)], defaultBudget: Budget(calls: ["matrixVectorProducts": 2000]),
            problem: { PositiveDefiniteSystemsProblem(SystemSequence(.darcy, size: size, count: count), $0) },
            scorer: { SolutionsScorer(sequence: SystemSequence(.darcy, size: size, count: count)) })
    }
}
