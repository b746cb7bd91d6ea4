import AssayKit

/// Judges a formula at points that no method saw, and, where the true one is known, whether it is the same.
///
/// The same it is where its canonical form says so. Where that cannot tell, because functions are in it that obey identities
/// of their own, they are the same if they agree to within 10⁻⁶ of the true formula's root mean square at each of 1,000 fresh
/// points of a domain twice as wide: analytic functions that agree on so much are equal, and an approximation that is good on
/// the data alone is found out where there are none. A sign is kept: a domain that begins at zero or above is not widened
/// below zero. Points where the true formula has no value are left out; where it has one, the other must have one too.
struct FormulaScorer: Scorer {
    let variableCount: Int
    let operations: [SymbolicExpression.Operation]
    /// Fresh points, column by column, and the true values there.
    let columns: [[Double]]
    let targets: [Double]
    /// Nil where nobody knows it.
    let truth: TrueFormula?

    static let metrics = [
        Metric("error", unit: "share of the variance", better: .lower), Metric("recovered", better: .higher),
        Metric("complexity", unit: "tokens", better: .lower),
    ]
    private static let longest = 10_000

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let numbers) = answer, numbers.count <= 2 * Self.longest, let expression = SymbolicExpression(encoded: numbers) else {
            throw InvalidAnswer("what was offered is no formula of at most \(Self.longest) tokens")
        }
        for token in expression.tokens {
            switch token {
            case .variable(let index) where index >= variableCount: throw InvalidAnswer("variable \(index + 1) is in the formula, and there are \(variableCount)")
            case .constant(let value) where !value.isFinite: throw InvalidAnswer("a constant of the formula is not finite")
            case .operation(let operation) where !operations.contains(operation): throw InvalidAnswer("the operation ‘\(operation)’ is in the formula, and not among those given")
            default: break
            }
        }
        var metrics = ["error": unexplained(by: expression), "complexity": Double(expression.complexity)]
        if let truth { metrics["recovered"] = truth.isSame(as: expression) ? 1 : 0 }
        return metrics
    }

    /// 1 − R²: what rounding leaves is none, and what has no value somewhere explains nothing at all.
    private func unexplained(by expression: SymbolicExpression) -> Double {
        let mean = targets.reduce(0, +) / Double(max(1, targets.count))
        let values = expression.values(at: columns, count: targets.count)
        var total = 0.0, rest = 0.0
        for (value, target) in zip(values, targets) {
            total += (target - mean) * (target - mean)
            rest += (target - value) * (target - value)
        }
        guard rest.isFinite else { return .infinity }
        let share = total > 0 ? rest / total : rest > 0 ? .infinity : 0
        return share < 1e-20 ? 0 : share
    }
}

/// A formula with where its variables come from.
struct TrueFormula: Sendable {
    let expression: SymbolicExpression
    let ranges: [ClosedRange<Double>]

    /// So many points of the domain, column by column.
    func points(_ count: Int, isWide: Bool = false, seed: UInt64) -> [[Double]] {
        var random = Random(seed: seed, stream: 0x666f_726d)
        return ranges.map { range in
            let margin = isWide ? (range.upperBound - range.lowerBound) / 2 : 0
            let low = range.lowerBound >= 0 ? max(0, range.lowerBound - margin) : range.lowerBound - margin
            return (0..<count).map { _ in random.uniform(low, range.upperBound + margin) }
        }
    }

    func isSame(as other: SymbolicExpression) -> Bool {
        if let decided = CanonicalForm.areSame(expression, other, variableCount: ranges.count) { return decided }
        let count = 1000
        let columns = points(count, isWide: true, seed: 0x6964)
        let own = expression.values(at: columns, count: count), others = other.values(at: columns, count: count)
        let defined = own.indices.filter { own[$0].isFinite }
        let scale = (defined.reduce(0) { $0 + own[$1] * own[$1] } / Double(max(1, defined.count))).squareRoot()
        return !defined.isEmpty && defined.allSatisfy { abs(own[$0] - others[$0]) <= 1e-6 * scale }
    }
}
