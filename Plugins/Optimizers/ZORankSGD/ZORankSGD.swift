import AssayKit

/// ZO-RankSGD: stochastic gradient steps whose direction is estimated from how perturbed points compare (Tang, Rybin and Chang,
/// "Zeroth-Order Optimization Meets Human Feedback: Provable Learning via Ranking Oracles", arXiv:2303.03751).
public struct ZORankSGD: Optimizer {
    struct Diverged: Error, CustomStringConvertible {
        var description: String { "its point is no longer finite; with a smaller step it may stay so" }
    }

    static let samples = Option("samples", default: 15, in: 2...10_000, "m, how many perturbed points are ranked for one step")
    static let top = Option("top", default: 0, in: 0...10_000, "k, how many of them the oracle puts in order; 0 stands for all")
    static let smoothing = Option("smoothing", default: 0.01, in: 1e-12...1e3, "μ, the size of the perturbations")
    static let step = Option("step", default: 4.0, in: 1e-12...1e6, "η, the length of a step, in units of the estimate")
    static let trials = Option("trials", default: 8, in: 1...100, "l, how many step lengths are ranked in the line search; 1 goes without")
    static let shrinking = Option("shrinking", default: 0.4, in: 1e-3...0.99, "γ, by which each of them is shorter than the one before")

    public static var card: Card {
        Card(
            id: "zo-rank-sgd", name: "ZO-RankSGD", summary: "Steps against a gradient estimated from the ranking of perturbed points.",
            paper: Paper(
                id: "P047", title: "Zeroth-Order Optimization Meets Human Feedback: Provable Learning via Ranking Oracles",
                authors: "Zhiwei Tang, Dmitry Rybin, Tsung-Hui Chang", year: 2023, arxiv: "2303.03751"),
            options: [samples, top, smoothing, step, trials, shrinking],
            claims: [
                Claim(
                    "With rankings alone it is no worse than CMA-ES at an equal number of ranked points on a quadratic (experiments).",
                    paperValue: "comparable or better", instance: "ranked/quadratic-100", rival: "cma-es-ranked", metric: "gap", budget: "3000rankedPoints",
                    expectation: .ratioAtMost(1)),
                Claim(
                    "With rankings alone it is no worse than CMA-ES at an equal number of ranked points on Rosenbrock's function (experiments).",
                    paperValue: "comparable or better", instance: "ranked/rosenbrock-20", rival: "cma-es-ranked", metric: "gap", budget: "3000rankedPoints",
                    expectation: .ratioAtMost(1)
                ).with(
                    remark: "It leads at 1,000 points (18 to 19 of a gap) and stays in the valley, of which CMA-ES learns the shape: 17.6 to 14.4 at 3,000 points, 16 to 3.5 at 10,000. 40 samples or a shorter first step do not change that."
                ),
            ])
    }

    private let samples: Int
    private let top: Int
    private let smoothing: Double
    private let step: Double
    private let trials: Int
    private let shrinking: Double

    public init(_ options: Options) throws {
        samples = options[Self.samples]
        top = options[Self.top] == 0 ? samples : options[Self.top]
        smoothing = options[Self.smoothing]
        step = options[Self.step]
        trials = options[Self.trials]
        shrinking = options[Self.shrinking]
        guard top <= samples else { throw OptionError("top must not be more than samples, of which there are \(samples)") }
    }

    public func minimize(_ problem: any Ranked, _ run: Run) throws {
        var random = run.random()
        var x = problem.start
        run.offer(x)
        while true {
            // x + μξᵢ with ξᵢ ~ N(0, I).
            let directions = (0..<samples).map { _ in x.map { _ in random.normal() } }
            let order = try problem.ranking(of: directions.map { direction in zip(x, direction).map { $0 + smoothing * $1 } }, top: top)
            let gradient = Self.estimate(directions, order)
            // The line search: x − ηγˢĝ for s = 0, …, l − 1, of which the oracle names the best.
            let candidates = (0..<trials).map { s in
                let length = step * power(shrinking, Double(s))
                return zip(x, gradient).map { $0 - length * $1 }
            }
            x = trials == 1 ? candidates[0] : candidates[try problem.ranking(of: candidates, top: 1)[0]]
            guard x.allSatisfy(\.isFinite) else { throw Diverged() }
            run.offer(x)
        }
    }

    /// ĝ = (1/|E|) Σ (ξⱼ − ξᵢ) over the edges (i, j) of the graph of comparisons: i is better than j. The first k are in order,
    /// and better than all that are not among them.
    static func estimate(_ directions: [[Double]], _ order: [Int]) -> [Double] {
        let rest = directions.indices.filter { !order.contains($0) }
        var gradient = [Double](repeating: 0, count: directions[0].count)
        var edges = 0
        for (place, better) in order.enumerated() {
            for worse in order[(place + 1)...] + rest {
                add(1, directions[worse], to: &gradient)
                add(-1, directions[better], to: &gradient)
                edges += 1
            }
        }
        return gradient.map { $0 / Double(max(1, edges)) }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ZORankSGD.self) }
