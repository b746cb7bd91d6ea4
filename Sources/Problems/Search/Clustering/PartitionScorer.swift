import AssayKit
import Foundation

/// Sets clusters beside the labels that are known. Noise counts as one more group, on either side.
struct PartitionScorer: Scorer {
    static let metrics = [
        Metric("adjustedRandIndex", better: .higher), Metric("normalizedMutualInformation", better: .higher),
        Metric("noiseShare", better: .lower),
    ]

    let labels: [Int]

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .selection(let clusters) = answer else { throw InvalidAnswer("clusters are offered as whole numbers") }
        guard clusters.count == labels.count else { throw InvalidAnswer("\(clusters.count) clusters were offered for \(labels.count) points") }
        guard clusters.allSatisfy({ $0 >= -1 }) else { throw InvalidAnswer("a cluster is numbered from 0, or −1 for noise") }
        let table = ContingencyTable(clusters, labels)
        return [
            "adjustedRandIndex": table.adjustedRandIndex, "normalizedMutualInformation": table.normalizedMutualInformation,
            "noiseShare": Double(clusters.count { $0 == -1 }) / Double(max(1, clusters.count)),
        ]
    }
}

/// How many points each pair of groups of two partitions has in common.
struct ContingencyTable {
    private struct Pair: Hashable { let a: Int, b: Int }
    /// In a fixed order, so that sums have the same bits in every run.
    private let joint: [Double]
    private let rows: [(row: Double, column: Double)]
    private let left: [Double]
    private let right: [Double]
    private let total: Double

    /// - Precondition: the two partitions are of the same points.
    init(_ a: [Int], _ b: [Int]) {
        var pairs: [Pair: Int] = [:], lefts: [Int: Int] = [:], rights: [Int: Int] = [:]
        for (a, b) in zip(a, b) {
            pairs[Pair(a: a, b: b), default: 0] += 1
            lefts[a, default: 0] += 1
            rights[b, default: 0] += 1
        }
        let sorted = pairs.sorted { ($0.key.a, $0.key.b) < ($1.key.a, $1.key.b) }
        joint = sorted.map { Double($0.value) }
        rows = sorted.map { (Double(lefts[$0.key.a, default: 0]), Double(rights[$0.key.b, default: 0])) }
        left = lefts.sorted { $0.key < $1.key }.map { Double($0.value) }
        right = rights.sorted { $0.key < $1.key }.map { Double($0.value) }
        total = Double(a.count)
    }

    /// 1 where the partitions are the same, 0 on average for random ones of the same sizes (Hubert and Arabie, "Comparing
    /// partitions", Journal of Classification, 1985). 1 where neither tells any two points apart, or each all.
    var adjustedRandIndex: Double {
        func pairs(_ sizes: [Double]) -> Double { sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        let together = pairs(joint), (a, b) = (pairs(left), pairs(right))
        let expected = total > 1 ? a * b / (total * (total - 1) / 2) : 0
        let greatest = (a + b) / 2
        return greatest == expected ? 1 : (together - expected) / (greatest - expected)
    }

    /// The mutual information over the mean of the two entropies; 1 where both partitions are a single group.
    var normalizedMutualInformation: Double {
        func entropy(_ sizes: [Double]) -> Double { sizes.reduce(0) { $0 - $1 / total * log($1 / total) } }
        let mean = (entropy(left) + entropy(right)) / 2
        guard mean > 0 else { return 1 }
        var information = 0.0
        for (count, sizes) in zip(joint, rows) { information += count / total * log(count * total / (sizes.row * sizes.column)) }
        return max(0, information) / mean
    }
}
