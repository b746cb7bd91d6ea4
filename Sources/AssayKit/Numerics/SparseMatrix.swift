/// A sparse real matrix in compressed rows.
public struct SparseMatrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// The entries of row i are those from `rowBegins[i]` to `rowBegins[i + 1]`.
    public let rowBegins: [Int]
    /// Of each entry its column, ascending within a row.
    public let columnIndices: [Int]
    public let values: [Double]

    /// The sum of the given entries. O(n log n).
    /// - Precondition: every entry lies within.
    public init(rows: Int, columns: Int, entries: [(row: Int, column: Int, value: Double)]) {
        precondition(entries.allSatisfy { 0..<rows ~= $0.row && 0..<columns ~= $0.column }, "an entry outside of \(rows) × \(columns)")
        var begins = [Int](repeating: 0, count: rows + 1)
        var indices: [Int] = [], values: [Double] = []
        var last = (row: -1, column: -1)
        for entry in entries.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
            if last == (entry.row, entry.column) {
                values[values.count - 1] += entry.value
            } else {
                indices.append(entry.column)
                values.append(entry.value)
                begins[entry.row + 1] += 1
                last = (entry.row, entry.column)
            }
        }
        for row in 0..<rows { begins[row + 1] += begins[row] }
        self.rows = rows
        self.columns = columns
        rowBegins = begins
        columnIndices = indices
        self.values = values
    }

    /// Rows that are compressed already.
    /// - Precondition: `rowBegins` ascends from 0 to the number of entries, and columns lie within and ascend in each row.
    public init(columns: Int, rowBegins: [Int], columnIndices: [Int], values: [Double]) {
        precondition(
            rowBegins.first == 0 && rowBegins.last == values.count && columnIndices.count == values.count && columnIndices.allSatisfy { 0..<columns ~= $0 },
            "rows that are not those of a matrix of \(columns) columns")
        rows = rowBegins.count - 1
        self.columns = columns
        self.rowBegins = rowBegins
        self.columnIndices = columnIndices
        self.values = values
    }

    /// Writes the product with a vector. O(entries).
    /// - Precondition: the vectors fit.
    public func multiply(_ vector: Span<Double>, into product: inout MutableSpan<Double>) {
        precondition(vector.count == columns && product.count == rows, "a \(rows) × \(columns) matrix cannot multiply \(vector.count) entries into \(product.count)")
        for row in 0..<rows {
            var sum = 0.0
            for place in rowBegins[row]..<rowBegins[row + 1] { sum += values[place] * vector[columnIndices[place]] }
            product[row] = sum
        }
    }

    public func product(_ vector: [Double]) -> [Double] {
        var product = [Double](repeating: 0, count: rows)
        var span = product.mutableSpan
        multiply(vector.span, into: &span)
        return product
    }

    /// The product with a dense matrix. O(entries · its columns).
    public func product(_ matrix: Matrix) -> Matrix {
        precondition(matrix.rows == columns, "a \(rows) × \(columns) matrix cannot multiply one of \(matrix.rows) rows")
        let width = matrix.columns
        var product = Matrix(zeros: rows, width)
        let source = matrix.entries.span
        var target = product.entries.mutableSpan
        for row in 0..<rows {
            var sums = target.extracting(row * width..<(row + 1) * width)
            for place in rowBegins[row]..<rowBegins[row + 1] {
                let column = columnIndices[place]
                add(values[place], source.extracting(column * width..<(column + 1) * width), to: &sums)
            }
        }
        return product
    }

    /// The sum of each row.
    public var rowSums: [Double] { (0..<rows).map { values[rowBegins[$0]..<rowBegins[$0 + 1]].reduce(0, +) } }

    /// Each row multiplied by a number of its own, and each column by one.
    public func scaled(rows rowFactors: [Double], columns columnFactors: [Double]) -> SparseMatrix {
        precondition(rowFactors.count == rows && columnFactors.count == columns, "factors for another matrix than \(rows) × \(columns)")
        var scaled = values
        for row in 0..<rows {
            for place in rowBegins[row]..<rowBegins[row + 1] { scaled[place] *= rowFactors[row] * columnFactors[columnIndices[place]] }
        }
        return SparseMatrix(columns: columns, rowBegins: rowBegins, columnIndices: columnIndices, values: scaled)
    }
}
