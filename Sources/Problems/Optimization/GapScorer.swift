import AssayKit

/// Judges points by how far their value is above the least.
struct GapScorer: Scorer {
    static let metrics = [Metric("gap", better: .lower), Metric("value", better: .lower)]

    let dimension: Int
    /// f*, known to about the rounding of f: gaps below 10⁻¹⁵ of its size mean nothing and count as that.
    let minimum: Double
    let value: @Sendable ([Double]) -> Double

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("an optimizer answers by offering points") }
        guard point.count == dimension else { throw InvalidAnswer("a point of \(point.count) entries was offered in dimension \(dimension)") }
        guard point.allSatisfy(\.isFinite) else { throw InvalidAnswer("a point was offered that is not finite") }
        let value = value(point)
        return ["gap": max(value - minimum, 1e-15 * max(1, minimum.magnitude)), "value": value]
    }
}

extension Array {
    init(copying span: Span<Element>) where Element: BitwiseCopyable {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension MutableSpan<Double> {
    /// - Precondition: as many values as there are places.
    mutating func copy(_ values: [Double]) {
        precondition(values.count == count)
        for index in values.indices { self[index] = values[index] }
    }
}
