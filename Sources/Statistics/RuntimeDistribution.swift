/// How long runs take to reach a target, those that never do included: Hansen, Auger, Brockhoff, Tušar and Tušar, "COCO:
/// Performance Assessment" (arXiv 1605.03560).
public struct RuntimeDistribution: Sendable {
    /// What the successful runs took, ascending.
    public let runtimes: [Double]
    /// How many runs there were, successful or not.
    public let runCount: Int
    /// The expected runtime: all that was spent until a target was reached or given up, over the number of successes.
    /// Infinite where none succeeded.
    public let expectedRuntime: Double

    /// - Parameter runs: for each what it took to reach the target, nil where it did not; and all that it spent.
    public init(_ runs: [(reached: Double?, spent: Double)]) {
        runtimes = runs.compactMap(\.reached).sorted()
        runCount = runs.count
        let total = runs.reduce(0) { $0 + ($1.reached ?? $1.spent) }
        expectedRuntime = runtimes.isEmpty ? .infinity : total / Double(runtimes.count)
    }

    /// The share of runs that reached the target within so much.
    public func share(within runtime: Double) -> Double {
        runCount == 0 ? 0 : Double(runtimes.count { $0 <= runtime }) / Double(runCount)
    }
}
