import AssayKit

/// NOTEARS: the graph by continuous optimisation (Zheng, Aragam, Ravikumar and Xing, "DAGs with NO TEARS: Continuous Optimization for
/// Structure Learning", arXiv:1803.01422, algorithm 1).
///
/// Minimises ‖X − XW‖²/2n + λ‖W‖₁ subject to h(W) = 0 by the augmented Lagrangian: with multiplier α and penalty ρ, each
/// unconstrained problem is solved over W = W⁺ − W⁻ with both parts ≥ 0 by projected L-BFGS, as in the authors' program (the
/// paper's text has a proximal quasi-Newton step in its place). ρ grows tenfold until h falls to a quarter. At the end weights
/// below the threshold are dropped; should a cycle be left, which h ≤ 10⁻⁸ all but excludes, the threshold is raised until there
/// is none. What each round ends with is offered, cut in that way.
public struct NOTEARS: Searcher {
    static let sparsity = Option("sparsity", default: 0.1, in: 0...1e6, "λ, the weight of ‖W‖₁")
    static let tolerance = Option("tolerance", default: 1e-8, in: 1e-16...1, "It ends where h is no more than this")
    static let threshold = Option("threshold", default: 0.3, in: 0...1e6, "ω, below which weights are dropped")
    static let maxPenalty = Option("maxPenalty", default: 1e16, in: 1...1e20, "It ends where ρ is no less than this")
    static let rounds = Option("rounds", default: 100, in: 1...10_000, unit: "rounds", "Steps of the multiplier at the most")

    public static var card: Card {
        Card(
            id: "notears", name: "NOTEARS", summary: "Least squares under a smooth constraint that says: no cycle, by the augmented Lagrangian.",
            paper: Paper(
                id: "P259", title: "DAGs with NO TEARS: Continuous Optimization for Structure Learning",
                authors: "Xun Zheng, Bryon Aragam, Pradeep Ravikumar, Eric P. Xing", year: 2018, arxiv: "1803.01422"),
            options: [sparsity, tolerance, threshold, maxPenalty, rounds],
            claims: [
                Claim(
                    "On scale-free graphs with four edges a variable its structural Hamming distance is much below that of greedy search (experiments: fast greedy equivalence search).",
                    paperValue: "much lower", instance: "structure/sf4-20-gaussian", rival: "greedy-structure-search", metric: "shd", expectation: .ratioAtMost(0.5)),
                Claim(
                    "The same for uniform random graphs with four edges a variable (experiments).", paperValue: "much lower",
                    instance: "structure/er4-20-gaussian", rival: "greedy-structure-search", metric: "shd", expectation: .ratioAtMost(0.5)),
                Claim(
                    "The same with Gumbel noise (experiments).", paperValue: "much lower", instance: "structure/er4-20-gumbel", rival: "greedy-structure-search",
                    metric: "shd", expectation: .ratioAtMost(0.5)),
            ])
    }

    private let sparsity: Double
    private let tolerance: Double
    private let threshold: Double
    private let maxPenalty: Double
    private let rounds: Int

    public init(_ options: Options) throws {
        sparsity = options[Self.sparsity]
        tolerance = options[Self.tolerance]
        threshold = options[Self.threshold]
        maxPenalty = options[Self.maxPenalty]
        rounds = options[Self.rounds]
    }

    public func search(_ space: any StructuralEquations, _ run: Run) throws {
        let count = space.variableCount, size = count * count
        func matrix(_ parts: [Double]) -> Matrix {
            Matrix(rows: count, columns: count, entries: (0..<size).map { parts[$0] - parts[size + $0] })
        }
        // No variable acts on itself.
        let bounds = (0..<2 * size).map { $0 % size % (count + 1) == 0 ? 0...0 : 0...Double.infinity }
        var parts = [Double](repeating: 0, count: 2 * size)
        var penalty = 1.0, multiplier = 0.0, constraint = Double.infinity
        run.offer(matrix(parts).entries)
        var lossGradient = [Double](repeating: 0, count: size)
        for _ in 0..<rounds {
            var next = parts, nextConstraint = constraint
            while penalty < maxPenalty {
                next = try ProjectedLBFGS().minimize(from: parts, in: bounds) { parts, gradient in
                    let weights = matrix(parts)
                    let loss = try space.loss(at: weights.entries, into: &lossGradient)
                    guard weights.entries.allSatisfy(\.isFinite) else { return .nan }
                    let h = try Acyclicity.value(weights)
                    for place in 0..<size {
                        let slope = lossGradient[place] + (penalty * h.value + multiplier) * h.gradient[place]
                        gradient[place] = slope + sparsity
                        gradient[size + place] = -slope + sparsity
                    }
                    return loss + penalty / 2 * h.value * h.value + multiplier * h.value + sparsity * parts.reduce(0, +)
                }.point
                nextConstraint = try Acyclicity.value(matrix(next)).value
                if nextConstraint > 0.25 * constraint { penalty *= 10 } else { break }
            }
            (parts, constraint) = (next, nextConstraint)
            multiplier += penalty * constraint
            run.report("h", constraint)
            run.offer(Acyclicity.cut(matrix(parts), from: threshold).entries)
            if constraint <= tolerance || penalty >= maxPenalty { break }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(NOTEARS.self) }
