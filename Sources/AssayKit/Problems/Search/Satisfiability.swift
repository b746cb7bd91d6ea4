extension Oracle {
    /// Clauses of a formula that were read.
    public static let clauses = Oracle("clauses")
}

/// A Boolean formula in conjunctive normal form, to be made true. A literal is a variable's number, from 1 on, negative
/// where the variable is to be false, as in DIMACS files.
///
/// Answers go to `run.offer`: for each variable, from the first on, 1 for true or 0 for false. The host checks every one
/// against all clauses; the one that leaves the fewest unsatisfied counts. A method that can tell that there is nothing to be
/// found offers `FormulaVerdict.unsatisfiable`.
public protocol Satisfiability: Metered {
    var variableCount: Int { get }
    var clauseCount: Int { get }
    /// Hands `body` the literals of a clause. No variable is in it twice. It may be empty: then nothing satisfies the formula.
    func readClause(_ index: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>) -> Void)
}

extension Satisfiability {
    /// Hands `body` the literals of a clause. Charged as one of `clauses`.
    /// - Throws: `Stop` where the budget is spent.
    public func clause(_ index: Int, _ body: (_ literals: Span<Int32>) -> Void) throws(Stop) {
        precondition(index >= 0 && index < clauseCount, "clause \(index) of \(clauseCount)")
        readClause(index, try meter.paid(.clauses), body)
    }
}

/// What can be said of a formula without an assignment, in the words of the satisfiability competitions.
public enum FormulaVerdict: Int, Sendable {
    /// Nothing satisfies it. The host refutes that where it knows an assignment that does, and else records it as the method's word.
    case unsatisfiable = -1
    /// It could not be told.
    case unknown = -2
}

extension Run {
    /// Offers a verdict on the formula as an answer.
    public func offer(_ verdict: FormulaVerdict) { offer([verdict.rawValue]) }
}
