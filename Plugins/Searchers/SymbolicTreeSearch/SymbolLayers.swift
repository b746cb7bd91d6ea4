import AssayKit

/// The paper's symbol layers: each applies every operation to all that came out of the one before, so that what expressions
/// have in common is computed once. Of the last layer only the best are wanted: what takes two operands there,
/// `ExpressionCombinations` finds.
struct SymbolLayers {
    /// How a node is made out of the layer before: by an operation, or, with none, as it is.
    private struct Node {
        var operation: SymbolicExpression.Operation?
        var left: Int
        var right: Int
        var complexity: Int
    }

    private let tokens: [SymbolicExpression]
    private let operations: [SymbolicExpression.Operation]
    private let targets: [Double]
    private var layers: [[Node]] = []
    /// Of each node of the topmost layer its values at the points.
    private var values: [[Double]]

    /// - Parameters:
    ///   - tokens: the base expressions.
    ///   - depth: how many layers there are besides the one that is searched.
    ///   - width: the most nodes that a layer keeps: the simplest of them.
    ///   - charge: told how many values are computed, before they are.
    init(
        tokens: [SymbolicExpression], at columns: [[Double]], targets: [Double], operations: [SymbolicExpression.Operation],
        depth: Int, width: Int, charge: (_ evaluations: Int) throws(Stop) -> Void
    ) throws(Stop) {
        self.tokens = tokens
        self.operations = operations
        self.targets = targets
        try charge(tokens.count * targets.count)
        values = tokens.map { $0.values(at: columns, count: targets.count) }
        for _ in 0..<depth { try addLayer(width, charge) }
    }

    private mutating func addLayer(_ width: Int, _ charge: (_ evaluations: Int) throws(Stop) -> Void) throws(Stop) {
        let complexities = layers.last?.map(\.complexity) ?? tokens.map(\.complexity)
        var nodes = complexities.indices.map { Node(operation: nil, left: $0, right: $0, complexity: complexities[$0]) }
        for operation in operations {
            for left in complexities.indices {
                if operation.operandCount == 1 {
                    nodes.append(Node(operation: operation, left: left, right: left, complexity: complexities[left] + 1))
                    continue
                }
                for right in (operation.isSymmetric ? left : 0)..<complexities.count {
                    nodes.append(Node(operation: operation, left: left, right: right, complexity: complexities[left] + complexities[right] + 1))
                }
            }
        }
        try charge((nodes.count - complexities.count) * targets.count)
        // The simplest of those that are alike stays. Swift's sort is stable, so ties are as they were made.
        nodes.sort { $0.complexity < $1.complexity }
        var kept: [Node] = [], keptValues: [[Double]] = []
        var seen: Set<[Float]> = []
        for node in nodes where kept.count < width {
            let row = result(of: node)
            guard row.allSatisfy({ abs($0) < 1e18 }) else { continue }
            // In single precision, as they are compared with the targets: what rounding makes of equal formulas is one.
            if seen.insert(row.map { Float($0) + 0 }).inserted {
                kept.append(node)
                keptValues.append(row)
            }
        }
        layers.append(kept)
        values = keptValues
    }

    private func result(of node: Node) -> [Double] {
        guard let operation = node.operation else { return values[node.left] }
        let left = values[node.left], right = values[node.right]
        return targets.indices.map { operation.value(left[$0], right[$0]) }
    }

    /// The pairs of the topmost layer that come nearest to the targets when an operation joins them, the best first.
    func bestPairs(_ limit: Int, charge: (_ evaluations: Int) throws(Stop) -> Void) throws(Stop) -> [SymbolicExpression] {
        try ExpressionCombinations(values, targets: targets).best(limit, of: operations, charge: charge).map {
            .apply($0.operation, expression($0.left), expression($0.right))
        }
    }

    /// The nodes of the topmost layer that come nearest as they are or by an operation of one operand, the best first.
    func bestNodes(_ limit: Int, charge: (_ evaluations: Int) throws(Stop) -> Void) throws(Stop) -> [SymbolicExpression] {
        let functions = operations.filter { $0.operandCount == 1 }
        try charge(functions.count * values.count * targets.count)
        var found: [(error: Double, operation: SymbolicExpression.Operation?, node: Int)] = []
        for operation in [nil] + functions.map(Optional.some) {
            for node in values.indices {
                var error = 0.0
                for (point, value) in values[node].enumerated() {
                    let deviation = (operation?.value(value) ?? value) - targets[point]
                    error += deviation * deviation
                }
                if error.isFinite { found.append((error, operation, node)) }
            }
        }
        found.sort { $0.error < $1.error }
        return found.prefix(limit).map { entry in
            let operand = expression(entry.node)
            return entry.operation.map { .apply($0, operand) } ?? operand
        }
    }

    /// What a node of the topmost layer stands for, told from where it and what it is made of stand in their layers.
    private func expression(_ index: Int) -> SymbolicExpression { expression(index, layer: layers.count - 1) }

    private func expression(_ index: Int, layer: Int) -> SymbolicExpression {
        guard layer >= 0 else { return tokens[index] }
        let node = layers[layer][index]
        let left = expression(node.left, layer: layer - 1)
        guard let operation = node.operation else { return left }
        if operation.operandCount == 1 { return .apply(operation, left) }
        return .apply(operation, left, expression(node.right, layer: layer - 1))
    }
}
