import AssayKit

/// A formula's clauses, and for each literal the clauses with it. Literals are 2v for variable v and 2v + 1 for its negation,
/// v from 0 on.
struct ClauseTable {
    let variableCount: Int
    /// The longest clause's length.
    private(set) var width = 0
    /// All literals, one clause after the other; those of clause c are from `begins[c]` to `begins[c + 1]`.
    private var literals: [Int] = []
    private var begins = [0]
    /// The clauses with each literal, likewise.
    private var occurrences: [Int] = []
    private var occurrenceBegins: [Int]

    /// Reads each clause once.
    init(_ formula: any Satisfiability) throws(Stop) {
        variableCount = formula.variableCount
        occurrenceBegins = Array(repeating: 0, count: 2 * variableCount + 1)
        for clause in 0..<formula.clauseCount {
            try formula.clause(clause) { clause in
                for place in clause.indices { literals.append(2 * (Int(clause[place].magnitude) - 1) + (clause[place] < 0 ? 1 : 0)) }
                width = max(width, clause.count)
            }
            begins.append(literals.count)
        }
        for literal in literals { occurrenceBegins[literal + 1] += 1 }
        for literal in 0..<2 * variableCount { occurrenceBegins[literal + 1] += occurrenceBegins[literal] }
        var next = occurrenceBegins
        occurrences = Array(repeating: 0, count: literals.count)
        for clause in 0..<formula.clauseCount {
            for place in begins[clause]..<begins[clause + 1] {
                occurrences[next[literals[place]]] = clause
                next[literals[place]] += 1
            }
        }
    }

    var count: Int { begins.count - 1 }

    /// The literals of a clause.
    subscript(clause: Int) -> ArraySlice<Int> { literals[begins[clause]..<begins[clause + 1]] }

    /// The clauses that a literal is in.
    func clauses(with literal: Int) -> ArraySlice<Int> { occurrences[occurrenceBegins[literal]..<occurrenceBegins[literal + 1]] }
}
