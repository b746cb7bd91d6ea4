import AssayKit

/// The covariance matrix adaptation evolution strategy with active update (Hansen, "The CMA Evolution Strategy: A Tutorial",
/// arXiv:1604.00772, figure 6), restarted with a doubled population (Auger and Hansen, "A Restart CMA Evolution Strategy
/// With Increasing Population Size", CEC 2005): what every derivative-free method is measured against.
public struct CMAES: Optimizer {
    static let firstStep = Option(
        "firstStep", default: 0.2, in: 1e-6...1e3, "the first standard deviation: of the box's width, or as it is where the problem has no box")
    static let samples = Option("samples", default: 0, in: 0...100_000, "how many points a generation has; 0 takes 4 + 3 ln n")
    static let restarts = Option("restarts", default: 9, in: 0...100, "how often it begins anew, with twice the samples, when it has come to a halt")

    public static var card: Card {
        Card(
            id: "cma-es", name: "CMA-ES",
            summary: "Samples a Gaussian whose mean, step and covariance follow the ranking of its samples.",
            paper: Paper(title: "The CMA Evolution Strategy: A Tutorial", authors: "Nikolaus Hansen", year: 2016, arxiv: "1604.00772"),
            options: [firstStep, samples, restarts],
            claims: [
                Claim(
                    "Invariant to rotations of the space (discussion): an ellipsoid that is turned is no harder. Tested against a search along subspaces of the coordinates.",
                    paperValue: "invariance", instance: "bbob/ellipsoid-rotated-10", rival: "nlopt-sbplx", metric: "gap", budget: "20000values",
                    expectation: .ratioAtMost(1e-3))
            ])
    }

    private let firstStep: Double
    private let samples: Int
    private let restarts: Int

    public init(_ options: Options) throws {
        firstStep = options[Self.firstStep]
        samples = options[Self.samples]
        restarts = options[Self.restarts]
    }

    public func minimize(_ problem: any Objective, _ run: Run) throws {
        let n = problem.dimension
        var random = run.random()
        var best = Double.infinity
        run.offer(problem.start)
        for restart in 0...restarts {
            let usual = samples == 0 ? Strategy.usualSampleCount(n) : max(2, samples)
            let strategy = Strategy(dimension: n, sampleCount: usual << min(restart, 30))
            var mean = problem.start, step = firstStep
            if let box = problem as? any Bounded {
                step *= zip(box.lowerBounds, box.upperBounds).reduce(.infinity) { min($0, $1.1 - $1.0) }
                if restart > 0 { mean = zip(box.lowerBounds, box.upperBounds).map { random.uniform($0, $1) } }
            }
            try search(problem, run, Distribution(mean: mean, sigma: step, strategy), strategy, step, &random, &best)
        }
    }

    private func search(
        _ problem: any Objective, _ run: Run, _ first: Distribution, _ strategy: Strategy, _ firstSigma: Double, _ random: inout Random,
        _ best: inout Double
    ) throws {
        var distribution = first
        // The best values of the last generations; where they no longer differ there is nothing left to follow.
        var history: [Double] = []
        let memory = 10 + Int((30 * Double(problem.dimension) / Double(strategy.sampleCount)).rounded(.up))
        while true {
            var generation: [(y: [Double], value: Double)] = []
            for _ in 0..<strategy.sampleCount {
                let y = distribution.sample(&random)
                let x = distribution.point(y)
                let value = try problem.value(at: x)
                // What is no number is worse than every number.
                generation.append((y, value.isNaN ? .infinity : value))
                if value < best {
                    best = value
                    run.offer(x)
                }
            }
            generation.sort { $0.value < $1.value }
            guard generation[0].value.isFinite else { return }
            try distribution.update(generation.map(\.y))
            history.append(generation[0].value)
            if history.count > memory { history.removeFirst() }
            if history.count == memory, let least = history.min(), let most = history.max(),
                max(most, generation.last?.value ?? most) - least < 1e-12 {
                return
            }
            if distribution.isExhausted(firstSigma: firstSigma) { return }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(CMAES.self, RankedCMAES.self) }
