/// The header of a `.npy` file: a Python dictionary such as `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
    private(set) var elementType = NumPyElementType.float64
    private(set) var isBigEndian = false
    private(set) var isFortranOrder = false
    private(set) var shape: [Int] = []

    /// NumPy's own limit on the number of axes.
    static let axisLimit = 64

    /// Reads the header that fills a range of the bytes. Only what NumPy itself writes is understood: strings without
    /// escapes, True, False, whole numbers and one tuple of them.
    init(_ bytes: [UInt8], _ range: Range<Int>, file: String) throws(FormatError) {
        var reader = PythonReader(bytes: bytes, index: range.lowerBound, end: range.upperBound, file: file)
        var missing: Set<String> = ["descr", "fortran_order", "shape"]
        try reader.expect("{")
        while !reader.take("}") {
            let key = try reader.string()
            guard missing.remove(key) != nil else {
                throw reader.refusal("the key \(quoted(key)) is unknown or stands there twice")
            }
            try reader.expect(":")
            switch key {
            case "descr": try read(description: try reader.elementDescription(), reader)
            case "fortran_order": isFortranOrder = try reader.boolean()
            default: shape = try reader.tuple(limit: Self.axisLimit)
            }
            guard reader.take(",") || reader.peek("}") else { throw reader.refusal("a comma or } is missing") }
        }
        guard missing.isEmpty else { throw reader.refusal("the key \(quoted(missing.sorted()[0])) is missing") }
        guard reader.isAtEnd else { throw reader.refusal("text follows the dictionary") }
    }

    private mutating func read(description: String, _ reader: PythonReader) throws(FormatError) {
        guard let order = description.first, "<>|".contains(order),
            let type = NumPyElementType(rawValue: String(description.dropFirst())), order != "|" || type.size == 1
        else {
            throw reader.refusal(
                "the element type \(quoted(description)) is not read",
                remedy: "save it as \(NumPyElementType.names), with array.astype")
        }
        elementType = type
        isBigEndian = order == ">"
    }
}

/// The element types that are read and written, as NumPy calls them.
enum NumPyElementType: String, CaseIterable {
    case float32 = "f4", float64 = "f8", int32 = "i4", int64 = "i8", uint8 = "u1", bool = "b1"

    var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .uint8, .bool: 1
        }
    }

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// The few Python literals of a header.
private struct PythonReader {
    let bytes: [UInt8]
    var index: Int
    let end: Int
    let file: String

    func refusal(_ problem: String, remedy: String = "save the array again with numpy.save") -> FormatError {
        FormatError(file, "byte \(index), in the header", problem, remedy: remedy)
    }

    private mutating func skipBlanks() {
        while index < end, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
    }

    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return index == end
        }
    }

    mutating func peek(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        return index < end && bytes[index] == UInt8(ascii: mark)
    }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard peek(mark) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ mark: Unicode.Scalar) throws(FormatError) {
        guard take(mark) else { throw refusal("\(mark) is missing") }
    }

    mutating func string() throws(FormatError) -> String {
        skipBlanks()
        guard index < end, bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"") else {
            throw refusal("a quoted text is missing")
        }
        let quote = bytes[index]
        guard let close = bytes[index + 1..<end].firstIndex(of: quote) else { throw refusal("a quote is not closed") }
        let content = bytes[index + 1..<close]
        guard content.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw refusal("the text \(quoted(content)) is not plain")
        }
        index = close + 1
        return String(decoding: content, as: UTF8.self)
    }

    /// The text of an element type; a list of them describes records.
    mutating func elementDescription() throws(FormatError) -> String {
        guard !peek("[") else { throw refusal("its elements are records", remedy: "save each field as an array of its own") }
        return try string()
    }

    mutating func boolean() throws(FormatError) -> Bool {
        skipBlanks()
        for (word, value) in [("True", true), ("False", false)] where bytes[index..<end].starts(with: word.utf8) {
            index += word.utf8.count
            return value
        }
        throw refusal("True or False is missing")
    }

    mutating func tuple(limit: Int) throws(FormatError) -> [Int] {
        try expect("(")
        var numbers: [Int] = []
        while !take(")") {
            guard numbers.count < limit else { throw refusal("there are more than \(limit) axes") }
            numbers.append(try wholeNumber())
            // (3) would be a number, and no tuple.
            let isFollowed = take(",")
            guard isFollowed || (peek(")") && numbers.count > 1) else { throw refusal("a comma or ) is missing in the shape") }
        }
        return numbers
    }

    private mutating func wholeNumber() throws(FormatError) -> Int {
        skipBlanks()
        let digits = bytes[index..<end].prefix { $0 >= 48 && $0 <= 57 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw refusal("\(quoted(bytes[index..<end].prefix(20))) is not a size from 0 to 2⁶³ − 1")
        }
        index = digits.endIndex
        return number
    }
}
