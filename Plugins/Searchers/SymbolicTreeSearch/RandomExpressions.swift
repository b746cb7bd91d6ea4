import AssayKit

/// Formulas drawn at random, and the variations of genetic programming, as John Koza's "Genetic Programming" (1992) has them.
struct RandomExpressions {
    let operations: [SymbolicExpression.Operation]
    let variableCount: Int
    let hasRealConstants: Bool

    init(_ problem: any SymbolicRegression) {
        operations = problem.operations
        variableCount = problem.variableCount
        hasRealConstants = problem.hasRealConstants
    }

    /// A number between −3 and 3: whole and not zero, or in tenths where constants may be any.
    func constant(_ random: inout Random) -> SymbolicExpression {
        if hasRealConstants { return .constant((random.uniform(-3, 3) * 10).rounded() / 10) }
        let value = Double(1 + random.index(below: 3))
        return .constant(random.index(below: 2) == 0 ? value : -value)
    }

    /// A variable or a constant: the constant is as likely as one of the variables.
    func leaf(_ random: inout Random) -> SymbolicExpression {
        let choice = random.index(below: variableCount + 1)
        return choice < variableCount ? .variable(choice) : constant(&random)
    }

    /// A formula of a depth: every leaf is that deep, or, where it grows, that deep at the most.
    func expression(depth: Int, grows: Bool, _ random: inout Random) -> SymbolicExpression {
        // Growing, a node is one of the operations or one of the leaves, each as likely as the other.
        let choice = random.index(below: operations.count + (grows ? variableCount + 1 : 0))
        guard depth > 0, choice < operations.count else { return leaf(&random) }
        let operation = operations[choice]
        let left = expression(depth: depth - 1, grows: grows, &random)
        if operation.operandCount == 1 { return .apply(operation, left) }
        return .apply(operation, left, expression(depth: depth - 1, grows: grows, &random))
    }

    /// Ramped half-and-half: a depth of the range, and every second formula grows.
    func halfAndHalf(_ depths: ClosedRange<Int>, _ random: inout Random) -> SymbolicExpression {
        let depth = depths.lowerBound + random.index(below: depths.count)
        return expression(depth: depth, grows: random.index(below: 2) == 0, &random)
    }

    /// Where some sub-expression stands: an operation's nine times in ten, a leaf's else.
    func place(in expression: SymbolicExpression, _ random: inout Random) -> ClosedRange<Int> {
        let wantsOperation = random.uniform() < 0.9
        let places = expression.tokens.indices.filter { index in
            if case .operation = expression.tokens[index] { wantsOperation } else { !wantsOperation }
        }
        let candidates = places.isEmpty ? Array(expression.tokens.indices) : places
        return expression.subexpression(endingAt: candidates[random.index(below: candidates.count)])
    }

    /// A sub-expression's place is taken by one of the other formula.
    func crossover(_ parent: SymbolicExpression, _ donor: SymbolicExpression, _ random: inout Random) -> SymbolicExpression {
        let taken = donor.part(place(in: donor, &random))
        return parent.replacing(place(in: parent, &random), with: taken)
    }

    /// A sub-expression's place is taken by a new one.
    func subtreeMutation(_ parent: SymbolicExpression, depths: ClosedRange<Int>, _ random: inout Random) -> SymbolicExpression {
        crossover(parent, halfAndHalf(depths, &random), &random)
    }

    /// A sub-expression is moved up into the place of one that it is a part of.
    func hoistMutation(_ parent: SymbolicExpression, _ random: inout Random) -> SymbolicExpression {
        let whole = place(in: parent, &random)
        let inner = parent.part(whole)
        return parent.replacing(whole, with: inner.part(place(in: inner, &random)))
    }

    /// Each token is changed with a probability: an operation to one of as many operands, a leaf to any.
    func pointMutation(_ parent: SymbolicExpression, probability: Double, _ random: inout Random) -> SymbolicExpression {
        let tokens = parent.tokens.map { token -> SymbolicExpression.Token in
            guard random.uniform() < probability else { return token }
            guard case .operation(let operation) = token else { return leaf(&random).tokens[0] }
            let alike = operations.filter { $0.operandCount == operation.operandCount }
            return .operation(alike[random.index(below: alike.count)])
        }
        return SymbolicExpression(tokens: tokens) ?? parent
    }
}

/// The index of the least of so many values drawn at random.
func tournament(_ values: [Double], size: Int, _ random: inout Random) -> Int {
    var winner = random.index(below: values.count)
    for _ in 1..<max(2, size) {
        let rival = random.index(below: values.count)
        if values[rival] < values[winner] { winner = rival }
    }
    return winner
}
