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
    let metrics = SatisfiabilityScorer.metrics
    let defaultBudget = Budget(seconds: 20)
    var dataFiles: [String] { if case .file(let path) = source { [path] } else { [] } }
    var problemType: any Metered.Type { SatisfiabilityProblem.self }

    /// `sat/uniform-WIDTH-VARIABLES-RATIO`, the ratio of clauses to variables, or `sat/pigeonhole-HOLES`; nil where the id is
    /// neither, or asks for more than a million variables or ten million clauses.
    static func instance(_ id: String) -> SatisfiabilityInstance? {
        let parts = id.split(separator: "-").map(String.init)
        if parts.count == 2, parts[0] == "sat/pigeonhole", let holes = Int(parts[1]), 1...200 ~= holes, id == "sat/pigeonhole-\(holes)" {
            return SatisfiabilityInstance(id: id, summary: "\(holes + 1) pigeons in \(holes) holes, of which one at least stays out", source: .pigeonhole(holes))
        }
        guard parts.count == 4, parts[0] == "sat/uniform", let width = Int(parts[1]), let variables = Int(parts[2]), let ratio = Double(parts[3]),
            1...20 ~= width, width...1_000_000 ~= variables, ratio > 0, ratio * Double(variables) <= 1e7, id == "sat/uniform-\(width)-\(variables)-\(parts[3])"
        else { return nil }
        let clauses = Int((ratio * Double(variables)).rounded())
        return SatisfiabilityInstance(
            id: id, summary: "uniform random \(width)-SAT: \(variables) variables, \(clauses) clauses; made by seed",
            source: .random(width: width, variableCount: variables, clauseCount: clauses, isPlanted: false, seed: 1))
    }

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
    func makeScorer(_ data: DataFolder) throws -> any Scorer { SatisfiabilityScorer(try formula(data)) }

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

/// Checks every claimed model against all clauses, and a claim that there is none against the model that the host knows.
struct SatisfiabilityScorer: Scorer {
    static let metrics = [
        Metric("unsatisfied", unit: "clauses", better: .lower),
        // 1 where a model was found, or it was said that there is none: the method's word, where the host knows of none either.
        Metric("decided", better: .higher),
    ]

    private let formula: Formula
    private let refutation: Double

    /// - Parameter refutation: what the verdict alone that nothing satisfies the formula is charged, in clauses; nil for all of
    ///   them, since who offers no assignment satisfies none.
    init(_ formula: Formula, refutation: Double? = nil) {
        self.formula = formula
        self.refutation = refutation ?? Double(formula.clauses.count)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let values) = answer else { throw InvalidAnswer("an assignment is offered as the variables' values, 0 or 1") }
        if let verdict = Self.verdict(values) {
            guard verdict == .unknown || formula.model == nil else {
                throw InvalidAnswer("it says that nothing satisfies the formula, and the host knows an assignment that does")
            }
            return verdict == .unknown ? ["unsatisfied": Double(formula.clauses.count), "decided": 0] : ["unsatisfied": refutation, "decided": 1]
        }
        guard values.count == formula.variableCount else { throw InvalidAnswer("\(values.count) values were offered for \(formula.variableCount) variables") }
        guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw InvalidAnswer("a variable's value is neither 0 nor 1") }
        let unsatisfied = formula.unsatisfied(values)
        return ["unsatisfied": Double(unsatisfied), "decided": unsatisfied == 0 ? 1 : 0]
    }

    /// A run that says once that there is no model has decided, whichever of its answers leaves the fewest clauses.
    func scores(_ answers: [Answer]) -> [Result<[String: Double], InvalidAnswer>] {
        var scores = answers.map { answer in Result { () throws(InvalidAnswer) in try score(answer) } }
        let claims = answers.indices.filter { if case .selection(let values) = answers[$0] { Self.verdict(values) == .unsatisfiable } else { false } }
        guard !claims.isEmpty, formula.model == nil else { return scores }
        if scores.indices.contains(where: { !claims.contains($0) && (try? scores[$0].get())?["decided"] == 1 }) {
            for index in claims { scores[index] = .failure(InvalidAnswer("it says that nothing satisfies the formula, and offers an assignment that does")) }
        } else {
            scores = scores.map { score in score.map { $0.merging(["decided": 1]) { $1 } } }
        }
        return scores
    }

    private static func verdict(_ values: [Int]) -> FormulaVerdict? { values.count == 1 ? FormulaVerdict(rawValue: values[0]) : nil }
}
