extension SymbolicExpression {
    /// Its values at points, which are given column by column: one operation at all points, then the next.
    /// - Parameters:
    ///   - columns: of each variable its value at each point.
    ///   - count: how many points there are.
    /// - Precondition: there is a column for each of its variables.
    /// - Complexity: O(complexity · count).
    public func values(at columns: [[Double]], count: Int) -> [Double] {
        var stack: [[Double]] = []
        for token in tokens {
            switch token {
            case .variable(let index): stack.append(columns[index])
            case .constant(let value): stack.append([Double](repeating: value, count: count))
            case .operation(let operation):
                let right = operation.operandCount == 2 ? stack.removeLast() : []
                // Taken off the stack, so that it is changed in place.
                var left = stack.removeLast()
                Self.apply(operation, to: &left, right)
                stack.append(left)
            }
        }
        return stack[0]
    }

    private static func apply(_ operation: Operation, to left: inout [Double], _ right: [Double]) {
        switch operation {
        case .add: for point in left.indices { left[point] += right[point] }
        case .subtract: for point in left.indices { left[point] -= right[point] }
        case .multiply: for point in left.indices { left[point] *= right[point] }
        case .divide: for point in left.indices { left[point] /= right[point] }
        default: for point in left.indices { left[point] = operation.value(left[point]) }
        }
    }
}
