/// Contestants in order of one metric, with what can be said of the first one.
public struct Ranking: Sendable {
    public struct Place: Sendable {
        public let method: String
        public let summary: Summary
        /// From 1; equal medians share a rank.
        public let rank: Int
        /// How the first one compares with this one; nil for the first one itself, and where there
        /// is one seed or none changes the two of them.
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
        let rivals = Self.rivals(of: sorted.first?.values ?? [], sorted.dropFirst().map { ($0.method, $0.values) })
        order = sorted.enumerated().map { index, entry in
            let ahead = sorted.count { lowerIsBetter ? $0.summary.median < entry.summary.median : $0.summary.median > entry.summary.median }
            var place = Place(method: entry.method, summary: entry.summary, rank: ahead + 1)
            if index > 0, entry.values.count > 1, let pValue = rivals[index - 1].pValue {
                place.comparison = Comparison(pValue: pValue, difference: Summary(rivals[index - 1].differences))
            }
            return place
        }
        verdict = sorted.first.map { Self.verdict(first: $0.method, $0.values, rivals) } ?? Self.noAnswer
    }

    /// Whom the first one is compared with.
    private struct Rival {
        let method: String
        /// The first one's values less this one's.
        let differences: [Double]
        /// Nil where no seed changes either's value: one is a measurement of all, and there is nothing to test.
        var pValue: Double?
        var isEqual: Bool { differences.allSatisfy { $0 == 0 } }
    }

    /// Holm's correction is for the tests that are made; what is no matter of chance takes none of them.
    private static func rivals(of first: [Double], _ others: [(method: String, values: [Double])]) -> [Rival] {
        func isFixed(_ values: [Double]) -> Bool { values.count > 1 && values.allSatisfy { $0 == values[0] } }
        // Where both failed neither is better.
        var rivals = others.map { other in Rival(method: other.method, differences: zip(first, other.values).map { $0 == $1 ? 0 : $0 - $1 }) }
        let tested = others.indices.filter { !isFixed(first) || !isFixed(others[$0].values) }
        for (index, pValue) in zip(tested, Holm.adjusted(tested.map { SignedRankTest(rivals[$0].differences).pValue })) { rivals[index].pValue = pValue }
        return rivals
    }

    private static func verdict(first: String, _ values: [Double], _ rivals: [Rival]) -> String {
        guard values.contains(where: \.isFinite) else { return noAnswer }
        guard !rivals.isEmpty else { return "\(first) is alone" }
        let equal = rivals.filter(\.isEqual).map(\.method)
        let leaders = list([first] + equal)
        if equal.count == rivals.count { return "\(leaders) are equal" }

        let certain = rivals.filter { $0.pValue == nil && !$0.isEqual }.map(\.method)
        let tested = rivals.compactMap { rival in rival.pValue.map { (method: rival.method, pValue: $0, isEqual: rival.isEqual) } }
        let lead = equal.isEmpty ? "\(first) leads" : "\(leaders) are equal and lead"
        if tested.isEmpty { return "\(lead); no seed changes anything here, so this is no matter of chance" }
        let before = certain.isEmpty ? "" : "\(lead) \(list(certain)), which no seed changes; "

        let count = rivals[0].differences.count
        let needed = leastCount(comparisons: tested.count)
        guard count >= needed else {
            guard certain.isEmpty else { return "\(before)at least \(needed) seeds are needed to tell \(equal.isEmpty ? "it" : "them") from \(list(tested.map(\.method)))" }
            let next = tested.first { !$0.isEqual } ?? tested[0]
            let ahead = equal.isEmpty ? "\(first) is" : "\(leaders) are equal and"
            return "\(ahead) ahead of \(next.method) on \(count) seed\(count == 1 ? "" : "s"); at least \(needed) are needed to tell"
        }
        let beaten = tested.filter { $0.pValue <= significance }
        let open = tested.filter { $0.pValue > significance }
        let least = "p ≤ \(rounded(beaten.map(\.pValue).max() ?? 1))"
        // What is the same on every seed is no matter of chance either.
        if open.allSatisfy(\.isEqual) {
            if !equal.isEmpty || !certain.isEmpty { return "\(before)\(lead) \(list(beaten.map(\.method))) (\(least) on \(count) seeds)" }
            return beaten.count > 1 ? "\(lead) (\(least) against each of \(beaten.count) on \(count) seeds)" : "\(lead) \(beaten[0].method) (\(least) on \(count) seeds)"
        }
        let undecided = "\(before)no detectable difference between \(first) and \(list(open.map(\.method))) on \(count) seeds"
        return beaten.isEmpty ? undecided : "\(undecided); it leads \(list(beaten.map(\.method)))"
    }

    private static let noAnswer = "no method gave an answer"

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
