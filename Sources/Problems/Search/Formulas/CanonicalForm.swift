import AssayKit

/// Formulas as quotients of expanded polynomials in atoms: the variables, and functions of such quotients. Two formulas whose
/// quotients are equal are the same; where the atoms are the variables alone, others are not.
struct CanonicalForm {
    struct Quotient {
        var numerator: Polynomial
        var denominator: Polynomial
    }

    /// Constants that are this near to each other, relative to the greatest coefficient, are taken for one: fitted ones have
    /// errors, and a right formula's are smaller than this by far.
    static let tolerance = 1e-6

    private let variableCount: Int
    private var functions: [(operation: SymbolicExpression.Operation, argument: Quotient)] = []

    /// Whether one formula is the other: nil where that cannot be told by this form.
    static func areSame(_ a: SymbolicExpression, _ b: SymbolicExpression, variableCount: Int) -> Bool? {
        var form = CanonicalForm(variableCount: variableCount)
        guard let first = form.quotient(a.simplified), let second = form.quotient(b.simplified), let same = equal(first, second) else { return nil }
        return same ? true : form.functions.isEmpty ? false : nil
    }

    private init(variableCount: Int) { self.variableCount = variableCount }

    private static func equal(_ a: Quotient, _ b: Quotient) -> Bool? {
        guard let left = a.numerator * b.denominator, let right = b.numerator * a.denominator else { return nil }
        return left.equals(right, within: tolerance)
    }

    private mutating func quotient(_ expression: SymbolicExpression) -> Quotient? {
        var stack: [Quotient] = []
        for token in expression.tokens {
            switch token {
            case .variable(let index): stack.append(Quotient(numerator: Polynomial(atom: index), denominator: Polynomial(1)))
            case .constant(let value): stack.append(Quotient(numerator: Polynomial(value), denominator: Polynomial(1)))
            case .operation(let operation):
                let right = stack.removeLast()
                let result = operation.operandCount == 2 ? Self.joined(operation, stack.removeLast(), right) : function(operation, right)
                guard let result, !result.denominator.terms.isEmpty else { return nil }
                stack.append(result)
            }
        }
        return stack[0]
    }

    private static func joined(_ operation: SymbolicExpression.Operation, _ a: Quotient, _ b: Quotient) -> Quotient? {
        switch operation {
        case .add, .subtract:
            guard let left = a.numerator * b.denominator, let right = b.numerator * a.denominator, let below = a.denominator * b.denominator else { return nil }
            return Quotient(numerator: operation == .add ? left + right : left - right, denominator: below)
        case .multiply:
            guard let above = a.numerator * b.numerator, let below = a.denominator * b.denominator else { return nil }
            return Quotient(numerator: above, denominator: below)
        default:
            guard let above = a.numerator * b.denominator, let below = a.denominator * b.numerator else { return nil }
            return Quotient(numerator: above, denominator: below)
        }
    }

    /// An atom: the one that is there for an equal argument, or a new one. A root is exp(log(…)/2), so that both are one atom.
    private mutating func function(_ operation: SymbolicExpression.Operation, _ argument: Quotient) -> Quotient? {
        if operation == .squareRoot {
            guard var halved = function(.logarithm, argument), let below = halved.denominator * Polynomial(2) else { return nil }
            halved.denominator = below
            return function(.exponential, halved)
        }
        if let above = argument.numerator.constant, let below = argument.denominator.constant, operation.value(above / below).isFinite {
            return Quotient(numerator: Polynomial(operation.value(above / below)), denominator: Polynomial(1))
        }
        var index = functions.startIndex
        while index < functions.endIndex {
            if functions[index].operation == operation, Self.equal(functions[index].argument, argument) == true { break }
            index += 1
        }
        if index == functions.endIndex { functions.append((operation, argument)) }
        return Quotient(numerator: Polynomial(atom: variableCount + index), denominator: Polynomial(1))
    }
}
