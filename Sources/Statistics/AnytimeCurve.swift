import AssayKit

/// How good the best answer of several runs is at each moment, as far as they have come by then.
public struct AnytimeCurve: Sendable {
    public struct Point: Sendable, Equatable {
        /// Calls or seconds.
        public let cost: Double
        /// Of the values in ascending order, whichever direction is better; infinite where that quarter has no answer yet.
        public let lowerQuartile: Double
        public let median: Double
        public let upperQuartile: Double
    }

    /// In the order of costs, from where more than half of the runs have an answer.
    public let points: [Point]

    /// - Parameters:
    ///   - runs: for each its improvements in the order of costs; empty for a run that failed, which counts as worse than
    ///     every answer at all times.
    ///   - lowerIsBetter: the direction of `best`.
    ///   - count: how many points there are at the most, evenly spaced in the logarithm of the cost.
    /// - Complexity: O(count · runs · log length).
    public init(_ runs: [[(cost: Double, best: Double)]], lowerIsBetter: Bool, count: Int = 100) {
        let worst = lowerIsBetter ? Double.infinity : -Double.infinity
        points = Self.grid(runs, count).compactMap { cost in
            let values = runs.map { Self.value(of: $0, at: cost) ?? worst }.sorted()
            guard !values.isEmpty, Summary.median(values).isFinite else { return nil }
            let quarter = (values.count - 1) / 4
            return Point(
                cost: cost, lowerQuartile: values[quarter], median: Summary.median(values), upperQuartile: values[values.count - 1 - quarter])
        }
    }

    /// What a run has by a cost: its newest improvement until then.
    private static func value(of run: [(cost: Double, best: Double)], at cost: Double) -> Double? {
        var low = 0, high = run.count
        while low < high {
            let middle = (low + high) / 2
            if run[middle].cost <= cost { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? run[low - 1].best : nil
    }

    /// The costs at which something changes, thinned.
    private static func grid(_ runs: [[(cost: Double, best: Double)]], _ count: Int) -> [Double] {
        let costs = Set(runs.joined().map(\.cost)).sorted()
        guard costs.count > count, let first = costs.first(where: { $0 > 0 }), let last = costs.last else { return costs }
        var thinned: [Double] = []
        let factor = power(last / first, 1 / Double(count - 1))
        var next = 0.0
        for cost in costs where cost >= next || cost == last {
            thinned.append(cost)
            next = max(cost, first) * factor
        }
        return thinned
    }
}
