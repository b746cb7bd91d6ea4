import Statistics

/// What a claim expects, read from the words of its card: `ratio <= 0.5`, `value >= 0.95`, `untestable: why`.
enum ClaimExpectation: Equatable {
    struct Bound: Equatable {
        /// Of the method's figure over its rival's; else of the method's own.
        var isOfRatio: Bool
        /// Whether the bound is the most that it may be; else the least.
        var isUpper: Bool
        var value: Double

        /// Of the median and its interval.
        func verdict(on measured: Summary) -> ClaimVerdict {
            if isUpper { return measured.high <= value ? .holds : measured.low > value ? .fails : .undecided }
            return measured.low >= value ? .holds : measured.high < value ? .fails : .undecided
        }

        /// What a run without an answer counts as.
        var worst: Double { isUpper ? .infinity : -.infinity }
    }

    case bound(Bound)
    case untestable(String)

    /// Nil where the words are none of these.
    init?(_ text: String) {
        let untestable = "untestable: "
        if text.hasPrefix(untestable) {
            self = .untestable(String(text.dropFirst(untestable.count)))
            return
        }
        guard let parts = text.wholeMatch(of: /(ratio|value) (<=|>=) ([-+.0-9eE]+)/), let value = Double(parts.3) else { return nil }
        self = .bound(Bound(isOfRatio: parts.1 == "ratio", isUpper: parts.2 == "<=", value: value))
    }
}
