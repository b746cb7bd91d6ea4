/// Reads the JSON (RFC 8259) that a safetensors header is made of, a value at a time and in the order that its caller
/// expects: objects, arrays, strings and whole numbers. Since the caller says what comes next, nothing nests deeper than
/// the format does. Strict: no comments, no trailing commas, no name twice in an object, no broken UTF-8.
struct JSONReader {
    private let bytes: [UInt8]
    private var index: Int
    private let end: Int
    private let file: String

    init(_ bytes: [UInt8], _ range: Range<Int>, file: String) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
        self.file = file
    }

    func refusal(_ problem: String) -> FormatError {
        FormatError(file, "byte \(index), in the header", problem, remedy: "the file is damaged; fetch it or save it again")
    }

    /// - Throws: where anything but blanks is left.
    mutating func finish() throws(FormatError) {
        skipBlanks()
        guard index == end else { throw refusal("text follows the JSON") }
    }

    /// An object; `member` reads the value that belongs to a name.
    mutating func object(_ member: (inout JSONReader, String) throws(FormatError) -> Void) throws(FormatError) {
        try expect("{")
        if take("}") { return }
        var names: Set<String> = []
        repeat {
            let name = try string()
            guard names.insert(name).inserted else { throw refusal("the name \(quoted(name)) stands twice in one object") }
            try expect(":")
            try member(&self, name)
        } while take(",")
        try expect("}")
    }

    /// An array of whole numbers.
    mutating func wholeNumbers(limit: Int) throws(FormatError) -> [Int] {
        try expect("[")
        if take("]") { return [] }
        var numbers: [Int] = []
        repeat {
            guard numbers.count < limit else { throw refusal("an array of more than \(limit) numbers") }
            numbers.append(try wholeNumber())
        } while take(",")
        try expect("]")
        return numbers
    }

    mutating func string() throws(FormatError) -> String {
        try expect("\"")
        var content: [UInt8] = []
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            let byte = bytes[index]
            guard byte >= 0x20 else { throw refusal("a control character in a string") }
            index += 1
            if byte == UInt8(ascii: "\\") { try appendEscape(to: &content) } else { content.append(byte) }
        }
        guard index < end else { throw refusal("a string is not closed") }
        guard let text = String(validating: content, as: UTF8.self) else { throw refusal("a string is not UTF-8") }
        index += 1
        return text
    }

    private mutating func appendEscape(to content: inout [UInt8]) throws(FormatError) {
        guard index < end else { throw refusal("a string is not closed") }
        let mark = bytes[index]
        index += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(mark)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content += try escapedScalar().utf8
        default: throw refusal("an unknown escape in a string")
        }
    }

    /// What follows `\u`: four hexadecimal digits, or two such groups for a scalar beyond U+FFFF.
    private mutating func escapedScalar() throws(FormatError) -> String {
        let first = try hexadecimal()
        var code = first
        if (0xD800..<0xDC00).contains(first), bytes[index..<end].starts(with: "\\u".utf8) {
            index += 2
            let second = try hexadecimal()
            guard (0xDC00..<0xE000).contains(second) else { throw refusal("half a surrogate pair in a string") }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw refusal("half a surrogate pair in a string") }
        return String(scalar)
    }

    private mutating func hexadecimal() throws(FormatError) -> UInt32 {
        let digits = bytes[index..<end].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else {
            throw refusal("\\u wants four hexadecimal digits")
        }
        index += 4
        return code
    }

    private mutating func wholeNumber() throws(FormatError) -> Int {
        skipBlanks()
        let digits = bytes[index..<end].prefix { $0 >= 48 && $0 <= 57 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)), digits.count == 1 || digits.first != UInt8(ascii: "0")
        else {
            throw refusal("a whole number from 0 to 2⁶³ − 1 is missing")
        }
        index = digits.endIndex
        return number
    }

    private mutating func skipBlanks() {
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09 {
            index += 1
        }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < end, bytes[index] == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar) throws(FormatError) {
        guard take(mark) else { throw refusal("\(mark) is missing") }
    }
}

extension JSONReader {
    /// A string as JSON.
    static func text(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
