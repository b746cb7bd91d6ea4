/// Contestants in order of one metric, with what can be said of the first one.
public struct Ranking: Sendable {
    public struct Place: Sendable {
        public let method: String
        public let summary: Summary
        /// From 1; equal medians share a rank.
        public let rank: Int
        /// How the first one compares with this one; nil for the first one itself, and where there
        /// is one seed or none changes anything.
        public var comparison: Comparison?
    }

    /// The first contestant against another, seed by seed.
    public struct Comparison: Sendable {
        /// Of the signed-rank test, after Holm's correction for all that the first one is compared with.
        public let pValue: Double
        /// The median difference, the first one's value less the other's, with its 95 % interval.
        public let difference: Summary
    }

    public let order: [Place]
    /// Who leads, or why nobody can be said to.
    public let verdict: String

    private static let significance = 0.05

    /// - Parameters:
    ///   - samples: for each method its values by seed, in the same order of seeds; nil where a run gave no answer, which
    ///     counts as worse than every answer.
    ///   - lowerIsBetter: the metric's direction.
    public init(_ samples: [(method: String, values: [Double?])], lowerIsBetter: Bool) {
        let worst = lowerIsBetter ? Double.infinity : -Double.infinity
        let charged = samples.filter { !$0.values.isEmpty }.map { (method: $0.method, values: $0.values.map { $0 ?? worst }) }
        let sorted = charged.map { (method: $0.method, values: $0.values, summary: Summary($0.values)) }
            .sorted { a, b in
                if a.summary.median == b.summary.median { return a.method < b.method }
                return lowerIsBetter == (a.summary.median < b.summary.median)
            }
        let pairs = sorted.dropFirst().map { Self.differences(sorted[0].values, $0.values) }
        let pValues = Holm.adjusted(pairs.map { SignedRankTest($0).pValue })
        // Where no seed changes anything, more seeds would not tell more: one is a measurement of all of them.
        let isDeterministic = sorted.allSatisfy { entry in entry.values.count > 1 && entry.values.allSatisfy { $0 == entry.values[0] } }
        order = sorted.enumerated().map { index, entry in
            let ahead = sorted.count { lowerIsBetter ? $0.summary.median < entry.summary.median : $0.summary.median > entry.summary.median }
            var place = Place(method: entry.method, summary: entry.summary, rank: ahead + 1)
            if index > 0, !isDeterministic, entry.values.count > 1 { place.comparison = Comparison(pValue: pValues[index - 1], difference: Summary(pairs[index - 1])) }
            return place
        }
        verdict = Self.verdict(sorted.map { ($0.method, $0.values) }, pairs, pValues, isDeterministic)
    }

    /// Where both failed neither is better.
    private static func differences(_ first: [Double], _ second: [Double]) -> [Double] { zip(first, second).map { $0 == $1 ? 0 : $0 - $1 } }

    private static func verdict(
        _ sorted: [(method: String, values: [Double])], _ pairs: [[Double]], _ pValues: [Double], _ isDeterministic: Bool
    ) -> String {
        guard let first = sorted.first, first.values.contains(where: \.isFinite) else { return "no method gave an answer" }
        guard sorted.count > 1 else { return "\(first.method) is alone" }
        let others = sorted.dropFirst().map(\.method)
        let equal = zip(others, pairs).filter { $1.allSatisfy { $0 == 0 } }.map(\.0)
        if equal.count == others.count { return "\(list([first.method] + equal)) are equal" }

        let count = pairs[0].count
        if isDeterministic {
            let ahead = equal.isEmpty ? "\(first.method) leads" : "\(list([first.method] + equal)) are equal and lead"
            return "\(ahead); no seed changes anything here, so this is no matter of chance"
        }
        let needed = leastCount(comparisons: others.count)
        guard count >= needed else {
            let next = others.first { !equal.contains($0) } ?? others[0]
            let ahead = equal.isEmpty ? "\(first.method) is" : "\(list([first.method] + equal)) are equal and"
            return "\(ahead) ahead of \(next) on \(count) seed\(count == 1 ? "" : "s"); at least \(needed) are needed to tell"
        }
        let beaten = zip(others, pValues).filter { $1 <= significance }.map(\.0)
        let open = zip(others, pValues).filter { $1 > significance }
        guard !open.isEmpty else {
            let whom = others.count > 1 ? (" leads (", " against each of \(others.count)") : (" leads \(others[0]) (", "")
            return "\(first.method)\(whom.0)p ≤ \(rounded(pValues.max() ?? 1))\(whom.1) on \(count) seeds)"
        }
        // What is the same on every seed is no matter of chance either.
        if open.allSatisfy({ equal.contains($0.0) }) {
            let p = zip(others, pValues).filter { beaten.contains($0.0) }.map(\.1).max() ?? 1
            return "\(list([first.method] + equal)) are equal and lead \(list(beaten)) (p ≤ \(rounded(p)) on \(count) seeds)"
        }
        let undecided = "no detectable difference between \(first.method) and \(list(open.map(\.0))) on \(count) seeds"
        return beaten.isEmpty ? undecided : "\(undecided); it leads \(list(beaten))"
    }

    /// How many pairs the signed-rank test takes to tell anything after so many comparisons: its least p is 2¹⁻ⁿ.
    private static func leastCount(comparisons: Int) -> Int {
        var count = 1
        var least = Double(comparisons)
        while least > significance {
            count += 1
            least /= 2
        }
        return count
    }

    private static func list(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    }

    /// Two digits that matter, rounded up.
    private static func rounded(_ p: Double) -> String {
        var scale = 1.0
        while p * scale < 10 && scale < 1e15 { scale *= 10 }
        return "\((p * scale).rounded(.up) / scale)"
    }
}
