import AssayKit

/// Nesterov's accelerated gradient descent as in Bubeck, "Convex Optimization: Algorithms and Complexity" (2015),
/// section 3.7: the form for smooth and strongly convex functions (3.7.1) and the one for smooth functions (3.7.2).
///
/// With β the smoothness, α the strong convexity and κ = β/α, what is offered satisfies
/// f(y_t) − f* ≤ (α + β)/2 · ‖x₁ − x*‖² · exp(−(t − 1)/√κ) in the first form (theorem 3.18) and
/// f(y_t) − f* ≤ 2β‖x₁ − x*‖²/t² in the second (theorem 3.19), where y_t has cost t − 1 gradients.
public struct AcceleratedGradient: Optimizer {
    static let form = Option(
        "form", default: "auto", of: ["auto", "strongly-convex", "smooth"],
        "which form: auto takes the one for strong convexity where its constant is known and positive")

    public static var card: Card {
        let paper = Paper(
            id: "P471", title: "Convex Optimization: Algorithms and Complexity", authors: "Sébastien Bubeck", year: 2015, arxiv: "1405.4980")
        return Card(
            id: "accelerated-gradient", name: "Nesterov's accelerated gradient",
            summary: "Gradient steps from points extrapolated along the last step; optimal among first-order methods for smooth convex functions.",
            paper: paper, options: [form],
            claims: [
                Claim(
                    "On a smooth and strongly convex function the gap falls as exp(−t/√κ), that of gradient descent as exp(−t/κ) (theorems 3.18 and 3.10).",
                    paperValue: "exp(−t/√κ) against exp(−t/κ)", instance: "quadratic/ill-conditioned", rival: "gradient-descent", metric: "gap",
                    budget: "500gradients", expectation: .ratioAtMost(0.1)),
                Claim(
                    "Fewer gradients to the same gap on a regularised logistic regression.",
                    paperValue: "exp(−t/√κ) against exp(−t/κ)", instance: "logistic/digits", rival: "gradient-descent", metric: "gap",
                    budget: "200gradients", expectation: .ratioAtMost(0.5)),
            ])
    }

    private let form: String

    public init(_ options: Options) throws { form = options[Self.form] }

    public func minimize(_ problem: any Smooth, _ run: Run) throws {
        let (alpha, beta) = (problem.strongConvexity, problem.smoothness)
        guard form != "strongly-convex" || alpha > 0 else { throw MissingConstant() }
        let isStronglyConvex = form == "strongly-convex" || (form == "auto" && alpha > 0)
        let root = isStronglyConvex ? (beta / alpha).squareRoot() : 0

        var x = problem.start
        var y = x
        var gradient = [Double](repeating: 0, count: problem.dimension)
        // λ₀ = 0 gives λ₁ = 1 (3.7.2).
        var lambda = 1.0
        run.offer(y)
        while true {
            try problem.gradient(at: x, into: &gradient)
            // y_{t+1} = x_t − ∇f(x_t)/β
            var next = x
            add(-1 / beta, gradient, to: &next)
            // x_{t+1} = (1 + γ) y_{t+1} − γ y_t, with γ = (√κ − 1)/(√κ + 1), or (λ_t − 1)/λ_{t+1}
            let momentum: Double
            if isStronglyConvex {
                momentum = (root - 1) / (root + 1)
            } else {
                let nextLambda = (1 + (1 + 4 * lambda * lambda).squareRoot()) / 2
                momentum = (lambda - 1) / nextLambda
                lambda = nextLambda
            }
            for i in x.indices { x[i] = next[i] + momentum * (next[i] - y[i]) }
            y = next
            run.offer(y)
        }
    }

    struct MissingConstant: Error, CustomStringConvertible {
        var description: String { "the form strongly-convex wants a positive constant of strong convexity, and the problem states none; use form=smooth" }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(AcceleratedGradient.self) }
