/// Sparse and dense matrices as text: NIST's Matrix Market exchange format (Boisvert, Pozo and Remington, "The Matrix Market
/// Exchange Formats: Initial Design", 1996). Real, integer and pattern matrices are read; complex ones are not.
public enum MatrixMarket {
    /// Loads a file. Of a symmetric or skew-symmetric matrix both halves come; entries named twice come twice, and count as their sum.
    /// - Throws: where it cannot be read, or is not such a matrix; with the line.
    /// - Complexity: O(bytes). Nothing is allocated by what the size line says before the entries are there.
    public static func load(_ file: String) throws(FormatError) -> CoordinateMatrix { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = "Matrix Market text") throws(FormatError) -> CoordinateMatrix {
        var reader = MatrixMarketReader(bytes: bytes, file: file)
        return try reader.matrix()
    }

    /// The text of a matrix, as general coordinates. Numbers are written with as few digits as read back to the same double.
    public static func encode(_ matrix: CoordinateMatrix) -> [UInt8] {
        var bytes = Array("%%MatrixMarket matrix coordinate real general\n\(matrix.rowCount) \(matrix.columnCount) \(matrix.entries.count)\n".utf8)
        for entry in matrix.entries { bytes += "\(entry.row + 1) \(entry.column + 1) \(DecimalNumber.text(entry.value))\n".utf8 }
        return bytes
    }

    /// Writes a file, atomically.
    /// - Throws: where it cannot be written.
    public static func write(_ matrix: CoordinateMatrix, to file: String) throws(FormatError) { try replace(file, with: encode(matrix)) }
}

/// A matrix as a list of its entries that are not zero.
public struct CoordinateMatrix: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// Counted from 0, as columns are.
        public let row: Int
        public let column: Int
        public let value: Double

        public init(row: Int, column: Int, value: Double) {
            self.row = row
            self.column = column
            self.value = value
        }
    }

    public let rowCount: Int
    public let columnCount: Int
    public let entries: [Entry]

    /// - Precondition: every entry lies within.
    public init(rowCount: Int, columnCount: Int, entries: [Entry]) {
        precondition(
            entries.allSatisfy { 0..<rowCount ~= $0.row && 0..<columnCount ~= $0.column }, "an entry outside of \(rowCount) × \(columnCount)")
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.entries = entries
    }
}

private struct MatrixMarketReader {
    private var lines: WordLines
    private var bytes: [UInt8] { lines.bytes }

    private enum Field: String { case real, double, integer, pattern }
    private enum Symmetry: String {
        case general, symmetric
        case skewSymmetric = "skew-symmetric"
    }
    private static let form = "the first line is: %%MatrixMarket matrix coordinate|array real|integer|pattern general|symmetric|skew-symmetric"

    init(bytes: [UInt8], file: String) { lines = WordLines(bytes: bytes, file: file) }

    mutating func matrix() throws(FormatError) -> CoordinateMatrix {
        let banner = (lines.next() ?? []).map { String(decoding: bytes[$0], as: UTF8.self).lowercased() }
        guard banner.count == 5, banner[0] == "%%matrixmarket", banner[1] == "matrix", ["coordinate", "array"].contains(banner[2]) else {
            throw refusal("does not begin as a Matrix Market file", Self.form)
        }
        guard let field = Field(rawValue: banner[3]), let symmetry = Symmetry(rawValue: banner[4]), banner[2] == "coordinate" || field != .pattern,
            field != .pattern || symmetry != .skewSymmetric
        else { throw refusal("\(quoted(banner[2...].joined(separator: " "))) is not read", Self.form) }
        let isDense = banner[2] == "array"
        guard let sizes = try nextWords() else { throw refusal("ends before the line of sizes", "it is truncated; save it again") }
        let numbers = sizes.compactMap { wholeNumber($0) }
        guard numbers.count == sizes.count, sizes.count == (isDense ? 2 : 3) else {
            throw refusal("the sizes are not \(isDense ? "two" : "three") whole numbers", isDense ? "write: rows columns" : "write: rows columns entries")
        }
        let (rows, columns) = (numbers[0], numbers[1])
        guard symmetry == .general || rows == columns else { throw refusal("a \(rows) × \(columns) matrix cannot be \(symmetry.rawValue)", "check the sizes") }
        let entries = isDense ? try dense(rows, columns, symmetry) : try coordinates(rows, columns, count: numbers[2], field, symmetry)
        if try nextWords() != nil { throw refusal("there are more entries than the sizes say", "correct the line of sizes") }
        return CoordinateMatrix(rowCount: rows, columnCount: columns, entries: entries)
    }

    private mutating func coordinates(_ rows: Int, _ columns: Int, count: Int, _ field: Field, _ symmetry: Symmetry) throws(FormatError) -> [CoordinateMatrix.Entry] {
        var entries: [CoordinateMatrix.Entry] = []
        for place in 0..<count {
            guard let words = try nextWords() else { throw missing(count - place) }
            guard words.count == (field == .pattern ? 2 : 3), let row = wholeNumber(words[0]), let column = wholeNumber(words[1]),
                let value = field == .pattern ? 1 : DecimalNumber.parse(bytes, words[2])
            else { throw refusal("the entry is not \(field == .pattern ? "row column" : "row column value")", "write whole numbers from 1, and a finite number") }
            guard 1...max(rows, 1) ~= row, 1...max(columns, 1) ~= column, rows > 0, columns > 0 else {
                throw refusal("(\(row), \(column)) lies outside of \(rows) × \(columns)", "rows and columns count from 1")
            }
            guard symmetry != .skewSymmetric || row != column else { throw refusal("a skew-symmetric matrix has no diagonal", "leave that entry out") }
            append(row - 1, column - 1, value, symmetry, to: &entries)
        }
        return entries
    }

    /// Column after column; of a symmetric one what is on the diagonal and below it, of a skew-symmetric one what is below.
    private mutating func dense(_ rows: Int, _ columns: Int, _ symmetry: Symmetry) throws(FormatError) -> [CoordinateMatrix.Entry] {
        var entries: [CoordinateMatrix.Entry] = []
        for column in 0..<(rows == 0 ? 0 : columns) {
            let first = symmetry == .general ? 0 : symmetry == .symmetric ? column : column + 1
            for row in min(first, rows)..<rows {
                guard let words = try nextWords() else { throw missing(nil) }
                guard words.count == 1, let value = DecimalNumber.parse(bytes, words[0]) else { throw refusal("the entry is not one finite number", "write one entry a line") }
                if value != 0 { append(row, column, value, symmetry, to: &entries) }
            }
        }
        return entries
    }

    private func append(_ row: Int, _ column: Int, _ value: Double, _ symmetry: Symmetry, to entries: inout [CoordinateMatrix.Entry]) {
        entries.append(.init(row: row, column: column, value: value))
        guard symmetry != .general, row != column else { return }
        entries.append(.init(row: column, column: row, value: symmetry == .symmetric ? value : -value))
    }

    /// The words of the next line that has any and is no comment; nil at the end.
    private mutating func nextWords() throws(FormatError) -> [Range<Int>]? {
        while let words = lines.next() {
            guard let first = words.first, bytes[first.lowerBound] != UInt8(ascii: "%") else { continue }
            return words
        }
        return nil
    }

    private func wholeNumber(_ range: Range<Int>) -> Int? {
        guard range.count <= 10, let number = Int(String(decoding: bytes[range], as: UTF8.self)), number >= 0, number <= Int(Int32.max) else { return nil }
        return number
    }

    private func missing(_ count: Int?) -> FormatError {
        refusal(count.map { "ends with \($0) entries missing" } ?? "ends with entries missing", "it is truncated, or the sizes are wrong")
    }

    private func refusal(_ problem: String, _ remedy: String) -> FormatError { lines.refusal(problem, remedy) }
}
