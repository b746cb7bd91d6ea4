import AssayKit

/// Tucker packing: of all core shapes within a budget of numbers, the one that keeps the most of the unfoldings' energies, where a rank R of
/// an axis keeps the first R of its own.
struct CorePacking {
    private let shape: [Int]
    private let budget: Int
    /// Of each axis what its first 0, 1, … singular values keep.
    private let kept: [[Double]]

    /// - Parameter energies: of each axis the squared singular values of its unfolding, descending.
    init(shape: [Int], energies: [[Double]], budget: Int) {
        self.shape = shape
        self.budget = budget
        kept = energies.map { values in values.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) } }
    }

    /// The numbers that a core of this shape and its factors have.
    static func size(_ ranks: [Int], of shape: [Int]) -> Int {
        ranks.reduce(1, *) + zip(ranks, shape).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Whether there is a decomposition of these ranks within the budget: none is beyond its axis, nor beyond the product of the others.
    static func isCoreShape(_ ranks: [Int], of shape: [Int], budget: Int) -> Bool {
        let product = ranks.reduce(1, *)
        return zip(ranks, shape).allSatisfy { $0 <= $1 && $0 * $0 <= product } && size(ranks, of: shape) <= budget
    }

    /// The ranks with those lowered that are beyond the product of the others, which no decomposition needs.
    static func reduced(_ ranks: [Int]) -> [Int] {
        var ranks = ranks
        while let axis = ranks.indices.first(where: { ranks[$0] * ranks[$0] > ranks.reduce(1, *) }) { ranks[axis] = ranks.reduce(1, *) / ranks[axis] }
        return ranks
    }

    /// The best core shape; nil where none fits. O(product of all axes but the longest), each axis as far as the budget goes.
    var bestRanks: [Int]? {
        guard let last = shape.indices.max(by: { shape[$0] < shape[$1] }) else { return nil }
        let others = shape.indices.filter { $0 != last }
        var best: (energy: Double, ranks: [Int])?
        var ranks = shape.map { _ in 1 }
        func visit(_ place: Int, _ energy: Double) {
            if place == others.count {
                // What is kept grows with the rank, so the last one is as large as may be.
                let product = others.reduce(1) { $0 * ranks[$1] }, factors = others.reduce(0) { $0 + ranks[$1] * shape[$1] }
                ranks[last] = min((budget - factors) / (product + shape[last]), product, kept[last].count - 1)
                guard ranks[last] > 0, Self.isCoreShape(ranks, of: shape, budget: budget) else { return }
                let total = energy + kept[last][ranks[last]]
                if best.map({ total > $0.energy }) ?? true { best = (total, ranks) }
                return
            }
            let axis = others[place]
            for rank in 1..<kept[axis].count {
                ranks[axis] = rank
                // Later axes have ranks of one at the least.
                for later in others[(place + 1)...] { ranks[later] = 1 }
                ranks[last] = 1
                if Self.size(ranks, of: shape) > budget { break }
                visit(place + 1, energy + kept[axis][rank])
            }
        }
        visit(0, 0)
        return best?.ranks
    }
}

struct NoRoom: Error, CustomStringConvertible {
    let budget: Int
    var description: String { "no Tucker decomposition has \(budget) numbers or fewer" }
}
