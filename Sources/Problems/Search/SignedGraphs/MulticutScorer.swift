import AssayKit

/// The disagreement of a clustering with a signed graph, and how it agrees with the classes where there are any.
struct MulticutScorer: Scorer {
    let nodeCount: Int
    /// The sum of all costs that attract. Disagreement = that − Σ c within clusters, since what is cut of it counts, and what
    /// repels within.
    private let attraction: Double
    private let classes: [Int]?
    private let joined: @Sendable ([Int]) -> Double

    init(_ features: NodeFeatures, classes: [Int]?) {
        nodeCount = features.matrix.rows
        self.classes = classes
        var attraction = 0.0
        // Blocks of rows, since the n² costs are not kept.
        for begin in stride(from: 0, to: nodeCount, by: 256) {
            let rows = begin..<min(begin + 256, features.matrix.rows)
            let costs = features.costs(of: rows)
            for row in rows {
                for column in row + 1..<max(row + 1, nodeCount) { attraction += max(0, costs[row - begin, column]) }
            }
        }
        self.attraction = attraction
        // Of a cluster with the sum of features F: Σ over its pairs of ⟨f, g⟩ = (‖F‖² − Σ‖f‖²) / 2.
        joined = { labels in
            var sums: [Int: (vector: [Double], squares: Double, count: Double)] = [:]
            for (node, label) in labels.enumerated() {
                let row = features.matrix.row(node)
                var sum = sums[label] ?? ([Double](repeating: 0, count: row.count), 0, 0)
                sums[label] = nil
                for axis in row.indices {
                    sum.vector[axis] += row[axis]
                    sum.squares += row[axis] * row[axis]
                }
                sum.count += 1
                sums[label] = sum
            }
            return sums.sorted { $0.key < $1.key }.reduce(0) { total, cluster in
                let (vector, squares, count) = cluster.value
                return total + (vector.reduce(0) { $0 + $1 * $1 } - squares - features.offset * count * (count - 1)) / 2
            }
        }
    }

    init(_ edges: SignedEdges, classes: [Int]?) {
        nodeCount = edges.nodeCount
        self.classes = classes
        attraction = edges.pairs.reduce(0) { $0 + max(0, $1.cost) }
        joined = { labels in edges.pairs.reduce(0) { labels[$1.source] == labels[$1.target] ? $0 + $1.cost : $0 } }
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let labels) = answer else { throw InvalidAnswer("a clustering is offered as the numbers of the nodes' clusters") }
        guard labels.count == nodeCount else { throw InvalidAnswer("\(labels.count) clusters' numbers were offered for \(nodeCount) nodes") }
        // The least there can be is 0; rounding may come out below it.
        var metrics = ["disagreement": max(0, attraction - joined(labels))]
        if let classes { metrics["adjustedRandIndex"] = Self.adjustedRandIndex(labels, classes) }
        return metrics
    }

    /// Hubert and Arabie's Rand index corrected for chance: 1 where both are the same clustering, 0 what chance would give.
    static func adjustedRandIndex(_ first: [Int], _ second: [Int]) -> Double {
        func pairs<Key: Hashable>(_ keys: some Sequence<Key>) -> Double {
            var counts: [Key: Int] = [:]
            for key in keys { counts[key, default: 0] += 1 }
            return Double(counts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
        }
        let both = pairs(zip(first, second).map { [$0, $1] }), inFirst = pairs(first), inSecond = pairs(second)
        let all = Double(first.count) * Double(first.count - 1) / 2
        guard all > 0 else { return 1 }
        let expected = inFirst * inSecond / all, most = (inFirst + inSecond) / 2
        return most == expected ? 1 : (both - expected) / (most - expected)
    }
}
