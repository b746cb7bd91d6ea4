import AssayKit
import Formats

/// A Boolean formula to be satisfied.
struct SatisfiabilityInstance: Instance {
    enum Source: Sendable {
        case random(width: Int, variableCount: Int, clauseCount: Int, isPlanted: Bool, seed: UInt64)
        case pigeonhole(Int)
        /// A user's DIMACS file.
        case file(String)
    }

    let id: String
    let role = Role.searcher
    let kind = "satisfiability"
    let summary: String
    let source: Source
    let metrics = [Metric("unsatisfied", unit: "clauses", better: .lower)]
    let defaultBudget = Budget(seconds: 20)
    var dataFiles: [String] { if case .file(let path) = source { [path] } else { [] } }
    var problemType: any Metered.Type { SatisfiabilityProblem.self }

    private func formula(_ data: DataFolder) throws -> Formula {
        switch source {
        case .random(let width, let variableCount, let clauseCount, let isPlanted, let seed):
            return Formula.random(width: width, variableCount: variableCount, clauseCount: clauseCount, isPlanted: isPlanted, seed: seed)
        case .pigeonhole(let holes): return Formula.pigeonhole(holes)
        case .file(let path):
            let file = try data.file(path)
            let list = try DIMACS.load(file)
            guard list.variableCount <= 10_000_000 else {
                throw FormatError(file, "", "there are \(list.variableCount) variables in it", remedy: "10 million are the most")
            }
            return Formula(variableCount: list.variableCount, clauses: list.clauses)
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { SatisfiabilityProblem(try formula(context.data), context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { SatisfiabilityScorer(formula: try formula(data)) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let formula = try formula(data)
        try DIMACS.write(ClauseList(variableCount: formula.variableCount, clauses: formula.clauses), to: folder + "/formula.cnf")
        return ["formula.cnf"]
    }
}

final class SatisfiabilityProblem: Satisfiability {
    let meter: Meter
    private let formula: Formula

    init(_ formula: Formula, _ meter: Meter) {
        self.formula = formula
        self.meter = meter
    }

    var variableCount: Int { formula.variableCount }
    var clauseCount: Int { formula.clauses.count }

    func readClause(_ index: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>) -> Void) {
        let clause = formula.clauses[index]
        body(clause.span)
    }
}

/// Checks every claimed model against all clauses.
struct SatisfiabilityScorer: Scorer {
    let formula: Formula

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let values) = answer else { throw InvalidAnswer("an assignment is offered as the variables' values, 0 or 1") }
        guard values.count == formula.variableCount else { throw InvalidAnswer("\(values.count) values were offered for \(formula.variableCount) variables") }
        guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw InvalidAnswer("a variable's value is neither 0 nor 1") }
        return ["unsatisfied": Double(formula.unsatisfied(values))]
    }
}
