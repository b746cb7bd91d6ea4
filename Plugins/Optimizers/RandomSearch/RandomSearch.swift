import AssayKit

/// Points drawn uniformly from the box (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 13, 2012):
/// what a method must beat before it is one.
public struct RandomSearch: Optimizer {
    public static var card: Card {
        Card(
            id: "random-search", name: "Random search", summary: "Draws points uniformly from the box and keeps the best.",
            paper: Paper(title: "Random Search for Hyper-Parameter Optimization", authors: "James Bergstra, Yoshua Bengio", year: 2012),
            options: [points],
            claims: [
                Claim(
                    "Of T trials one falls into a target of relative volume v with probability 1 − (1 − v)^T (they argue so for hyper-parameters). Tested with the target that 20,000 trials meet with 99 %: a squared distance of 15.81 from the optimum.",
                    paperValue: "1 − (1 − v)^T", instance: "bbob/sphere-10", metric: "gap", budget: "20000values", expectation: .valueAtMost(15.81))
            ])
    }

    static let points = Option("points", default: 1_000_000, in: 1...1_000_000_000, "how many points are drawn at the most")
    private let points: Int
    public init(_ options: Options) throws { points = options[Self.points] }

    public func minimize(_ problem: any Bounded, _ run: Run) throws {
        var random = run.random()
        let bounds = Array(zip(problem.lowerBounds, problem.upperBounds))
        var best = Double.infinity
        run.offer(problem.start)
        for _ in 0..<points {
            let x = bounds.map { random.uniform($0, $1) }
            let value = try problem.value(at: x)
            if value < best {
                best = value
                run.offer(x)
            }
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(RandomSearch.self) }
