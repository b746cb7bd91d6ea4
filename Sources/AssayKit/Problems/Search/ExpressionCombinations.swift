internal import CKernels

/// Many expressions by their values, of which every pair is joined by every operation of two operands, in search of those
/// that come nearest to the targets.
public struct ExpressionCombinations: Sendable {
    /// Two of the expressions, joined.
    public struct Combination: Sendable, Equatable {
        public let operation: SymbolicExpression.Operation
        public let left: Int
        public let right: Int
        /// The sum of squared deviations from the targets, in single precision.
        public let squaredError: Float
    }

    private let values: [Float]
    private let count: Int
    private let stride: Int
    private let targets: [Float]

    /// - Parameter values: of each expression its values, one for each target.
    public init(_ values: [[Double]], targets: [Double]) {
        count = values.count
        // The kernel reads whole blocks of 64, and what is behind the last one must be there.
        stride = (count + 63) / 64 * 64
        var table = [Float](repeating: .nan, count: stride * targets.count)
        for (index, row) in values.enumerated() {
            precondition(row.count == targets.count, "\(row.count) values for \(targets.count) targets")
            for point in targets.indices { table[point * stride + index] = Float(row[point]) }
        }
        self.values = table
        self.targets = targets.map { Float($0) }
    }

    /// The combinations of least error among all pairs and these operations, the best first. Of symmetric operations only
    /// one order is tried. A pair's sum is left as soon as it cannot be among the best any more, which changes no result.
    /// - Parameter charge: told how many values a row of pairs takes, before they are computed.
    /// - Complexity: O(operations · count² · targets).
    public func best(
        _ limit: Int, of operations: [SymbolicExpression.Operation], charge: (_ evaluations: Int) throws(Stop) -> Void
    ) throws(Stop) -> [Combination] {
        var best: [Combination] = []
        var columns = [Int32](repeating: 0, count: count)
        var errors = [Float](repeating: 0, count: count)
        let joining = operations.filter { $0.operandCount == 2 }
        for row in 0..<count {
            try charge(joining.reduce(0) { $0 + (count - ($1.isSymmetric ? row : 0)) } * targets.count)
            for operation in joining {
                let begin = operation.isSymmetric ? row : 0
                let bound = best.count < limit ? Float.greatestFiniteMagnitude : best[best.count - 1].squaredError
                // The C kernel is the one that is compiled for several instruction sets; it begins its blocks anywhere.
                let found = unsafe assay_scan_combinations(
                    Int32(operation.rawValue), values, stride, targets.count, targets, row, begin / 64 * 64, count, bound, &columns, &errors)
                for place in 0..<found where Int(columns[place]) >= begin {
                    let combination = Combination(operation: operation, left: row, right: Int(columns[place]), squaredError: errors[place])
                    if best.count == limit, combination.squaredError >= best[limit - 1].squaredError { continue }
                    let position = best.firstIndex { $0.squaredError > combination.squaredError } ?? best.count
                    best.insert(combination, at: position)
                    if best.count > limit { best.removeLast() }
                }
            }
        }
        return best
    }
}
