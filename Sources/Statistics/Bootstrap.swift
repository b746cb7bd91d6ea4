import AssayKit

/// The percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
public enum Bootstrap {
    static let resamples = 2000

    /// The 95 % interval of a statistic over resamples of 0..<count, drawn with replacement by a fixed seed, so that
    /// the same sample gives the same interval.
    /// - Complexity: O(resamples · cost of the statistic).
    public static func interval(of count: Int, _ statistic: ([Int]) -> Double) -> (low: Double, high: Double) {
        guard count > 1 else {
            let value = statistic([0])
            return (value, value)
        }
        var random = Random(seed: 0x626F_6F74)
        var values = (0..<resamples).map { _ in statistic((0..<count).map { _ in random.index(below: count) }) }
        values.sort()
        return (values[Int(0.025 * Double(resamples))], values[Int(0.975 * Double(resamples)) - 1])
    }
}
