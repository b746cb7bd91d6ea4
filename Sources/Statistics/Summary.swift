/// The median of a sample and how far it can be trusted.
public struct Summary: Sendable, Equatable {
    public let median: Double
    /// A 95 % interval of the median by the percentile bootstrap; the median itself for a sample of one.
    public let low: Double
    public let high: Double

    /// - Parameter values: not empty. A run without an answer takes part as infinity, the worst.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "an empty sample has no median")
        median = Self.median(values)
        (low, high) = Bootstrap.interval(of: values.count) { indices in Self.median(indices.map { values[$0] }) }
    }

    /// The middle value, or the mean of the middle two.
    public static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return sorted[middle] }
        return sorted[middle - 1] == sorted[middle] ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
