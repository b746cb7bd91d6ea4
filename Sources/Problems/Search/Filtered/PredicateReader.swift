import AssayKit
import Formats

/// Reads predicates as they are written, one a line: `section = utils AND language IN (en, de) AND size < 1000`.
///
/// Conditions are joined by AND. Each is an attribute's name and `= value`, `IN (value, …)`, or, of an attribute of numbers,
/// `<`, `<=`, `>` or `>=` and a number. Names and values that hold more than letters, digits and the like stand in single or
/// double quotes, doubled inside. A line with nothing on it admits every vector. A category that no vector has admits none.
struct PredicateReader {
    private let attributes: [VectorAttribute]
    private let file: String
    private let places: [String: Int]
    /// Of each attribute the places of its categories.
    private let categories: [[String: Double]]

    /// - Parameter file: what errors call the text.
    init(_ attributes: [VectorAttribute], file: String) {
        self.attributes = attributes
        self.file = file
        places = Dictionary(attributes.enumerated().map { ($1.name, $0) }) { first, _ in first }
        categories = attributes.map { Dictionary(uniqueKeysWithValues: $0.categories.enumerated().map { ($1, Double($0)) }) }
    }

    /// The predicate of each line, one at the least.
    /// - Throws: where there is none, a line is no predicate over these attributes, or the text is not UTF-8.
    func predicates(_ bytes: [UInt8]) throws(FormatError) -> [AttributePredicate] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FormatError(file, "", "is not UTF-8", remedy: "convert the file: iconv -f latin1 -t utf-8")
        }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        if lines.last == "" { lines.removeLast() }
        guard !lines.isEmpty else { throw FormatError(file, "", "is empty", remedy: "it wants a predicate on each line; an empty line is one that admits every vector") }
        return try lines.enumerated().map { (index, line) throws(FormatError) in
            var parser = Parser(reader: self, line: index + 1, tokens: try PredicateToken.tokens(of: line, line: index + 1, file: file))
            return AttributePredicate(try parser.conditions())
        }
    }

    private struct Parser {
        let reader: PredicateReader
        let line: Int
        let tokens: [PredicateToken]
        var place = 0

        mutating func conditions() throws(FormatError) -> [AttributePredicate.Condition] {
            guard tokens.count > 1 else { return [] }
            var conditions = [try condition()]
            while tokens[place].kind != .end {
                guard isKeyword("and") else { throw refusal("\(found) stands where the line should end or go on with AND", "conditions are joined by AND alone; there is no OR and no NOT") }
                place += 1
                conditions.append(try condition())
            }
            return conditions
        }

        private mutating func condition() throws(FormatError) -> AttributePredicate.Condition {
            let name = try word("an attribute's name", "a condition is like size < 1000, section = utils or section IN (utils, net)")
            guard let attribute = reader.places[name] else {
                place -= 1
                let names = reader.attributes.prefix(20).map { quoted($0.name) }.joined(separator: ", ")
                throw refusal("there is no attribute \(found)", "the attributes are \(names)\(reader.attributes.count > 20 ? " and \(reader.attributes.count - 20) more" : "")")
            }
            if isKeyword("in") {
                place += 1
                return .init(attribute, .oneOf(try list(attribute)))
            }
            guard case .symbol(let symbol) = tokens[place].kind, ["=", "<", "<=", ">", ">="].contains(symbol) else {
                throw refusal("\(found) stands where =, IN, <, <=, > or >= should", "those are all that there are")
            }
            if symbol != "=", !reader.attributes[attribute].categories.isEmpty {
                throw refusal(
                    "the attribute \(quoted(name)) has texts, which are neither less nor greater",
                    "ask by = or IN; where it should be one of numbers, mend those of its values that are none")
            }
            place += 1
            let values = try value(attribute)
            // Of an attribute of numbers there is one. No double lies between it and the next, which makes < of ≤.
            let bound = values.first ?? .nan
            let accepted: AttributePredicate.Accepted =
                switch symbol {
                case "<": .range(low: -.infinity, high: bound)
                case "<=": .range(low: -.infinity, high: bound.nextUp)
                case ">": .range(low: bound.nextUp, high: .infinity)
                case ">=": .range(low: bound, high: .infinity)
                default: .oneOf(values)
                }
            return .init(attribute, accepted)
        }

        private mutating func list(_ attribute: Int) throws(FormatError) -> [Double] {
            guard tokens[place].kind == .symbol("(") else { throw refusal("\(found) stands where ( should", "a list is like (utils, net)") }
            var values: [Double] = []
            repeat {
                place += 1
                values += try value(attribute)
            } while tokens[place].kind == .symbol(",")
            guard tokens[place].kind == .symbol(")") else { throw refusal("\(found) stands where , or ) should", "a list is like (utils, net); quote what holds a blank") }
            place += 1
            return values
        }

        /// None where it is a category that no vector has.
        private mutating func value(_ attribute: Int) throws(FormatError) -> [Double] {
            let text = try word("a value", "quote one that holds blanks or signs, as in 'two words'")
            guard reader.attributes[attribute].categories.isEmpty else { return reader.categories[attribute][text].map { [$0] } ?? [] }
            guard let number = Double(text), number.isFinite else {
                place -= 1
                throw refusal("\(found) is not a finite number", "the attribute \(quoted(reader.attributes[attribute].name)) is one of numbers")
            }
            return [number]
        }

        private mutating func word(_ wanted: String, _ remedy: String) throws(FormatError) -> String {
            guard case .word(let text, _) = tokens[place].kind else { throw refusal("\(found) stands where \(wanted) should", remedy) }
            place += 1
            return text
        }

        private func isKeyword(_ keyword: String) -> Bool {
            guard case .word(let text, isQuoted: false) = tokens[place].kind else { return false }
            return text.lowercased() == keyword
        }

        private var found: String {
            switch tokens[place].kind {
            case .word(let text, _): quoted(text)
            case .symbol(let text): quoted(text)
            case .end: "the line's end"
            }
        }

        private func refusal(_ problem: String, _ remedy: String) -> FormatError {
            FormatError(reader.file, "line \(line), column \(tokens[place].column)", problem, remedy: remedy)
        }
    }
}

/// A word or a sign of a predicate.
private struct PredicateToken {
    enum Kind: Equatable {
        case word(String, isQuoted: Bool)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// In bytes, from 1.
    let column: Int

    /// The last one is the end.
    static func tokens(of line: Substring, line number: Int, file: String) throws(FormatError) -> [PredicateToken] {
        var tokens: [PredicateToken] = []
        var rest = line
        while let character = rest.first {
            let column = 1 + line.utf8.distance(from: line.startIndex, to: rest.startIndex)
            if character.isWhitespace {
                rest.removeFirst()
            } else if character == "'" || character == "\"" {
                rest.removeFirst()
                var text = ""
                while true {
                    guard let end = rest.firstIndex(of: character) else {
                        throw FormatError(file, "line \(number), column \(column)", "a quote is not closed", remedy: "a quote inside of quotes is doubled")
                    }
                    text += rest[..<end]
                    rest = rest[rest.index(after: end)...]
                    guard rest.first == character else { break }
                    text.append(rest.removeFirst())
                }
                tokens.append(PredicateToken(kind: .word(text, isQuoted: true), column: column))
            } else if "(),=<>!".contains(character) {
                let symbol = rest.hasPrefix("<=") || rest.hasPrefix(">=") || rest.hasPrefix("<>") || rest.hasPrefix("!=") || rest.hasPrefix("==") ? rest.prefix(2) : rest.prefix(1)
                rest.removeFirst(symbol.count)
                tokens.append(PredicateToken(kind: .symbol(String(symbol)), column: column))
            } else {
                let word = rest.prefix { !$0.isWhitespace && !"(),=<>!'\"".contains($0) }
                rest.removeFirst(word.count)
                tokens.append(PredicateToken(kind: .word(String(word), isQuoted: false), column: column))
            }
        }
        return tokens + [PredicateToken(kind: .end, column: 1 + line.utf8.count)]
    }
}
