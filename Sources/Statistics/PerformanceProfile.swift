/// Performance profiles: Dolan and Moré, "Benchmarking optimization software with performance profiles" (Mathematical
/// Programming 91, 2002; arXiv cs/0102001).
///
/// r(p, s) is what solver s took on problem p, over the least that any solver took. ρ_s(τ) is the share of problems with
/// r(p, s) ≤ τ: at τ = 1 how often a solver is the best, for large τ how often it succeeds at all.
public struct PerformanceProfile: Sendable {
    /// For each method its ratios on the problems it solved, ascending.
    public let ratios: [(method: String, ratios: [Double])]
    public let problemCount: Int

    /// - Parameter costs: for each method what it took on each problem, in one order of problems; nil where it failed. Costs
    ///   are positive; on a problem that nobody solved nobody has a ratio.
    public init(_ costs: [(method: String, costs: [Double?])]) {
        let count = costs.first?.costs.count ?? 0
        problemCount = count
        let least = (0..<count).map { problem in costs.compactMap { $0.costs[problem] }.min() }
        ratios = costs.map { entry in
            (entry.method, (0..<count).compactMap { problem in
                guard let cost = entry.costs[problem], let least = least[problem] else { return nil }
                return least > 0 ? cost / least : cost == least ? 1 : .infinity
            }.sorted())
        }
    }

    /// ρ_s(τ).
    public func share(of method: String, within ratio: Double) -> Double {
        guard let entry = ratios.first(where: { $0.method == method }), problemCount > 0 else { return 0 }
        return Double(entry.ratios.count { $0 <= ratio }) / Double(problemCount)
    }
}
