extension SymbolicExpression {
    /// As people and most programs write it: `x*(y + 2)`, `sin(x)`.
    /// - Parameter names: of the variables; those without one are called x1, x2, ….
    public func text(_ names: [String] = []) -> String {
        // A text, and how strongly its outermost operation binds: 1 for sums, 2 for products, 3 for what needs no parentheses.
        var stack: [(text: String, strength: Int)] = []
        func wrapped(_ operand: (text: String, strength: Int), _ least: Int) -> String {
            operand.strength < least ? "(" + operand.text + ")" : operand.text
        }
        for token in tokens {
            switch token {
            case .variable(let index): stack.append((names.indices.contains(index) ? names[index] : "x\(index + 1)", 3))
            case .constant(let value):
                let whole = Int(exactly: value).map(String.init) ?? "\(value)"
                stack.append((whole, value < 0 ? 0 : 3))
            case .operation(let operation) where operation.operandCount == 2:
                let right = stack.removeLast(), left = stack.removeLast()
                switch operation {
                case .add: stack.append((wrapped(left, 1) + " + " + wrapped(right, 1), 1))
                case .subtract: stack.append((wrapped(left, 1) + " - " + wrapped(right, 2), 1))
                case .multiply: stack.append((wrapped(left, 2) + "*" + wrapped(right, 2), 2))
                default: stack.append((wrapped(left, 2) + "/" + wrapped(right, 3), 2))
                }
            case .operation(let operation):
                let operand = stack.removeLast().text
                let name = switch operation {
                case .sine: "sin"
                case .cosine: "cos"
                case .exponential: "exp"
                case .logarithm: "log"
                default: "sqrt"
                }
                stack.append((name + "(" + operand + ")", 3))
            }
        }
        return stack[0].text
    }
}
