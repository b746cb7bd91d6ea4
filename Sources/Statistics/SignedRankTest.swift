import Glibc

/// Wilcoxon's signed-rank test of paired samples, two-sided (Wilcoxon, "Individual Comparisons by Ranking Methods",
/// Biometrics Bulletin 1(6), 1945). Pairs without a difference are left out, as Wilcoxon does.
public struct SignedRankTest: Sendable, Equatable {
    /// How many pairs differ.
    public let count: Int
    /// The sum of the ranks of positive differences.
    public let positiveRanks: Double
    /// How likely a sum at least as far from its mean is where neither side is better. 1 where no pair differs.
    public let pValue: Double

    /// Up to this many pairs the distribution is counted out; beyond, the normal one is near enough.
    private static let exactLimit = 50

    /// - Parameter differences: one a pair. Infinite ones, where a run failed, rank above all others and tie.
    /// - Complexity: O(n³) up to 50 pairs, O(n log n) beyond.
    public init(_ differences: [Double]) {
        let differing = differences.filter { $0 != 0 && !$0.isNaN }
        count = differing.count
        let magnitudes = differing.map(\.magnitude)
        let order = magnitudes.indices.sorted { magnitudes[$0] < magnitudes[$1] }
        // Twice the rank, which is whole where equal magnitudes share the mean of their ranks.
        var doubledRanks = [Int](repeating: 0, count: magnitudes.count)
        var tieCorrection = 0.0
        var begin = 0
        while begin < order.count {
            var end = begin + 1
            while end < order.count, magnitudes[order[end]] == magnitudes[order[begin]] { end += 1 }
            for place in begin..<end { doubledRanks[order[place]] = begin + end + 1 }
            let size = Double(end - begin)
            tieCorrection += size * size * size - size
            begin = end
        }
        let doubled = zip(differing, doubledRanks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        positiveRanks = Double(doubled) / 2
        if differing.isEmpty {
            pValue = 1
        } else if differing.count <= Self.exactLimit {
            pValue = Self.exact(doubled, doubledRanks)
        } else {
            pValue = Self.normal(positiveRanks, count: Double(differing.count), tieCorrection)
        }
    }

    /// The share of all 2ⁿ assignments of signs whose sum is as far from the mean, the ranks being what they are.
    private static func exact(_ sum: Int, _ doubledRanks: [Int]) -> Double {
        let total = doubledRanks.reduce(0, +)
        var shares = [Double](repeating: 0, count: total + 1)
        shares[0] = 1
        var reached = 0
        for rank in doubledRanks {
            for value in stride(from: reached, through: 0, by: -1) {
                shares[value] /= 2
                shares[value + rank] += shares[value]
            }
            reached += rank
        }
        // The distribution is symmetric, so both tails weigh the same.
        return min(1, 2 * shares[...min(sum, total - sum)].reduce(0, +))
    }

    /// With the corrections for ties and for continuity.
    private static func normal(_ sum: Double, count n: Double, _ tieCorrection: Double) -> Double {
        let mean = n * (n + 1) / 4
        let variance = n * (n + 1) * (2 * n + 1) / 24 - tieCorrection / 48
        let z = max(0, (sum - mean).magnitude - 0.5) / variance.squareRoot()
        return min(1, erfc(z / 2.0.squareRoot()))
    }
}

/// Several tests at once.
public enum Holm {
    /// The p-values adjusted by Holm's step-down procedure ("A Simple Sequentially Rejective Multiple Test Procedure",
    /// Scandinavian Journal of Statistics 6(2), 1979): rejecting where they are at most α keeps the chance of any false
    /// rejection at α.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var largest = 0.0
        for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
            largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }
}
