import AssayKit
import Testing

@Suite struct SymbolicExpressionTests {
    private static let x = SymbolicExpression.variable(0), y = SymbolicExpression.variable(1)

    /// Formulas drawn at random, of each operation.
    private func randomExpression(_ depth: Int, _ random: inout Random) -> SymbolicExpression {
        let operations = SymbolicExpression.Operation.allCases
        guard depth > 0 else {
            let choice = random.index(below: 4)
            return choice < 2 ? .variable(choice) : .constant(Double(random.index(below: 3)))
        }
        let operation = operations[random.index(below: operations.count)]
        let left = randomExpression(random.index(below: depth), &random)
        return operation.operandCount == 1 ? .apply(operation, left) : .apply(operation, left, randomExpression(random.index(below: depth), &random))
    }

    @Test func valuesAndTextAreThoseOfTheFormula() {
        let sum = SymbolicExpression.apply(.multiply, .apply(.subtract, Self.x, .apply(.subtract, Self.y, .constant(2))), .apply(.sine, Self.x))
        let quotient = SymbolicExpression.apply(.divide, sum, .apply(.multiply, Self.y, .constant(-0.5)))
        #expect(quotient.text(["x", "y"]) == "(x - (y - 2))*sin(x)/(y*(-0.5))")
        #expect(quotient.text() == "(x1 - (x2 - 2))*sin(x1)/(x2*(-0.5))")
        #expect(quotient.complexity == 12 && quotient.depth == 4)
        let values = quotient.values(at: [[1, 3], [4, -1]], count: 2)
        #expect(values == [(1 - (4 - 2)) * sine(1) / (4 * -0.5), (3 - (-1 - 2)) * sine(3) / (-1 * -0.5)])
        #expect(SymbolicExpression.apply(.logarithm, Self.x).values(at: [[-1]], count: 1)[0].isNaN)
    }

    @Test(arguments: UInt64(1)...200) func simplerFormulasHaveTheSameValues(seed: UInt64) {
        var random = Random(seed: seed)
        let expression = randomExpression(6, &random)
        let columns = (0..<2).map { _ in (0..<20).map { _ in random.uniform(-2, 2) } }
        let simple = expression.simplified
        #expect(simple.complexity <= expression.complexity)
        #expect(simple.simplified == simple)
        for (value, other) in zip(expression.values(at: columns, count: 20), simple.values(at: columns, count: 20)) where value.isFinite {
            // exp and log undo each other to within rounding, which what follows may make larger.
            #expect(abs(value - other) <= 1e-6 * max(1, abs(value)), "\(expression.text()) and \(simple.text())")
        }
        #expect(SymbolicExpression(encoded: expression.encoded) == expression)
    }

    @Test func simplificationDoesWhatItSays() {
        let rules: [(SymbolicExpression, SymbolicExpression)] = [
            (.apply(.subtract, Self.x, Self.x), .constant(0)), (.apply(.divide, Self.x, Self.x), .constant(1)),
            (.apply(.exponential, .apply(.logarithm, Self.x)), Self.x), (.apply(.multiply, .constant(1), Self.x), Self.x),
            (.apply(.add, .apply(.multiply, .constant(0), Self.x), Self.y), Self.y), (.apply(.add, .constant(2), .constant(3)), .constant(5)),
        ]
        for (long, short) in rules { #expect(long.simplified == short) }
        // There is no such number, and none is made up.
        #expect(SymbolicExpression.apply(.logarithm, .constant(-1)).simplified.complexity == 2)
    }

    @Test func partsAreExchanged() {
        let expression = SymbolicExpression.apply(.add, .apply(.multiply, Self.x, Self.y), .apply(.sine, Self.x))
        #expect(expression.subexpression(endingAt: 2) == 0...2 && expression.subexpression(endingAt: 4) == 3...4 && expression.subexpression(endingAt: 5) == 0...5)
        #expect(expression.replacing(0...2, with: .apply(.cosine, Self.y)).text(["x", "y"]) == "cos(y) + sin(x)")
        #expect(expression.part(3...4).text(["x"]) == "sin(x)")
    }

    @Test func whatIsNoFormulaIsNone() {
        #expect(SymbolicExpression(tokens: []) == nil)
        #expect(SymbolicExpression(tokens: [.variable(0), .variable(1)]) == nil)
        #expect(SymbolicExpression(tokens: [.variable(0), .operation(.add)]) == nil)
        #expect(SymbolicExpression(tokens: [.operation(.sine)]) == nil)
        for encoded in [[], [0], [0, -1], [0, 0, 2, 99], [7, 0], [0, 0, 0, 0], [2, 0], [0, .min]] { #expect(SymbolicExpression(encoded: encoded) == nil) }
    }

    /// The best pairs are those that trying every pair gives, whatever is not a number.
    @Test(arguments: [(1, 1), (7, 3), (64, 9), (150, 20)]) func bestCombinationsAreTheBestOfAll(count: Int, points: Int) throws {
        var random = Random(seed: UInt64(count))
        var values = (0..<count).map { _ in (0..<points).map { _ in Double(Float(random.uniform(-2, 2))) } }
        if count > 3 { values[3][0] = .nan }
        let targets = (0..<points).map { _ in Double(Float(random.uniform(-2, 2))) }
        let operations: [SymbolicExpression.Operation] = [.add, .sine, .subtract, .multiply, .divide]
        var charged = 0
        let best = try ExpressionCombinations(values, targets: targets).best(10, of: operations) { count throws(Stop) in charged += count }
        var all: [Double] = []
        for operation in operations where operation.operandCount == 2 {
            for left in 0..<count {
                for right in (operation.isSymmetric ? left : 0)..<count {
                    let error = (0..<points).reduce(0.0) { sum, point in
                        let deviation = operation.value(values[left][point], values[right][point]) - targets[point]
                        return sum + deviation * deviation
                    }
                    if !error.isNaN { all.append(error) }
                }
            }
        }
        all.sort()
        #expect(best.count == min(10, all.count))
        #expect(charged == (count * (count + 1) + 2 * count * count) * points)
        for (found, error) in zip(best, all) {
            // Sums in single precision: some 10⁻⁷ for each of the points.
            #expect(abs(Double(found.squaredError) - error) <= 1e-5 * max(1e-3, error))
            let own = (0..<points).reduce(0.0) { sum, point in
                let deviation = found.operation.value(values[found.left][point], values[found.right][point]) - targets[point]
                return sum + deviation * deviation
            }
            #expect(abs(own - error) <= 1e-5 * max(1e-3, error))
        }
    }
}
