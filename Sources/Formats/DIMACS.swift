/// Formulas in conjunctive normal form as text: the DIMACS format of the satisfiability competitions. After comments (`c …`)
/// comes `p cnf variables clauses`, then each clause as its literals and a 0. What follows a line with `%`, as in SATLIB's
/// files, is passed over.
public enum DIMACS {
    /// Loads a file.
    /// - Throws: where it cannot be read, or is no such formula; with the line.
    /// - Complexity: O(bytes). Nothing is allocated by what the line of sizes says before the clauses are there.
    public static func load(_ file: String) throws(FormatError) -> ClauseList { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = "DIMACS text") throws(FormatError) -> ClauseList {
        var lines = WordLines(bytes: bytes, file: file)
        var sizes: (variables: Int, clauses: Int)?
        var clauses: [[Int32]] = []
        var clause: [Int32] = []
        reading: while let words = lines.next() {
            guard let first = words.first, bytes[first.lowerBound] != UInt8(ascii: "c") else { continue }
            if bytes[first] == [UInt8(ascii: "%")] { break reading }
            guard let (variables, count) = sizes else {
                guard words.count == 4, bytes[words[0]] == [UInt8(ascii: "p")], bytes[words[1]].elementsEqual("cnf".utf8),
                    let variables = lines.wholeNumber(words[2]), let count = lines.wholeNumber(words[3]), min(variables, count) >= 0
                else { throw lines.refusal("the formula does not begin with its sizes", "write before the clauses: p cnf variables clauses") }
                sizes = (variables, count)
                continue
            }
            for word in words {
                guard let literal = lines.wholeNumber(word), literal.magnitude <= variables else {
                    throw lines.refusal("\(quoted(bytes[word])) is no literal", "write a number up to \(variables), negative where the variable is negated, or 0")
                }
                guard literal == 0 else {
                    clause.append(Int32(literal))
                    continue
                }
                guard clauses.count < count else { throw lines.refusal("there are more clauses than the sizes say", "correct the line of sizes") }
                clauses.append(clause)
                clause = []
            }
        }
        guard let sizes else { throw lines.refusal("ends before its sizes", "write before the clauses: p cnf variables clauses") }
        guard clause.isEmpty else { throw lines.refusal("the last clause has no end", "end it by 0") }
        guard clauses.count == sizes.clauses else {
            throw lines.refusal("ends with \(sizes.clauses - clauses.count) clauses missing", "it is truncated, or the sizes are wrong")
        }
        return ClauseList(variableCount: sizes.variables, clauses: clauses)
    }

    /// The text of a formula.
    public static func encode(_ formula: ClauseList) -> [UInt8] {
        var bytes = Array("p cnf \(formula.variableCount) \(formula.clauses.count)\n".utf8)
        for clause in formula.clauses { bytes += (clause.map { "\($0) " }.joined() + "0\n").utf8 }
        return bytes
    }

    /// Writes a file, atomically.
    /// - Throws: where it cannot be written.
    public static func write(_ formula: ClauseList, to file: String) throws(FormatError) { try replace(file, with: encode(formula)) }
}

/// A formula in conjunctive normal form. A literal is a variable's number, from 1 on, negative where it is negated.
public struct ClauseList: Sendable, Equatable {
    public let variableCount: Int
    public let clauses: [[Int32]]

    /// - Precondition: every literal is of a variable there is.
    public init(variableCount: Int, clauses: [[Int32]]) {
        precondition(clauses.allSatisfy { $0.allSatisfy { $0 != 0 && $0.magnitude <= variableCount } }, "a literal beyond \(variableCount) variables")
        self.variableCount = variableCount
        self.clauses = clauses
    }
}
