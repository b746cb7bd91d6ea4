/// Comma-separated values as RFC 4180 has them: fields may be quoted, a quote inside is doubled, lines end in LF or CRLF.
public enum CSV {
    /// A table with a header.
    public struct Table: Sendable {
        public let columns: [String]
        /// Row after row, as text.
        public let fields: [String]
        let file: String

        public var rowCount: Int { columns.isEmpty ? 0 : fields.count / columns.count }

        /// A column as numbers.
        /// - Throws: where there is no such column, or a field is not a finite number.
        public func numbers(_ column: String) throws(FormatError) -> [Double] {
            guard let index = columns.firstIndex(of: column) else {
                throw FormatError(file, "line 1", "there is no column ‘\(column)’; there are \(columns.joined(separator: ", "))")
            }
            var numbers: [Double] = []
            numbers.reserveCapacity(rowCount)
            for row in 0..<rowCount {
                let text = fields[row * columns.count + index]
                guard let value = DecimalNumber.parse(Array(text.utf8)[...]) else {
                    throw FormatError(file, "row \(row + 1), column ‘\(column)’", "‘\(text.prefix(40))’ is not a finite number")
                }
                numbers.append(value)
            }
            return numbers
        }
    }

    /// Loads a table whose first line names its columns.
    /// - Throws: where a line has more or fewer fields than the first, a quote is not closed, or text follows a closing quote.
    public static func load(_ file: String, separator: Character = ",") throws(FormatError) -> Table {
        try parse(try contents(of: file), file: file, separator: separator)
    }

    static func parse(_ bytes: [UInt8], file: String, separator: Character) throws(FormatError) -> Table {
        guard let separator = separator.asciiValue else { throw FormatError(file, "", "a separator is one ASCII character") }
        var parser = Parser(bytes: bytes, separator: separator, file: file)
        // A byte order mark is no part of the first name.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.index = 3 }
        guard let columns = try parser.line() else { throw FormatError(file, "line 1", "the file is empty; its first line names the columns") }
        guard Set(columns).count == columns.count else { throw FormatError(file, "line 1", "two columns have one name") }
        var fields: [String] = []
        while true {
            let begin = parser.lineNumber
            guard let line = try parser.line() else { break }
            if line == [""] && columns.count > 1 { continue }
            guard line.count == columns.count else {
                throw FormatError(file, "line \(begin)", "\(line.count) fields where the header has \(columns.count)")
            }
            fields += line
        }
        return Table(columns: columns, fields: fields, file: file)
    }

    private struct Parser {
        let bytes: [UInt8]
        let separator: UInt8
        let file: String
        var index = 0
        var lineNumber = 1

        init(bytes: [UInt8], separator: UInt8, file: String) {
            self.bytes = bytes
            self.separator = separator
            self.file = file
        }

        mutating func line() throws(FormatError) -> [String]? {
            guard index < bytes.count else { return nil }
            var fields: [String] = []
            while true {
                fields.append(try field())
                guard index < bytes.count else { return fields }
                let byte = bytes[index]
                index += 1
                if byte == separator { continue }
                if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
                lineNumber += 1
                return fields
            }
        }

        private mutating func field() throws(FormatError) -> String {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                let begin = index
                while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
                return try text(bytes[begin..<index])
            }
            let beginLine = lineNumber
            index += 1
            var content: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\n") { lineNumber += 1 }
                guard byte == UInt8(ascii: "\"") else {
                    content.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    content.append(byte)
                    index += 1
                    continue
                }
                guard index == bytes.count || isEnd(bytes[index]) else {
                    throw FormatError(file, "line \(lineNumber)", "text follows a closing quote; double a quote that is meant as one")
                }
                return try text(content[...])
            }
            throw FormatError(file, "line \(beginLine)", "a quote is not closed")
        }

        private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

        private func text(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FormatError(file, "line \(lineNumber)", "a field is not UTF-8") }
            return text
        }
    }
}
