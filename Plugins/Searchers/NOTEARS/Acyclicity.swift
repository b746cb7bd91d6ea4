import AssayKit

/// h(W) = tr e^{W∘W} − d, which is zero where the graph of W has no cycle and positive elsewhere (theorem 1 of the paper).
enum Acyclicity {
    /// The value, and the gradient (e^{W∘W})ᵀ ∘ 2W.
    /// - Throws: where a weight is not finite.
    static func value(_ weights: Matrix) throws -> (value: Double, gradient: [Double]) {
        var squares = weights
        for place in squares.entries.indices { squares.entries[place] *= squares.entries[place] }
        let exponential = try squares.exponential()
        let count = weights.rows
        var gradient = exponential.transposed.entries
        for place in gradient.indices { gradient[place] *= 2 * weights.entries[place] }
        return ((0..<count).reduce(0) { $0 + exponential[$1, $1] } - Double(count), gradient)
    }

    /// The weights that are no less than a threshold in size, the least such threshold from a given one on that leaves no cycle.
    static func cut(_ weights: Matrix, from threshold: Double) -> Matrix {
        var kept = weights
        for place in kept.entries.indices where !(abs(kept.entries[place]) >= threshold) { kept.entries[place] = 0 }
        for size in kept.entries.map(abs).filter({ $0 > 0 }).sorted() {
            if hasNoCycle(kept) { break }
            for place in kept.entries.indices where abs(kept.entries[place]) <= size { kept.entries[place] = 0 }
        }
        return kept
    }

    /// Takes away nodes that nothing leads to until none is left, or all that are left have something lead to them.
    static func hasNoCycle(_ weights: Matrix) -> Bool {
        var rest = Array(0..<weights.rows)
        while !rest.isEmpty {
            let kept = rest.filter { node in rest.contains { weights[$0, node] != 0 } }
            if kept.count == rest.count { return false }
            rest = kept
        }
        return true
    }
}
