import AssayKit

/// CMA-ES where nobody tells values: it needs none but to know when to stop, and goes on until its budget is spent.
public struct RankedCMAES: Optimizer {
    static let firstStep = Option("firstStep", default: 0.5, in: 1e-6...1e3, "the first standard deviation")
    static let samples = Option("samples", default: 0, in: 0...100_000, "how many points a generation has; 0 takes 4 + 3 ln n")

    public static var card: Card {
        Card(
            id: "cma-es-ranked", name: "CMA-ES on rankings", summary: "CMA-ES with an oracle that puts its samples in order.",
            paper: Paper(title: "The CMA Evolution Strategy: A Tutorial", authors: "Nikolaus Hansen", year: 2016, arxiv: "1604.00772"),
            options: [firstStep, samples],
            claims: [
                Claim(
                    "It uses nothing but the ranking of its samples, and so needs no values to reach a minimum to all digits (invariance to order-preserving transformations). Tested on Rosenbrock's function in 20 dimensions.",
                    paperValue: "invariance", instance: "ranked/rosenbrock-20", metric: "gap", budget: "60000rankedPoints",
                    expectation: .valueAtMost(1e-8))
            ])
    }

    private let firstStep: Double
    private let samples: Int

    public init(_ options: Options) throws {
        firstStep = options[Self.firstStep]
        samples = options[Self.samples]
    }

    public func minimize(_ problem: any Ranked, _ run: Run) throws {
        let strategy = Strategy(dimension: problem.dimension, sampleCount: samples == 0 ? Strategy.usualSampleCount(problem.dimension) : max(2, samples))
        var distribution = Distribution(mean: problem.start, sigma: firstStep, strategy)
        var random = run.random()
        run.offer(problem.start)
        while !distribution.isExhausted(firstSigma: firstStep) {
            let steps = (0..<strategy.sampleCount).map { _ in distribution.sample(&random) }
            let points = steps.map(distribution.point)
            let order = try problem.ranking(of: points)
            run.offer(points[order[0]])
            try distribution.update(order.map { steps[$0] })
        }
    }
}
