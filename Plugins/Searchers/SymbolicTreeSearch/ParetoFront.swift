import AssayKit

/// Expressions none of which is at once as simple as another and as near to the targets.
struct ParetoFront {
    struct Member {
        let expression: SymbolicExpression
        let error: Double
    }

    private(set) var members: [Member] = []

    /// Takes an expression in where none of those that are there is at least as good in both.
    /// - Returns: whether it was taken.
    mutating func insert(_ expression: SymbolicExpression, error: Double) -> Bool {
        guard error.isFinite, !members.contains(where: { $0.error <= error && $0.expression.complexity <= expression.complexity }) else { return false }
        members.removeAll { $0.error >= error && $0.expression.complexity >= expression.complexity }
        members.append(Member(expression: expression, error: error))
        return true
    }
}
