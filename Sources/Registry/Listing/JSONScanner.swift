import FoundationEssentials

/// Reads JSON front to back, and passes over what nobody asks for: several times quicker than decoding all of it.
///
/// It is for text that a program wrote, and does not look at what it passes over more closely than it must to find the end.
struct JSONScanner {
    /// The text is not what was asked for, or no JSON.
    struct Unreadable: Error {}

    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    /// Reads an object: each member's name, and its value by `member`, which must take it.
    mutating func object(_ member: (inout JSONScanner, String) throws(Unreadable) -> Void) throws(Unreadable) {
        try expect(UInt8(ascii: "{"))
        if accept(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            try member(&self, name)
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Reads an array, each element by `element`, which must take it.
    mutating func array(_ element: (inout JSONScanner) throws(Unreadable) -> Void) throws(Unreadable) {
        try expect(UInt8(ascii: "["))
        if accept(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    mutating func string() throws(Unreadable) -> String {
        try expect(UInt8(ascii: "\""))
        let begin = position
        let hasEscapes = try passOverString()
        guard hasEscapes else { return String(decoding: text[begin..<position - 1], as: UTF8.self) }
        return try decoded(String.self, text[begin - 1..<position])
    }

    mutating func integer() throws(Unreadable) -> Int {
        passOverSpace()
        let begin = position
        while position < text.count, text[position] == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[position] { position += 1 }
        guard let value = Int(String(decoding: text[begin..<position], as: UTF8.self)) else { throw Unreadable() }
        return value
    }

    mutating func boolean() throws(Unreadable) -> Bool {
        switch String(decoding: try value(), as: UTF8.self) {
        case "true": return true
        case "false": return false
        default: throw Unreadable()
        }
    }

    /// Reads a value by the usual, slower way.
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws(Unreadable) -> Value { try decoded(type, try value()) }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ text: ArraySlice<UInt8>) throws(Unreadable) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(text)) } catch { throw Unreadable() }
    }

    /// Passes over a value, and gives its text.
    @discardableResult
    mutating func value() throws(Unreadable) -> ArraySlice<UInt8> {
        passOverSpace()
        let begin = position
        var depth = 0
        repeat {
            guard position < text.count else { throw Unreadable() }
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): try passOverString()
            default: if depth == 0 { passOverWord() }
            }
        } while depth > 0
        guard depth == 0 else { throw Unreadable() }
        return text[begin..<position]
    }

    /// Whether nothing is left but space.
    mutating func isAtEnd() -> Bool {
        passOverSpace()
        return position == text.count
    }

    /// From behind the opening quote to behind the closing one.
    /// - Returns: whether a character stands in it by an escape.
    @discardableResult
    private mutating func passOverString() throws(Unreadable) -> Bool {
        var hasEscapes = false
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return hasEscapes }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
        }
        throw Unreadable()
    }

    /// The rest of a number, or of true, false and null.
    private mutating func passOverWord() {
        while position < text.count, !Self.isSpace(text[position]), !",]}".utf8.contains(text[position]) { position += 1 }
    }

    private mutating func passOverSpace() {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    private mutating func accept(_ byte: UInt8) -> Bool {
        passOverSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Unreadable) {
        guard accept(byte) else { throw Unreadable() }
    }
}
