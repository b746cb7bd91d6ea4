import AssayKit

/// Polyak's heavy ball, with the constants that are best for quadratics (Polyak 1964).
public struct HeavyBall: Optimizer {
    static let damping = Option("damping", default: 1.0, in: 0...1, "scales the momentum; below one is more careful")

    public static var card: Card {
        Card(
            id: "heavy-ball", name: "Heavy ball",
            summary: "Gradient steps with a momentum chosen from the condition number.",
            paper: Paper(
                title: "Some methods of speeding up the convergence of iteration methods",
                authors: "Boris T. Polyak", year: 1964),
            options: [damping])
    }

    private let damping: Double
    public init(_ options: Options) throws { damping = options[Self.damping] }

    public func minimize(_ problem: any Smooth, _ run: Run) throws {
        let (alpha, beta) = (problem.strongConvexity.squareRoot(), problem.smoothness.squareRoot())
        let step = 4 / ((alpha + beta) * (alpha + beta))
        let momentum = damping * ((beta - alpha) / (beta + alpha)) * ((beta - alpha) / (beta + alpha))

        var x = problem.start
        var previous = x
        var gradient = [Double](repeating: 0, count: problem.dimension)
        while true {
            try problem.gradient(at: x, into: &gradient)
            for i in x.indices {
                let next = x[i] - step * gradient[i] + momentum * (x[i] - previous[i])
                previous[i] = x[i]
                x[i] = next
            }
            run.offer(x)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(HeavyBall.self) }
