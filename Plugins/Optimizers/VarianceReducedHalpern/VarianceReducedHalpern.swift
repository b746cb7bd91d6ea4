import AssayKit

/// Halpern's iteration with a recursive estimate of the operator, for cocoercive finite sums (Cai, Alacaoglu and Diakonikolas,
/// "Variance Reduced Halpern Iteration for Finite-Sum Monotone Inclusions", arXiv:2310.02987, algorithm 1):
///
///     u ← (I + ηG)⁻¹(λₖu₀ + (1 − λₖ)u − ηF̃(u)),  λₖ = 2/(k + 4),  η = 1/4L,
///
/// where F̃ is computed anew with probability pₖ = 4/(k + 5) and else corrected by a minibatch of √n components (PAGE: Li, Bao, Zhang
/// and Richtárik, arXiv:2008.10898). The constants of η and pₖ are options, as we could not hold them against the text.
public struct VarianceReducedHalpern: Optimizer {
    static let step = Option("step", default: 0.25, in: 1e-6...1, "η, in units of 1/L")
    static let batch = Option("batch", default: 0, in: 0...1_000_000, "components of a minibatch; 0 stands for the root of n")

    public static var card: Card {
        Card(
            id: "vr-halpern", name: "Variance-reduced Halpern iteration", summary: "Steps anchored at the start, with an operator estimated from minibatches.",
            paper: paper, options: [step, batch],
            claims: [
                Claim(
                    "Its residual falls with up to √n fewer component calls than Halpern's iteration takes (abstract). Tested after 1,000 passes over 2,000.",
                    paperValue: "up to √n fewer calls", instance: "saddle/quadratic-2000", rival: "halpern", metric: "residual",
                    expectation: .ratioAtMost(0.5)),
            ])
    }

    private let step: Double
    private let batch: Int

    public init(_ options: Options) throws {
        step = options[Self.step]
        batch = options[Self.batch]
    }

    public func minimize(_ problem: any CocoerciveInclusion, _ run: Run) throws {
        let n = problem.componentCount
        let batch = batch == 0 ? Int(Double(n).squareRoot().rounded(.up)) : batch
        let eta = step / problem.averageCocoercivity
        var random = run.random()
        let anchor = problem.start
        var u = anchor
        var estimate = try problem.value(at: u)
        run.offer(u)
        for k in 1... {
            let lambda = 2 / Double(k + 4)
            let next = try problem.resolvent(of: u.indices.map { lambda * anchor[$0] + (1 - lambda) * u[$0] - eta * estimate[$0] }, step: eta)
            if random.uniform() < min(1, 4 / Double(k + 5)) {
                estimate = try problem.value(at: next)
            } else {
                // F̃(u⁺) = F̃(u) + F_S(u⁺) − F_S(u).
                let sample = (0..<batch).map { _ in random.index(below: n) }
                let (new, old) = (try problem.value(of: sample, at: next), try problem.value(of: sample, at: u))
                for index in estimate.indices { estimate[index] += new[index] - old[index] }
            }
            u = next
            run.offer(u)
        }
    }
}

/// Halpern's iteration itself on the nonexpansive map (I + ηG)⁻¹(I − ηF), η = 1/L (Halpern, "Fixed points of nonexpanding maps",
/// 1967; its residual falls as 2L‖u₀ − u*‖/(k + 1) by Lieder, "On the convergence rate of the Halpern-iteration", 2021).
public struct Halpern: Optimizer {
    public static var card: Card {
        Card(
            id: "halpern", name: "Halpern iteration", summary: "Steps of the whole operator, anchored at the start.",
            paper: Paper(title: "Fixed points of nonexpanding maps", authors: "Benjamin Halpern", year: 1967),
            claims: [
                Claim(
                    "The residual after k steps is at most 2L‖u₀ − u*‖/(k + 1) (Lieder 2021, for these weights). Tested after 999: 0.0179 of the first.",
                    paperValue: "O(1/k)", instance: "saddle/robust-diabetes", metric: "residual", expectation: .valueAtMost(0.0179))
            ])
    }

    public init(_ options: Options) throws {}

    public func minimize(_ problem: any CocoerciveInclusion, _ run: Run) throws {
        let eta = 1 / problem.cocoercivity
        let anchor = problem.start
        var u = anchor
        run.offer(u)
        for k in 0... {
            let value = try problem.value(at: u)
            let image = try problem.resolvent(of: zip(u, value).map { $0 - eta * $1 }, step: eta)
            let lambda = 1 / Double(k + 2)
            u = zip(anchor, image).map { lambda * $0 + (1 - lambda) * $1 }
            run.offer(u)
        }
    }
}

let paper = Paper(
    id: "P067", title: "Variance Reduced Halpern Iteration for Finite-Sum Monotone Inclusions",
    authors: "Xufeng Cai, Ahmet Alacaoglu, Jelena Diakonikolas", year: 2024, arxiv: "2310.02987")

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(VarianceReducedHalpern.self, InexactHalpern.self, Halpern.self)
}
