import AssayKit

extension Trial {
    /// Points of short formulas, and of none.
    static let regressions: [Trial] = [
        regression("", "of x + y", bound: 1e-3) { x, y in x + y },
        regression("-square", "of x·x", bound: 1e-3) { x, _ in x * x },
        regression("-constant", "that are all 2") { _, _ in 2 },
        regression("-one-point", "at one point", pointCount: 1) { x, _ in x },
        regression("-huge", "some of which are too large to be squared") { x, _ in x < 0.4 ? 1e200 : x },
    ]

    private static func regression(
        _ name: String, _ summary: String, pointCount: Int = 12, bound: Double = .infinity, value: (Double, Double) -> Double
    ) -> Trial {
        func places(_ factor: Double) -> [Double] {
            (0..<pointCount).map { 0.1 + (Double($0) * factor).truncatingRemainder(dividingBy: 1) }
        }
        let columns = [places(0.618), places(0.414)]
        let targets = zip(columns[0], columns[1]).map { value($0, $1) }
        let operations = SymbolicExpression.Operation.allCases
        let examples = FormulaExamples(names: ["x", "y"], columns: columns, targets: targets, operations: operations, hasRealConstants: false)
        return Trial(
            id: "trial/regression" + name, summary: "values " + summary, demand: .solve(bound), role: .searcher, problemType: FormulaProblem.self,
            metrics: [Metric("error", better: .lower)], defaultBudget: Budget(calls: ["evaluations": 20_000_000], seconds: 5),
            problem: { FormulaProblem(examples, $0.meter) },
            scorer: { FormulaScorer(variableCount: 2, operations: operations, columns: columns, targets: targets, truth: nil) })
    }
}
