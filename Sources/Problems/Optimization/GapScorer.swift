import AssayKit

/// A least value as the host knows it: f* is within `accuracy` of `value`, the rounding of f included; unless it is but the best known.
struct Minimum: Sendable {
    let value: Double
    let accuracy: Double

    /// - Parameters:
    ///   - value: f at a point that is all but optimal.
    ///   - certificate: a proven bound of f − f* there.
    init(value: Double, certificate: Double) {
        self.value = value
        accuracy = certificate + Self.rounding(of: value)
    }

    /// A value that is not proven to be least: the least that was ever found. A gap below its rounding then says that a method
    /// has found this or less, and which of them its value tells.
    init(bestKnown value: Double) {
        self.value = value
        accuracy = Self.rounding(of: value)
    }

    /// By how much two evaluations of f differ that ought to be equal: f is summed with compensation, so that what is
    /// left comes of the single terms and is a few units in the last place.
    static func rounding(of value: Double) -> Double { 8 * value.ulp }
}

/// Why an instance has no judge: its least value could not be certified.
struct UncertifiedMinimum: Error, CustomStringConvertible {
    let value: Double
    let certificate: Double
    var description: String {
        "the least value could only be certified to \(certificate) at \(value); is the data file the one that Assay ships?"
    }
}

/// Judges points by how far their value is above the least.
struct GapScorer: Scorer {
    static let metrics = [Metric("gap", better: .lower), Metric("value", better: .lower)]

    private let dimension: Int
    private let value: @Sendable (Span<Double>) -> Double
    private let gap: @Sendable (_ point: Span<Double>, _ value: Double) -> Double

    /// For a function whose least value is computed. Gaps below its accuracy cannot be told apart, nor from zero, and
    /// are given as that accuracy: f − f* is then at most twice what is given.
    init(dimension: Int, minimum: Minimum, value: @escaping @Sendable (Span<Double>) -> Double) {
        self.init(dimension: dimension, value: value) { _, value in max(value - minimum.value, minimum.accuracy) }
    }

    /// For a function that is made such that f − f* is known without a difference of large numbers.
    init(
        dimension: Int, value: @escaping @Sendable (Span<Double>) -> Double,
        gap: @escaping @Sendable (_ point: Span<Double>, _ value: Double) -> Double
    ) {
        self.dimension = dimension
        self.value = value
        self.gap = gap
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("an optimizer answers by offering points") }
        guard point.count == dimension else {
            throw InvalidAnswer("a point of \(point.count) entries was offered in dimension \(dimension)")
        }
        guard point.allSatisfy(\.isFinite) else { throw InvalidAnswer("a point was offered that is not finite") }
        let value = value(point.span)
        // Each of these functions is bounded below, so one that overflows on the way (∞ − ∞) is beyond all numbers.
        guard value.isFinite else { return ["gap": .infinity, "value": .infinity] }
        return ["gap": gap(point.span, value), "value": value]
    }
}
