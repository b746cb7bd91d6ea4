import AssayKit
import Formats

/// Points, values there, and what a formula for them may be made of.
struct FormulaExamples {
    let names: [String]
    /// Of each variable its values.
    let columns: [[Double]]
    let targets: [Double]
    let operations: [SymbolicExpression.Operation]
    let hasRealConstants: Bool

    /// A user's table of numbers, of which every fifth row is kept for judging.
    /// - Parameter target: the column to be described; nil for the last one.
    /// - Throws: where a column is no numbers, a number is missing, or there are too few rows or no variables.
    static func own(_ file: String, target: String?) throws -> (shown: FormulaExamples, judged: FormulaExamples) {
        let table = try CSV.load(file)
        guard let target = target ?? table.columns.last else { throw FormatError(file, "", "there are no columns in it") }
        let values = try table.numbers(target)
        let names = table.columns.filter { $0 != target }
        guard !names.isEmpty else { throw FormatError(file, "", "there is no column besides \(target)", remedy: "a formula needs a variable") }
        guard (5...1_000_000).contains(values.count) else {
            throw FormatError(file, "", "there are \(values.count) rows in it", remedy: "five are needed, four to be described and one to judge by, and a million are the most")
        }
        let columns = try names.map { try table.numbers($0) }
        guard (columns + [values]).allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw FormatError(file, "", "not all of its numbers are finite", remedy: "leave out the rows that have others")
        }
        func rows(_ isIn: (Int) -> Bool) -> FormulaExamples {
            let chosen = values.indices.filter(isIn)
            return FormulaExamples(
                names: names, columns: columns.map { column in chosen.map { column[$0] } }, targets: chosen.map { values[$0] },
                operations: SymbolicExpression.Operation.allCases, hasRealConstants: true)
        }
        return (rows { $0 % 5 != 4 }, rows { $0 % 5 == 4 })
    }
}
