import AssayKit

/// Gradient descent with Armijo's backtracking line search (Nocedal and Wright, "Numerical Optimization", 2006,
/// algorithm 3.1): the rival of every first-order method, and in need of no constant.
///
/// The step begins where the last one ended, enlarged, so that it can also grow again. A trial is charged as a gradient
/// because the next iteration needs the gradient there if the trial is accepted.
public struct GradientDescent: Optimizer {
    static let firstStep = Option("firstStep", default: 1.0, in: 1e-12...1e12, "the first trial step")
    static let growth = Option("growth", default: 2.0, in: 1...16, "by how much the next trial step is longer than the last accepted one")
    static let decrease = Option("decrease", default: 1e-4, in: 1e-8...0.5, "the share of the predicted decrease that a step must reach")

    public static var card: Card {
        Card(
            id: "gradient-descent", name: "Gradient descent with backtracking",
            summary: "Steps against the gradient, the step found by Armijo's rule.",
            paper: Paper(title: "Numerical Optimization", authors: "Jorge Nocedal, Stephen J. Wright", year: 2006),
            options: [firstStep, growth, decrease],
            claims: [
                Claim(
                    "Steepest descent is slower by orders of magnitude than methods that learn the curvature, on Rosenbrock's function (chapter 6). Tested for a gap at least 1,000 times that of L-BFGS after 1,000 gradients, in 100 dimensions.",
                    paperValue: "5,264 iterations against 34 of BFGS", instance: "rosenbrock/100", rival: "liblbfgs", metric: "gap", budget: "1000gradients",
                    expectation: .ratioAtLeast(1000)
                ).with(remark: "After 500 gradients the ratio is 6: in 100 dimensions L-BFGS takes 664 to converge, and leaves the valley late.")
            ])
    }

    private let firstStep: Double
    private let growth: Double
    private let decrease: Double

    public init(_ options: Options) throws {
        firstStep = options[Self.firstStep]
        growth = options[Self.growth]
        decrease = options[Self.decrease]
    }

    public func minimize(_ problem: any Differentiable, _ run: Run) throws {
        var x = problem.start
        var gradient = [Double](repeating: 0, count: problem.dimension)
        var trialGradient = gradient
        var value = try problem.gradient(at: x, into: &gradient)
        run.offer(x)
        var step = firstStep
        while true {
            let square = dot(gradient, gradient)
            if square == 0 { return }
            while true {
                var trial = x
                add(-step, gradient, to: &trial)
                let trialValue = try problem.gradient(at: trial, into: &trialGradient)
                if trialValue <= value - decrease * step * square {
                    (x, value) = (trial, trialValue)
                    swap(&gradient, &trialGradient)
                    break
                }
                step /= 2
                // No step is left that rounding does not swallow.
                if step * square <= value.magnitude * 1e-18 { return }
            }
            run.offer(x)
            step *= growth
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GradientDescent.self) }
