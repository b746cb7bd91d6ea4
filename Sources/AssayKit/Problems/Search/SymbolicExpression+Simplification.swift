extension SymbolicExpression {
    /// The same function in fewer tokens, where rules that hold everywhere it is defined make it shorter: constants are
    /// computed, neutral elements go, and so do x − x, x / x, log(exp x) and exp(log x). It has the same value at each point
    /// at which the formula itself is finite, but for rounding.
    public var simplified: SymbolicExpression {
        var stack: [SymbolicExpression] = []
        for token in tokens {
            guard case .operation(let operation) = token else {
                stack.append(SymbolicExpression(known: [token]))
                continue
            }
            if operation.operandCount == 1 {
                stack.append(Self.simple(operation, stack.removeLast()))
            } else {
                let right = stack.removeLast(), left = stack.removeLast()
                stack.append(Self.simple(operation, left, right))
            }
        }
        return stack[0]
    }

    /// The number that it is, where it is but one.
    private var number: Double? {
        if tokens.count == 1, case .constant(let value) = tokens[0] { value } else { nil }
    }

    private static func simple(_ operation: Operation, _ operand: SymbolicExpression) -> SymbolicExpression {
        if let number = operand.number, operation.value(number).isFinite { return .constant(operation.value(number)) }
        let inverse: Operation? = operation == .exponential ? .logarithm : operation == .logarithm ? .exponential : nil
        if let inverse, operand.tokens.last == .operation(inverse) { return SymbolicExpression(known: operand.tokens.dropLast()) }
        return apply(operation, operand)
    }

    private static func simple(_ operation: Operation, _ left: SymbolicExpression, _ right: SymbolicExpression) -> SymbolicExpression {
        if let a = left.number, let b = right.number, operation.value(a, b).isFinite { return .constant(operation.value(a, b)) }
        switch operation {
        case .add:
            if left.number == 0 { return right }
            if right.number == 0 { return left }
        case .subtract:
            if right.number == 0 { return left }
            if left == right { return .constant(0) }
        case .multiply:
            if left.number == 1 { return right }
            if right.number == 1 { return left }
            if left.number == 0 || right.number == 0 { return .constant(0) }
        default:
            if right.number == 1 { return left }
            if left == right { return .constant(1) }
            if left.number == 0 { return .constant(0) }
        }
        return apply(operation, left, right)
    }
}
