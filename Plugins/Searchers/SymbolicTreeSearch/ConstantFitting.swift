import AssayKit

/// Fits an expression's constants to the targets by least squares: those that are in it, one before the argument of each
/// function, a factor before the whole and a term behind it. Levenberg and Marquardt's method, derivatives by differences.
struct ConstantFitting {
    private let form: SymbolicExpression
    private var constants: [Double]

    /// The form in which an expression is fitted.
    init(_ expression: SymbolicExpression) {
        var tokens: [SymbolicExpression.Token] = [], constants: [Double] = []
        func free(_ value: Double) -> SymbolicExpression.Token {
            constants.append(value)
            return .constant(value)
        }
        for token in expression.tokens {
            switch token {
            case .constant(let value): tokens.append(free(value))
            case .operation(let operation) where operation.operandCount == 1:
                tokens += [free(1), .operation(.multiply), token]
            default: tokens.append(token)
            }
        }
        tokens += [free(1), .operation(.multiply), free(0), .operation(.add)]
        form = SymbolicExpression(tokens: tokens) ?? expression
        self.constants = constants
    }

    /// What is left of an expression where its constants are left out: those that have it in common are fitted once.
    var structure: [SymbolicExpression.Token] { Self.filled(form, constants.map { _ in 0 }).tokens }

    private static func filled(_ form: SymbolicExpression, _ constants: [Double]) -> SymbolicExpression {
        var next = constants.makeIterator()
        let tokens = form.tokens.map { token -> SymbolicExpression.Token in
            if case .constant = token { .constant(next.next() ?? 0) } else { token }
        }
        return SymbolicExpression(tokens: tokens) ?? form
    }

    /// The expression with fitted constants, those that are whole to six digits made whole, and simplified.
    mutating func fitted(to problem: any SymbolicRegression, steps: Int = 30) throws(Stop) -> SymbolicExpression {
        var damping = 1e-3
        var values = try problem.values(of: Self.filled(form, constants))
        var error = problem.meanSquaredError(of: values)
        for _ in 0..<steps where error.isFinite && error > 0 {
            var jacobian = Matrix(zeros: values.count, constants.count)
            for (column, constant) in constants.enumerated() {
                let step = 1e-7 * max(1, abs(constant))
                var moved = constants
                moved[column] += step
                let shifted = try problem.values(of: Self.filled(form, moved))
                for row in values.indices { jacobian[row, column] = (shifted[row] - values[row]) / step }
            }
            guard jacobian.entries.allSatisfy(\.isFinite) else { break }
            let residual = zip(problem.targets, values).map { $0 - $1 }
            let gradient = Matrix.product(jacobian, Matrix(rows: residual.count, columns: 1, entries: residual), transposeLeft: true).entries
            let normal = Matrix.product(jacobian, jacobian, transposeLeft: true)
            var isBetter = false
            while !isBetter, damping < 1e10 {
                var damped = normal
                for index in constants.indices { damped[index, index] = normal[index, index] * (1 + damping) + 1e-12 }
                if let step = try? damped.solvingPositiveDefinite(gradient) {
                    let moved = zip(constants, step).map { $0 + $1 }
                    let tried = try problem.values(of: Self.filled(form, moved))
                    let triedError = problem.meanSquaredError(of: tried)
                    if triedError < error {
                        (constants, values, isBetter) = (moved, tried, true)
                        error = triedError
                    }
                }
                damping *= isBetter ? 0.1 : 10
            }
            guard isBetter else { break }
        }
        return try rounded(error, problem)
    }

    private func rounded(_ error: Double, _ problem: any SymbolicRegression) throws(Stop) -> SymbolicExpression {
        let exact = Self.filled(form, constants).simplified
        let whole = Self.filled(form, constants.map { abs($0 - $0.rounded()) < 1e-6 ? $0.rounded() : $0 }).simplified
        // A constant that is whole in truth is so to within rounding when it is fitted to exact values; where the others hide
        // it, a hundredth more of the error is little.
        let rounding = 1e-20 * (problem.targets.map { $0 * $0 }.max() ?? 0)
        return try problem.meanSquaredError(of: whole) <= 1.01 * error + rounding ? whole : exact
    }
}
