/// Contestants in order of one metric, with what can be said of the first two.
public struct Ranking: Sendable {
    public struct Place: Sendable {
        public let method: String
        public let summary: Summary
        /// From 1; equal medians share a rank.
        public let rank: Int
    }

    public let order: [Place]
    /// Who leads, or why nobody can be said to.
    public let verdict: String

    /// Fewer pairs than this decide nothing.
    static let leastSeeds = 5

    /// - Parameters:
    ///   - samples: for each method its values by seed, in the same order of seeds; nil where a run gave no answer.
    ///   - lowerIsBetter: the metric's direction.
    public init(_ samples: [(method: String, values: [Double?])], lowerIsBetter: Bool) {
        let worst = lowerIsBetter ? Double.infinity : -Double.infinity
        let charged = samples.filter { !$0.values.isEmpty }.map { (method: $0.method, values: $0.values.map { $0 ?? worst }) }
        let sorted = charged.map { (method: $0.method, values: $0.values, summary: Summary($0.values)) }
            .sorted { a, b in
                if a.summary.median == b.summary.median { return a.method < b.method }
                return lowerIsBetter == (a.summary.median < b.summary.median)
            }
        order = sorted.map { entry in
            let ahead = sorted.count { lowerIsBetter ? $0.summary.median < entry.summary.median : $0.summary.median > entry.summary.median }
            return Place(method: entry.method, summary: entry.summary, rank: ahead + 1)
        }
        verdict = Self.verdict(sorted.map { ($0.method, $0.values) })
    }

    private static func verdict(_ sorted: [(method: String, values: [Double])]) -> String {
        guard let first = sorted.first, first.values.contains(where: \.isFinite) else { return "no method gave an answer" }
        guard sorted.count > 1 else { return "\(first.method) is alone" }
        let second = sorted[1]
        let pairs = zip(first.values, second.values).map { a, b in a == b ? 0 : a - b }
        if pairs.allSatisfy({ $0 == 0 }) { return "\(first.method) and \(second.method) are equal" }
        guard pairs.count >= leastSeeds else {
            return "\(first.method) is ahead of \(second.method) on \(pairs.count) seed\(pairs.count == 1 ? "" : "s"); at least \(leastSeeds) are needed to tell"
        }
        let (low, high) = Bootstrap.interval(of: pairs.count) { indices in Summary.median(indices.map { pairs[$0] }) }
        return low <= 0 && high >= 0
            ? "no detectable difference between \(first.method) and \(second.method)"
            : "\(first.method) leads \(second.method)"
    }
}
