/// A formula over variables and constants: its tokens in postfix order, operands before what is done with them. Arithmetic
/// is IEEE's, without protected operators: a logarithm of a negative number is not a number.
public struct SymbolicExpression: Sendable, Hashable {
    /// What is done with one operand or two.
    @frozen public enum Operation: Int, Sendable, CaseIterable {
        case add, subtract, multiply, divide, sine, cosine, exponential, logarithm, squareRoot

        public var operandCount: Int { rawValue <= Operation.divide.rawValue ? 2 : 1 }
        /// Whether a ∘ b is b ∘ a.
        public var isSymmetric: Bool { self == .add || self == .multiply }
    }

    @frozen public enum Token: Sendable, Hashable {
        /// By number, from 0 on.
        case variable(Int)
        case constant(Double)
        case operation(Operation)

        @usableFromInline var operandCount: Int { if case .operation(let operation) = self { operation.operandCount } else { 0 } }
    }

    public let tokens: [Token]

    /// Nil where the tokens are no formula.
    public init?(tokens: [Token]) {
        var height = 0
        for token in tokens {
            guard token.operandCount <= height else { return nil }
            height += 1 - token.operandCount
        }
        guard height == 1 else { return nil }
        self.tokens = tokens
    }

    init(known tokens: [Token]) { self.tokens = tokens }

    public static func variable(_ index: Int) -> SymbolicExpression { SymbolicExpression(known: [.variable(index)]) }
    public static func constant(_ value: Double) -> SymbolicExpression { SymbolicExpression(known: [.constant(value)]) }

    /// - Precondition: the operation takes one operand.
    public static func apply(_ operation: Operation, _ operand: SymbolicExpression) -> SymbolicExpression {
        precondition(operation.operandCount == 1, "\(operation) takes two operands")
        return SymbolicExpression(known: operand.tokens + [.operation(operation)])
    }

    /// - Precondition: the operation takes two operands.
    public static func apply(_ operation: Operation, _ left: SymbolicExpression, _ right: SymbolicExpression) -> SymbolicExpression {
        precondition(operation.operandCount == 2, "\(operation) takes one operand")
        return SymbolicExpression(known: left.tokens + right.tokens + [.operation(operation)])
    }

    /// How many tokens it has: variables, constants and operations, each as often as it is there.
    public var complexity: Int { tokens.count }

    /// Operations on the longest way from the root to a leaf.
    public var depth: Int {
        var depths: [Int] = []
        for token in tokens {
            let below = depths.suffix(token.operandCount).max()
            depths.removeLast(token.operandCount)
            depths.append(below.map { $0 + 1 } ?? 0)
        }
        return depths[0]
    }

    /// Where the sub-expression that ends with a token stands among the tokens.
    public func subexpression(endingAt last: Int) -> ClosedRange<Int> {
        var missing = 1
        var first = last + 1
        while missing > 0 {
            first -= 1
            missing += tokens[first].operandCount - 1
        }
        return first...last
    }

    /// The sub-expression at such a place.
    public func part(_ range: ClosedRange<Int>) -> SymbolicExpression { SymbolicExpression(known: Array(tokens[range])) }

    /// The formula with another one in the place of a sub-expression.
    /// - Parameter range: as `subexpression(endingAt:)` gives it.
    public func replacing(_ range: ClosedRange<Int>, with part: SymbolicExpression) -> SymbolicExpression {
        SymbolicExpression(known: Array(tokens[..<range.lowerBound]) + part.tokens + tokens[(range.upperBound + 1)...])
    }
}

extension SymbolicExpression.Operation {
    /// - Parameter right: passed over where there is one operand only.
    @inlinable public func value(_ left: Double, _ right: Double = 0) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .sine: AssayKit.sine(left)
        case .cosine: AssayKit.cosine(left)
        case .exponential: AssayKit.exponential(left)
        case .logarithm: AssayKit.logarithm(left)
        case .squareRoot: left.squareRoot()
        }
    }
}

// Answers go through `run.offer` as whole numbers, two a token.
extension SymbolicExpression {
    public var encoded: [Int] {
        tokens.flatMap { token in
            switch token {
            case .variable(let index): [0, index]
            case .constant(let value): [1, Int(bitPattern: UInt(value.bitPattern))]
            case .operation(let operation): [2, operation.rawValue]
            }
        }
    }

    /// Nil where the numbers stand for no formula, whoever wrote them.
    public init?(encoded: [Int]) {
        guard encoded.count.isMultiple(of: 2) else { return nil }
        var tokens: [Token] = []
        for place in stride(from: 0, to: encoded.count, by: 2) {
            switch encoded[place] {
            case 0:
                guard encoded[place + 1] >= 0 else { return nil }
                tokens.append(.variable(encoded[place + 1]))
            case 1: tokens.append(.constant(Double(bitPattern: UInt64(UInt(bitPattern: encoded[place + 1])))))
            case 2:
                guard let operation = Operation(rawValue: encoded[place + 1]) else { return nil }
                tokens.append(.operation(operation))
            default: return nil
            }
        }
        self.init(tokens: tokens)
    }
}
