import AssayKit

/// Reads a formula as it is written: `x*(y + 2)^2 / sin(x)`, with sin, cos, exp, log, sqrt and pi. A power is of a whole number.
struct FormulaText {
    private let characters: [Character]
    private let names: [String]
    private var place = 0

    /// Nil where it is no formula over these names.
    static func parse(_ text: String, _ names: [String]) -> SymbolicExpression? {
        var reader = FormulaText(characters: text.filter { $0 != " " }, names: names)
        guard let expression = reader.sum(), reader.place == reader.characters.count else { return nil }
        return expression
    }

    private init(characters: String, names: [String]) {
        self.characters = Array(characters)
        self.names = names
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < characters.count, characters[place] == character else { return false }
        place += 1
        return true
    }

    private mutating func sum() -> SymbolicExpression? {
        var left = take("-") ? product().map { SymbolicExpression.apply(.multiply, .constant(-1), $0) } : product()
        while let known = left {
            let operation: SymbolicExpression.Operation
            if take("+") { operation = .add } else if take("-") { operation = .subtract } else { return known }
            left = product().map { .apply(operation, known, $0) }
        }
        return nil
    }

    private mutating func product() -> SymbolicExpression? {
        var left = powered()
        while let known = left {
            let operation: SymbolicExpression.Operation
            if take("*") { operation = .multiply } else if take("/") { operation = .divide } else { return known }
            left = powered().map { .apply(operation, known, $0) }
        }
        return nil
    }

    private mutating func powered() -> SymbolicExpression? {
        guard let base = factor() else { return nil }
        guard take("^") else { return base }
        guard let exponent = Int(word { $0.isNumber }), 1...20 ~= exponent else { return nil }
        return (1..<exponent).reduce(base) { product, _ in .apply(.multiply, product, base) }
    }

    private mutating func factor() -> SymbolicExpression? {
        if take("(") {
            guard let inner = sum(), take(")") else { return nil }
            return inner
        }
        let number = word { $0.isNumber || $0 == "." }
        if !number.isEmpty { return Double(number).map { .constant($0) } }
        let name = word { $0.isLetter || $0.isNumber || $0 == "_" }
        if let index = names.firstIndex(of: name) { return .variable(index) }
        if name == "pi" { return .constant(.pi) }
        let functions: [String: SymbolicExpression.Operation] = ["sin": .sine, "cos": .cosine, "exp": .exponential, "log": .logarithm, "sqrt": .squareRoot]
        guard let function = functions[name], take("("), let inner = sum(), take(")") else { return nil }
        return .apply(function, inner)
    }

    private mutating func word(_ belongs: (Character) -> Bool) -> String {
        let begin = place
        while place < characters.count, belongs(characters[place]) { place += 1 }
        return String(characters[begin..<place])
    }
}
