import AssayKit

extension Layers {
    /// The orders of the other network's hidden units in which its weights have the largest inner product with these: one linear assignment
    /// for each layer in turn, in random order, until a round gains nothing.
    /// - Parameter start: the orders to begin from.
    func matching(_ other: Layers, from start: [[Int]], _ random: inout Random, _ run: Run) throws -> [[Int]] {
        var orders = start
        var hasGained = true
        while hasGained {
            hasGained = false
            var hidden = Array(orders.indices)
            random.shuffle(&hidden)
            for layer in hidden {
                try run.checkTime()
                let gains = similarities(layer, other, orders)
                let order = LinearAssignment.maximize(gains)
                let gain = order.indices.reduce(0) { $0 + gains[$1, order[$1]] - gains[$1, orders[layer][$1]] }
                // Below that are rounding errors, by which it could go round in circles.
                if gain > 1e-9 * gains.entries.reduce(0, { max($0, $1.magnitude) }) {
                    orders[layer] = order
                    hasGained = true
                }
            }
        }
        return orders
    }
}
