import AssayKit

/// Accelerated gradients for sparse learning with nonconvex penalties (Yang, Asgharian and Bhatnagar, arXiv:2009.10629): the
/// scheme of Ghadimi and Lan ("Accelerated Gradient Methods for Nonconvex Nonlinear and Stochastic Programming", Mathematical
/// Programming 156, 2016) with the damping sequence that makes its bound least,
///
///     α₁ = 1,  α_{k+1} = 2/(1 + √(1 + 4/α_k²)),  β_k = stepsize/L,  λ_k = β_k/α_k.
///
/// The problem's smooth part g holds the penalty's concave part, and its h is λ‖·‖₁. Each iteration asks for one gradient and
/// two proximal points. x_ag is offered, which is as sparse as the proximal operator leaves it.
///
/// The stepsize 0.99 and the restarts are those of the authors' program, in which the damping begins anew where the extrapolated
/// points slow down; the analysis is of the sequence without them. Its strong rules, which leave weights out along a path of
/// penalties, have no part where there is one penalty.
public struct NonconvexAcceleratedGradient: Optimizer {
    public static var card: Card {
        Card(
            id: "nonconvex-accelerated-gradient", name: "Nonconvex accelerated gradient",
            summary: "Accelerated proximal steps that keep a second sequence, so that they converge where the penalty is not convex.",
            paper: Paper(
                id: "P380", title: "Accelerated Gradient Methods for Sparse Statistical Learning with Nonconvex Penalties",
                authors: "Kai Yang, Masoud Asgharian, Sahir Bhatnagar", year: 2022, arxiv: "2009.10629"),
            options: [stepsize, restarts],
            claims: [
                claim("scad/correlated-500", "SCAD-penalised linear models"),
                claim("mcp/correlated-500", "MCP-penalised linear models"),
                // Gaps here are above the best of hundreds of local minima, which descents from zero do not reach.
                claim("scad/breast-cancer", "SCAD-penalised logistic regression", .ratioAtMost(1)),
                claim("mcp/breast-cancer", "MCP-penalised logistic regression", .ratioAtMost(1)),
                Claim(
                    "It finds the weights that matter better than the state of the art, ncvreg.", paperValue: "better signal recovery",
                    instance: "scad/correlated-500", metric: "support", expectation: .untestable("ncvreg is an R package that is not among the methods here")),
            ])
    }

    private static func claim(_ instance: String, _ what: String, _ expectation: Claim.Expectation = .ratioAtMost(0.5)) -> Claim {
        Claim(
            "On \(what) it converges considerably faster than proximal gradients. Tested by the gap after 100 gradients.",
            paperValue: "fewer iterations", instance: instance, rival: "ista", metric: "gap", budget: "100gradients", expectation: expectation)
    }

    private static let stepsize = Option("stepsize", default: 0.99, in: 0.01...0.999, "β·L, the stepsize in units of 1/L; the scheme converges below one")
    private static let restarts = Option("restarts", default: false, "whether the damping begins anew where the extrapolated points slow down")

    private let stepsize: Double
    private let restarts: Bool

    public init(_ options: Options) {
        stepsize = options[Self.stepsize]
        restarts = options[Self.restarts]
    }

    public func minimize(_ problem: any Composite, _ run: Run) throws {
        var x = problem.start, aggregate = x, middle = x
        var gradient = [Double](repeating: 0, count: problem.dimension)
        let beta = stepsize / problem.smoothPartSmoothness
        var alpha = 1.0, speed = 0.0, sinceRestart = 0
        run.offer(aggregate)
        while true {
            // x_md = (1 − α)x_ag + αx.
            let before = middle
            middle = zip(aggregate, x).map { (1 - alpha) * $0 + alpha * $1 }
            let lastSpeed = speed
            speed = norm(zip(middle, before).map { $0 - $1 })
            var room = gradient.mutableSpan
            try problem.smoothGradient(at: middle.span, into: &room)
            // x = prox_{λh}(x − λ∇g(x_md)) and x_ag = prox_{βh}(x_md − β∇g(x_md)).
            let moved = try proximalStep(problem, from: x, gradient, beta / alpha)
            let next = try proximalStep(problem, from: middle, gradient, beta)
            run.offer(next)
            if next == aggregate, moved == x, next == middle { return }
            (x, aggregate) = (moved, next)
            sinceRestart += 1
            if restarts, sinceRestart > 3, speed < lastSpeed {
                (alpha, sinceRestart) = (1, 0)
            } else {
                alpha = 2 / (1 + (1 + 4 / (alpha * alpha)).squareRoot())
            }
            guard alpha > 1e-300, speed.isFinite else { return }
        }
    }

    private func proximalStep(_ problem: any Composite, from x: [Double], _ gradient: [Double], _ step: Double) throws -> [Double] {
        var moved = x
        add(-step, gradient, to: &moved)
        var result = moved
        var room = result.mutableSpan
        try problem.proximal(of: moved.span, step: step, into: &room)
        return result
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(NonconvexAcceleratedGradient.self) }
