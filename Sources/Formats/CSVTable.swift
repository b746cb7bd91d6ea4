extension CSV {
    /// A table whose columns are numbers or text.
    public struct Table: Sendable {
        /// The names of all columns, in the file's order.
        public let columns: [String]
        public let rowCount: Int
        /// The names of the columns of numbers, in the file's order: what the columns of `values` are.
        public let numericColumns: [String]
        /// rowCount × numericColumns.count, row-major. A missing value is NaN, and nothing else is.
        public let values: [Double]
        /// The texts of the columns that are not numbers, by name; rowCount each.
        public let textColumns: [String: [String]]

        /// Where each column of text first has a field that is no number.
        let firstTexts: [String: Place]
        let file: String

        struct Place {
            /// From 0 on.
            let row: Int
            /// From 1 on.
            let line: Int
        }

        /// A column of numbers; NaN where a value is missing, which happens only where `load` was told how that is
        /// written.
        /// - Throws: where there is no such column, or it is not one of numbers; with the first line that has none.
        public func numbers(_ column: String) throws(FormatError) -> [Double] {
            if let place = numericColumns.firstIndex(of: column) {
                return (0..<rowCount).map { values[$0 * numericColumns.count + place] }
            }
            guard let texts = textColumns[column], let first = firstTexts[column] else { throw unknown(column) }
            throw FormatError(
                file, "line \(first.line), column \(quoted(column))", "\(quoted(texts[first.row])) is not a finite number",
                remedy: "mend it, or leave the row out")
        }

        /// A column of text.
        /// - Throws: where there is no such column, or it is one of numbers.
        public func texts(_ column: String) throws(FormatError) -> [String] {
            if let texts = textColumns[column] { return texts }
            guard numericColumns.contains(column) else { throw unknown(column) }
            throw FormatError(file, "column \(quoted(column))", "all of it are numbers", remedy: "ask for its numbers")
        }

        /// The rows, from 0 on, in which a column of numbers has no value.
        /// - Throws: as `numbers` does.
        public func missingRows(_ column: String) throws(FormatError) -> [Int] {
            try numbers(column).enumerated().filter(\.element.isNaN).map(\.offset)
        }

        private func unknown(_ column: String) -> FormatError {
            let names = columns.prefix(20).map { quoted($0) }.joined(separator: ", ")
            return FormatError(
                file, "", "has no column \(quoted(column))",
                remedy: "its columns are \(names)\(columns.count > 20 ? " and \(columns.count - 20) more" : "")")
        }
    }
}
