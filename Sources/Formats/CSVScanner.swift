/// Walks over the fields of delimited text as RFC 4180 has them. A line ends in LF, CRLF or CR.
struct CSVScanner {
    struct Field {
        /// Where the content is, without the quotes around it.
        var content: Range<Int>
        var hasDoubledQuotes = false
        var isQuoted = false
        /// Whether it is the last one of its record.
        var endsRecord = true
        /// The line that it begins on, from 1 on.
        var line: Int

        /// A line with nothing on it.
        var isNothing: Bool { content.isEmpty && !isQuoted }
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private let file: String
    private var index: Int
    private var line = 1
    /// After a separator there is a field, even at the end of the text.
    private var followsSeparator = false

    init(bytes: [UInt8], separator: UInt8, file: String) {
        self.bytes = bytes
        self.separator = separator
        self.file = file
        // A byte order mark is no part of the first field.
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// - Returns: the next field, or nil at the end.
    /// - Throws: where a quote is not closed, or text stands beside one.
    mutating func next() throws(FormatError) -> Field? {
        guard index < bytes.count || followsSeparator else { return nil }
        var field = Field(content: index..<index, line: line)
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            try scanQuoted(&field)
        } else {
            while index < bytes.count, !isEnd(bytes[index]) {
                guard bytes[index] != UInt8(ascii: "\"") else {
                    throw FormatError(
                        file, "line \(line)", "a quote stands inside a field that does not begin with one",
                        remedy: "quote the whole field and double the quotes inside")
                }
                index += 1
            }
            field.content = field.content.lowerBound..<index
        }
        followsSeparator = index < bytes.count && bytes[index] == separator
        field.endsRecord = !followsSeparator
        skipEnd()
        return field
    }

    private mutating func scanQuoted(_ field: inout Field) throws(FormatError) {
        field.isQuoted = true
        index += 1
        let begin = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
                field.hasDoubledQuotes = true
                index += 1
            } else if byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r") && !(index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")))
            {
                line += 1
            }
            index += 1
        }
        guard index < bytes.count else {
            throw FormatError(
                file, "line \(field.line)", "a quote is not closed", remedy: "close it, or double it if it is meant as text")
        }
        field.content = begin..<index
        index += 1
        guard index == bytes.count || isEnd(bytes[index]) else {
            throw FormatError(
                file, "line \(line)", "text follows a closing quote", remedy: "double a quote that is meant as text")
        }
    }

    private mutating func skipEnd() {
        guard index < bytes.count else { return }
        let byte = bytes[index]
        index += 1
        guard byte != separator else { return }
        line += 1
        if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    /// - Throws: where the field is not UTF-8.
    func text(_ field: Field) throws(FormatError) -> String {
        var content = bytes[field.content]
        if field.hasDoubledQuotes {
            // The first of two quotes goes: the second one is always there.
            var isSecond = false
            content =
                content.filter { byte in
                    isSecond = byte == UInt8(ascii: "\"") && !isSecond
                    return !isSecond
                }[...]
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw FormatError(
                file, "line \(field.line)", "the field \(quoted(content)) is not UTF-8",
                remedy: "convert the file: iconv -f latin1 -t utf-8")
        }
        return text
    }

    /// The content without the blanks around it.
    func trimmed(_ field: Field) -> Range<Int> {
        var begin = field.content.lowerBound
        var end = field.content.upperBound
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        while begin < end, isBlank(bytes[begin]) { begin += 1 }
        while begin < end, isBlank(bytes[end - 1]) { end -= 1 }
        return begin..<end
    }
}
