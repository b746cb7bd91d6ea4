import AssayKit

/// Root Newton (RN) of Hanzely, Abdukhakimov and Takáč, "Damped Newton Method with Near-Optimal Global O(k⁻³) Convergence
/// Rate" (2024): Newton's method with an explicit stepsize, for functions whose Hessian (q = 2 + ν) or third derivative
/// (q = 3 + ν) is Hölder continuous of order ν in the local norms, with a known constant M.
///
/// The step minimises the second-order Taylor model with a power of the local norm ‖·‖ₓ added; the minimum lies on Newton's
/// direction, and the stepsize is α = 1/(1 + θ) with θ = (9M)^{1/(q−1)} · ‖∇f(x)‖*ₓ^{(q−2)/(q−1)}.
public struct RootNewton: Optimizer {
    public static var card: Card {
        Card(
            id: "root-newton", name: "Root Newton",
            summary: "Newton's method with an explicit stepsize made from the gradient's local norm and a Hölder constant.",
            paper: paper, options: [smoothnessOrder, smoothnessConstant],
            claims: [
                Claim(
                    "The schedule converges from far starts, and faster than Newton's method with a regularisation by the gradient's norm. Tested after 15 gradients, with the constant not tuned.",
                    paperValue: "fewer iterations", instance: "logistic/breast-cancer-far", rival: "gns-newton-exact", metric: "gap",
                    budget: "15gradients", expectation: .ratioAtMost(0.5))
            ])
    }

    private static let smoothnessOrder = Option(
        "order", default: 4.0, in: 2...4, "q: two or three, the derivative that is Hölder continuous, plus the order of that continuity")
    private static let smoothnessConstant = Option("constant", default: 1.0, in: 1e-12...1e12, "M, the constant of that continuity in the local norms")

    private let q: Double
    private let constant: Double

    public init(_ options: Options) {
        q = options[Self.smoothnessOrder]
        constant = options[Self.smoothnessConstant]
    }

    public func minimize(_ problem: any TwiceDifferentiable, _ run: Run) throws {
        var x = problem.start
        run.offer(x)
        while let model = try NewtonModel(of: problem, at: x), !model.isDone {
            let g = model.squaredDualNorm.squareRoot()
            let theta = power(9 * constant, 1 / (q - 1)) * power(g, (q - 2) / (q - 1))
            x = model.moved(by: 1 / (1 + theta))
            run.offer(x)
        }
    }
}

/// The same stepsizes where neither the order nor the constant of smoothness is known: the regularisation
/// θ = σ·‖∇f(x)‖*ₓ^β is raised by a factor ρ until the step x⁺ = x − n/(1 + θ) passes
/// ⟨∇f(x⁺), n⟩ ≥ ‖∇f(x⁺)‖*ₓ²/(2αθ), and the next iteration begins with a guess one factor lower. No more than two steps an
/// iteration are tried on the average, but for a logarithm.
///
/// How far the next guess is lowered is as in the super-universal Newton method (Doikov, Mishchenko and Nesterov, SIAM Journal on
/// Optimization 34, 2024), which the procedure carries over to local norms.
///
/// The test compares gradients and no values. Where it has failed a hundred times over, rounding has the last word, and the
/// method ends.
public struct UniversalNewton: Optimizer {
    public static var card: Card {
        Card(
            id: "universal-newton", name: "Universal Newton (backtracked Root Newton)",
            summary: "Root Newton's stepsizes without known constants: the regularisation is found by backtracking on gradients.",
            paper: paper, options: [firstRegularization, exponent, factor],
            claims: [
                Claim(
                    "From far starts, with nothing tuned, it converges faster than regularised Newton methods. Tested after 15 gradients.",
                    paperValue: "fewer iterations", instance: "logistic/breast-cancer-far", rival: "gns-newton-exact", metric: "gap",
                    budget: "15gradients", expectation: .ratioAtMost(0.5)),
                Claim(
                    "And faster than Newton's method with backtracking on values, at as many Hessians. Tested after 8, each of 31 products.",
                    paperValue: "fewer iterations", instance: "logistic/breast-cancer-far", rival: "newton-armijo", metric: "gap",
                    budget: "248hessianProducts", expectation: .ratioAtMost(1)
                ).with(
                    remark: "Newton's method needs little damping from this start, and is one or two Hessians ahead: after 8 the gaps are 1.6e-3 and 7.5e-7, after 12 1.4e-13 and 6e-17. No other σ₀ (1e-4 to 0.1), β = 1/2 or ρ = 8 does better."
                ),
            ])
    }

    private static let firstRegularization = Option("regularization", default: 1.0, in: 1e-12...1e12, "σ₀, the first guess of the constant in θ")
    private static let exponent = Option(
        "exponent", default: 0.6666666666666666, in: 0...1, "β, the power of the gradient's local norm in θ: (q − 2)/(q − 1), at most 2/3, for smoothness of order q")
    private static let factor = Option("factor", default: 2.0, in: 1.01...100, "ρ, by which the regularisation is raised and lowered")

    private let firstRegularization: Double
    private let exponent: Double
    private let factor: Double

    public init(_ options: Options) {
        firstRegularization = options[Self.firstRegularization]
        exponent = options[Self.exponent]
        factor = options[Self.factor]
    }

    public func minimize(_ problem: any TwiceDifferentiable, _ run: Run) throws {
        var sigma = firstRegularization
        run.offer(problem.start)
        guard var model = try NewtonModel(of: problem, at: problem.start) else { return }
        var gradient = model.gradient
        while !model.isDone {
            let size = power(model.squaredDualNorm, exponent / 2)
            var accepted: (point: [Double], value: Double)?
            for _ in 0..<100 {
                let theta = sigma * size
                let alpha = 1 / (1 + theta)
                let trial = model.moved(by: alpha)
                let value = try problem.gradient(at: trial, into: &gradient)
                // αθ = 1 − α, which is zero where θ is lost in rounding: a full step must then leave nothing.
                if value.isFinite, dot(gradient, model.direction) >= model.squaredDualNorm(of: gradient) / (2 * alpha * theta) {
                    accepted = (trial, value)
                    break
                }
                sigma *= factor
            }
            guard let accepted, let next = try NewtonModel(of: problem, at: accepted.point, value: accepted.value, gradient: gradient) else { return }
            model = next
            sigma /= factor
            run.offer(model.point)
        }
    }
}

private let paper = Paper(
    id: "P203", title: "Damped Newton Method with Near-Optimal Global O(k⁻³) Convergence Rate",
    authors: "Slavomír Hanzely, Farshed Abdukhakimov, Martin Takáč", year: 2024, arxiv: "2405.18926")

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer {
    exportMethods(RootNewton.self, UniversalNewton.self, NewtonArmijo.self)
}
