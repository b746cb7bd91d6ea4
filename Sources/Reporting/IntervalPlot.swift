import AssayKit

/// Medians with their intervals on one scale, a line of text each: `  ├─●──┤   `.
struct IntervalPlot {
    private let least: Double
    private let most: Double
    private let isLogarithmic: Bool
    private let width: Int

    /// - Parameter values: every median and end of an interval that is to be shown; nil where not all are finite, or all
    ///   are equal.
    init?(_ values: [Double], width: Int = 24) {
        let finite = values.filter(\.isFinite)
        guard let least = finite.min(), let most = finite.max(), least < most else { return nil }
        isLogarithmic = least > 0 && most / least > 20
        self.least = least
        self.most = most
        self.width = width
    }

    /// What the two ends of the scale are.
    var title: String { "\(Number.text(least)) … \(Number.text(most))\(isLogarithmic ? ", log" : "")" }

    /// An end that is not finite lies beyond the scale.
    func line(median: Double?, low: Double?, high: Double?) -> String {
        guard let median else { return "" }
        var characters = [Character](repeating: " ", count: width)
        let begin = place(low ?? -.infinity), end = place(high ?? .infinity), middle = place(median)
        if begin < end {
            for index in begin...end { characters[index] = "─" }
            characters[begin] = low == nil ? "‹" : "├"
            characters[end] = high == nil ? "›" : "┤"
        }
        characters[middle] = "●"
        return String(characters)
    }

    private func place(_ value: Double) -> Int {
        func scaled(_ value: Double) -> Double { isLogarithmic ? logarithm(max(value, least)) : value }
        let share = (scaled(min(value, most)) - scaled(least)) / (scaled(most) - scaled(least))
        return share.isFinite ? Int((min(1, max(0, share)) * Double(width - 1)).rounded()) : value < least ? 0 : width - 1
    }
}
