import AssayKit

/// Targets that a run reaches or does not, by how much of the possible improvement it made: Moré and Wild, "Benchmarking
/// derivative-free optimization algorithms" (SIAM Journal on Optimization 20, 2009), equation 2.2.
///
/// With f₀ where the runs began and f_L the best that any of them reached, a target of precision τ is f_L + τ (f₀ − f_L).
public struct Targets: Sendable {
    /// From the easiest to the hardest.
    public let values: [Double]
    private let lowerIsBetter: Bool

    /// - Parameters:
    ///   - runs: for each its improvements, best last; at least one with an answer.
    ///   - precisions: τ, each in (0, 1).
    public init?(_ runs: [[Double]], lowerIsBetter: Bool, precisions: [Double] = Targets.precisions) {
        let ends = runs.compactMap(\.last), starts = runs.compactMap(\.first)
        guard let best = lowerIsBetter ? ends.min() : ends.max(), let start = lowerIsBetter ? starts.max() : starts.min(), start != best
        else { return nil }
        values = precisions.sorted(by: >).map { best + $0 * (start - best) }
        self.lowerIsBetter = lowerIsBetter
    }

    /// Five for each power of ten from 10⁻⁰·² to 10⁻⁵.
    public static let precisions = (1...25).map { power(10, -Double($0) / 5) }

    /// What a run spent until it had reached a target; nil where it never did.
    public func cost(of run: [(cost: Double, best: Double)], to target: Double) -> Double? {
        run.first { lowerIsBetter ? $0.best <= target : $0.best >= target }?.cost
    }
}
