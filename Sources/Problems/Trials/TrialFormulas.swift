import AssayKit

extension Trial {
    /// Small formulas.
    static let formulas = [
        ("", "of 60 variables and 180 clauses", Formula.random(width: 3, variableCount: 60, clauseCount: 180, isPlanted: true, seed: 1), 0.0),
        ("-one", "of one variable", Formula(variableCount: 1, clauses: [[-1]], model: [0]), 0), ("-free", "of 5 variables and no clause", Formula(variableCount: 5, clauses: [], model: [0, 0, 0, 0, 0]), 0),
        ("-units", "of 40 unit clauses", Formula(variableCount: 40, clauses: (1...40).map { [$0 % 2 == 0 ? $0 : -$0] }, model: (1...40).map { 1 - $0 % 2 }), 0),
        ("-contradiction", "that nothing satisfies", Formula(variableCount: 2, clauses: [[1], [-1], [2, -1]]), 1),
        ("-empty-clause", "with an empty clause", Formula(variableCount: 3, clauses: [[], [1, 2, 3]]), 1),
    ].map { (name: String, summary: String, formula: Formula, bound: Double) in
        Trial(
            id: "trial/formula" + name, summary: "a formula " + summary, demand: .solve(bound), role: .searcher, problemType: SatisfiabilityProblem.self,
            metrics: SatisfiabilityScorer.metrics, defaultBudget: Budget(seconds: bound == 0 ? 20 : 0.5),
            problem: { SatisfiabilityProblem(formula, $0.meter) }, // Of what nothing satisfies it is right to say so, and as right to leave but one clause.
            scorer: { SatisfiabilityScorer(formula, refutation: bound == 0 ? nil : bound) })
    }
}
