/// Points and values there, for which a formula is sought. The formula's operations are given, and whether numbers may be
/// in it that are not small and whole.
///
/// Answers go to `run.offer` as expressions. The host judges each on fresh points, and, where it knows the formula, whether it
/// is the same one; the best counts.
public protocol SymbolicRegression: Metered {
    /// Of each variable its value at each point; all finite.
    var columns: [[Double]] { get }
    /// The value to be met at each point; finite.
    var targets: [Double] { get }
    /// What a formula may be made of besides variables and constants.
    var operations: [SymbolicExpression.Operation] { get }
    /// Whether constants may be any numbers; else they are whole ones, and few.
    var hasRealConstants: Bool { get }
    /// What the variables are called.
    var names: [String] { get }
    /// Counts evaluations that are made on the method's side: the data are there.
    func count(evaluations: Int, _ receipt: borrowing Receipt)
}

extension SymbolicRegression {
    public var variableCount: Int { columns.count }
    public var pointCount: Int { targets.count }

    /// Pays for values of formulas: one of `evaluations` for each formula and point. What evaluates formulas in another way
    /// than by `values` and `bestCombinations` charges them so.
    /// - Throws: `Stop` where the budget is spent.
    public func charge(evaluations: Int) throws(Stop) { count(evaluations: evaluations, try meter.paid(.evaluations, evaluations)) }

    /// A formula's values at the points. Charged as one of `evaluations` a point.
    /// - Throws: `Stop` where the budget is spent.
    public func values(of expression: SymbolicExpression) throws(Stop) -> [Double] {
        try charge(evaluations: pointCount)
        return expression.values(at: columns, count: pointCount)
    }

    /// The mean of squared deviations from the targets; infinite where a value is not a number. Charged likewise.
    public func meanSquaredError(of expression: SymbolicExpression) throws(Stop) -> Double {
        meanSquaredError(of: try values(of: expression))
    }

    /// The same of values that are there already. Free.
    public func meanSquaredError(of values: [Double]) -> Double {
        var sum = 0.0
        for (value, target) in zip(values, targets) { sum += (value - target) * (value - target) }
        return sum.isFinite ? sum / Double(max(1, pointCount)) : .infinity
    }
}

extension Run {
    /// Offers a formula as an answer.
    public func offer(_ expression: SymbolicExpression) { offer(expression.encoded) }
}
