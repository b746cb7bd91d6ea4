/// Delimited text: comma-separated values as RFC 4180 has them, or with another separator. Fields may be quoted, quotes
/// inside are doubled, and a quoted field may hold separators and line breaks. Empty lines are passed over, except where
/// there is one column and a line came before. The text is UTF-8, with or without a byte order mark.
public enum CSV {
    /// Whether the first record names the columns.
    public enum Header: Sendable {
        /// It does, unless one of its fields is a number.
        case auto
        case present
        /// It does not: the columns are called `column1`, `column2`, ….
        case absent
    }

    /// Loads a table. A column all of whose fields are finite decimal numbers (or stand for missing ones) is one of
    /// numbers, quoted or not, blanks around them set aside; every other column is text.
    /// - Parameters:
    ///   - separator: one ASCII character other than a quote or a line break.
    ///   - missing: the fields that stand for a missing number, as they are written, such as `""`, `"NA"` and `"?"`. By
    ///     default there are none, so that an empty field makes its column text.
    /// - Throws: where the file cannot be read or is empty, a record has more or fewer fields than the first, two columns
    ///   have one name, a quote is out of place, or a text is not UTF-8; with the line.
    /// - Complexity: O(bytes); one pass, and a second one where there is text.
    public static func load(
        _ file: String, header: Header = .auto, separator: Character = ",", missing: Set<String> = []
    ) throws(FormatError) -> Table {
        try decode(try contents(of: file), file: file, header: header, separator: separator, missing: missing)
    }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(
        _ bytes: [UInt8], file: String = "CSV text", header: Header = .auto, separator: Character = ",", missing: Set<String> = []
    ) throws(FormatError) -> Table {
        guard let separator = separator.asciiValue, !"\"\r\n".utf8.contains(separator) else {
            throw FormatError(
                file, "", "\(quoted(String(separator))) cannot separate fields",
                remedy: "choose one ASCII character other than a quote or a line break")
        }
        let reader = CSVReader(bytes: bytes, file: file, separator: separator, missing: missing)
        return try reader.table(header)
    }
}

private struct CSVReader {
    let bytes: [UInt8]
    let file: String
    let missing: Set<String>
    private let start: CSVScanner
    private let longestMissing: Int

    init(bytes: [UInt8], file: String, separator: UInt8, missing: Set<String>) {
        self.bytes = bytes
        self.file = file
        self.missing = missing
        start = CSVScanner(bytes: bytes, separator: separator, file: file)
        longestMissing = missing.map(\.utf8.count).max() ?? -1
    }

    func table(_ header: CSV.Header) throws(FormatError) -> CSV.Table {
        let (columns, body) = try columns(header)
        let width = columns.count

        // The first pass takes every field as a number, and learns which columns are text.
        var firstTexts = [CSV.Table.Place?](repeating: nil, count: width)
        var numbers: [Double] = []
        let rowCount = try scan(body, width: width) { (scanner, field, column) throws(FormatError) in
            let number = firstTexts[column] == nil ? try self.number(scanner, field) : nil
            if number == nil, firstTexts[column] == nil {
                firstTexts[column] = .init(row: numbers.count / width, line: field.line)
            }
            numbers.append(number ?? .nan)
        }

        // The second pass takes the texts.
        let isText = firstTexts.map { $0 != nil }
        var texts = [[String]](repeating: [], count: width)
        if isText.contains(true) {
            _ = try scan(body, width: width) { (scanner, field, column) throws(FormatError) in
                if isText[column] { texts[column].append(try scanner.text(field)) }
            }
            let numeric = isText.indices.filter { !isText[$0] }
            numbers = (0..<rowCount).flatMap { row in numeric.map { numbers[row * width + $0] } }
        }
        return CSV.Table(
            columns: columns, rowCount: rowCount, numericColumns: columns.indices.filter { !isText[$0] }.map { columns[$0] },
            values: numbers,
            textColumns: Dictionary(uniqueKeysWithValues: columns.indices.filter { isText[$0] }.map { (columns[$0], texts[$0]) }),
            firstTexts: Dictionary(
                uniqueKeysWithValues: zip(columns, firstTexts).compactMap { name, place in place.map { (name, $0) } }),
            file: file)
    }

    /// The names, and a scanner that stands before the first row.
    private func columns(_ header: CSV.Header) throws(FormatError) -> ([String], CSVScanner) {
        var scanner = start
        var begin = scanner
        var names: [String] = []
        var holdsNumber = false
        var line = 1
        while let field = try scanner.next() {
            if names.isEmpty, field.endsRecord, field.isNothing {
                begin = scanner
                continue
            }
            if names.isEmpty { line = field.line }
            let number = scanner.trimmed(field)
            holdsNumber = holdsNumber || DecimalNumber.parse(bytes, number) != nil
            names.append(try scanner.text(field))
            if field.endsRecord { break }
        }
        guard !names.isEmpty else { throw FormatError(file, "", "is empty", remedy: "it wants a line for each row") }
        let isHeader =
            switch header {
            case .auto: !holdsNumber
            case .present: true
            case .absent: false
            }
        guard isHeader else { return (names.indices.map { "column\($0 + 1)" }, begin) }
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw FormatError(
                file, "line \(line)", "two columns are called \(quoted(name))",
                remedy: "rename one, or say header: .absent if this line names no columns")
        }
        return (names, scanner)
    }

    /// Calls for each field with its column.
    /// - Returns: the number of rows.
    private func scan(
        _ body: CSVScanner, width: Int, _ take: (CSVScanner, CSVScanner.Field, Int) throws(FormatError) -> Void
    ) throws(FormatError) -> Int {
        var scanner = body
        var rowCount = 0
        var column = 0
        while let field = try scanner.next() {
            if column == 0, width > 1, field.endsRecord, field.isNothing { continue }
            guard column < width else { throw wrongWidth(field.line, "more than", width) }
            try take(scanner, field, column)
            column += 1
            guard field.endsRecord else { continue }
            guard column == width else { throw wrongWidth(field.line, "\(column) where there should be", width) }
            column = 0
            rowCount += 1
        }
        return rowCount
    }

    private func wrongWidth(_ line: Int, _ count: String, _ width: Int) -> FormatError {
        FormatError(
            file, "line \(line)", "the row has \(count) \(width) fields",
            remedy: "give every row as many fields as the first line has, and quote those that hold a separator")
    }

    /// The field's number, NaN where it is a missing one, or nil where it is text.
    private func number(_ scanner: CSVScanner, _ field: CSVScanner.Field) throws(FormatError) -> Double? {
        if field.content.count <= longestMissing || field.hasDoubledQuotes, missing.contains(try scanner.text(field)) {
            return .nan
        }
        return DecimalNumber.parse(bytes, scanner.trimmed(field))
    }
}
