import AssayKit

/// Newton's method with backtracking until Armijo's condition holds (Nocedal and Wright, "Numerical Optimization", second
/// edition, 2006, algorithms 3.1 and 3.2): what the stepsize schedules are measured against.
public struct NewtonArmijo: Optimizer {
    public static var card: Card {
        Card(
            id: "newton-armijo", name: "Newton's method with Armijo's rule",
            summary: "Newton steps on the exact Hessian, halved until the value falls enough.",
            paper: Paper(title: "Numerical Optimization", authors: "Jorge Nocedal, Stephen J. Wright", year: 2006),
            options: [decrease, contraction],
            claims: [
                Claim(
                    "Near the minimum it converges quadratically (theorem 3.5). Tested against gradient descent after 60 gradients.", paperValue: "a quadratic rate",
                    instance: "logistic/breast-cancer", rival: "gradient-descent", metric: "gap", budget: "60gradients", expectation: .ratioAtMost(1e-6)),
                Claim(
                    "Steepest descent takes orders of magnitude more iterations on Rosenbrock's function (chapter 6).", paperValue: "21 iterations against 5,264",
                    instance: "rosenbrock/100", rival: "gradient-descent", metric: "gap", budget: "300gradients", expectation: .ratioAtMost(1e-6)
                ).with(
                    remark: "It ends after 160 gradients at the other minimum that the function has in 100 dimensions, 3.99 above the least, to which gradient descent does not come in 2,000: the gap does not show that it converged."
                ),
            ])
    }

    private static let decrease = Option("decrease", default: 1e-4, in: 1e-12...0.5, "c₁, the share of the predicted decrease that is asked for")
    private static let contraction = Option("contraction", default: 0.5, in: 0.01...0.99, "by which a step that is refused is shortened")

    private let decrease: Double
    private let contraction: Double

    public init(_ options: Options) {
        decrease = options[Self.decrease]
        contraction = options[Self.contraction]
    }

    public func minimize(_ problem: any TwiceDifferentiable, _ run: Run) throws {
        var x = problem.start
        run.offer(x)
        while let model = try NewtonModel(of: problem, at: x), !model.isDone {
            var stepsize = 1.0
            // No step as short as this changes the value of what is worth a step.
            while stepsize > 1e-16 {
                let value = try problem.value(at: model.moved(by: stepsize))
                if value <= model.value - decrease * stepsize * model.squaredDualNorm { break }
                stepsize *= contraction
            }
            guard stepsize > 1e-16 else { return }
            x = model.moved(by: stepsize)
            run.offer(x)
        }
    }
}
