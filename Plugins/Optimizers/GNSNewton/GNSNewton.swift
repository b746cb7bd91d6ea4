import AssayKit

/// The gradient-regularised Newton method of Semenov, Jaggi and Doikov, "Gradient-Normalized Smoothness for Optimization
/// with Approximate Hessians" (arXiv 2506.13710), algorithm 1, with the Fisher matrix as the approximate Hessian.
public struct GNSNewton: Optimizer {
    public static var card: Card {
        Card(
            id: "gns-newton", name: "Gradient-normalised smoothness Newton (Fisher)",
            summary: "Newton steps on an approximate Hessian, regularised by the gradient's norm over an adaptive radius.",
            paper: paper, options: options,
            claims: [
                Claim(
                    "Global linear rates on logistic regression with an approximate (Fisher) Hessian, in far fewer iterations than gradient descent (section 5).",
                    paperValue: "far fewer iterations than the gradient method", instance: "logistic/digits", rival: "gradient-descent",
                    metric: "gap", budget: "60gradients", expectation: .ratioAtMost(0.1)),
                Claim(
                    "The same on softmax problems.", paperValue: "far fewer iterations than the gradient method",
                    instance: "softmax/digits", rival: "gradient-descent", metric: "gap", budget: "60gradients",
                    expectation: .ratioAtMost(0.1)),
            ])
    }

    private let search: RadiusSearch
    public init(_ options: Options) throws { search = RadiusSearch(options) }

    public func minimize(_ problem: any ApproximateHessian, _ run: Run) throws {
        try search.minimize(problem, run) { point, vector, product throws(Stop) in
            try problem.curvatureProduct(at: point, vector, into: &product)
        }
    }
}

/// The same algorithm with the exact Hessian: what the approximations are measured against.
public struct GNSNewtonExact: Optimizer {
    public static var card: Card {
        Card(
            id: "gns-newton-exact", name: "Gradient-normalised smoothness Newton (exact Hessian)",
            summary: "Newton steps on the exact Hessian, regularised by the gradient's norm over an adaptive radius.",
            paper: paper, options: options,
            claims: [
                Claim(
                    "With the exact Hessian the method has the rates of the best regularised Newton methods (section 4).",
                    paperValue: "far fewer iterations than the gradient method", instance: "logistic/breast-cancer",
                    rival: "gradient-descent", metric: "gap", budget: "60gradients", expectation: .ratioAtMost(0.001))
            ])
    }

    private let search: RadiusSearch
    public init(_ options: Options) throws { search = RadiusSearch(options) }

    public func minimize(_ problem: any TwiceDifferentiable, _ run: Run) throws {
        try search.minimize(problem, run) { point, vector, product throws(Stop) in
            try problem.hessianProduct(at: point, vector, into: &product)
        }
    }
}

private let paper = Paper(
    id: "P100", title: "Gradient-Normalized Smoothness for Optimization with Approximate Hessians",
    authors: "Andrei Semenov, Martin Jaggi, Nikita Doikov", year: 2025, arxiv: "2506.13710")
private let firstRadius = Option(
    "firstRadius", default: 1.0, in: 1e-9...1e9, "γ₀, the first guess of the radius within which the gradient field is well approximated")
private let residual = Option(
    "residual", default: 1e-10, in: 1e-15...0.5, "the relative residual to which a step's linear system is solved")
private let options: [any OptionDescribing] = [firstRadius, residual]

/// Algorithm 1, whatever matrix stands for the Hessian.
///
/// Deviations: the paper factorises the matrix; here its system is solved by conjugate gradients, since the oracle gives
/// products. Where the regularised matrix turns out not to be positive definite, which a factorisation would find too,
/// the radius is halved. After forty rejections in a row rounding has the last word, and the method ends.
struct RadiusSearch: Sendable {
    private static let trials = 40
    private let radius: Double
    private let tolerance: Double

    init(_ options: Options) {
        radius = options[firstRadius]
        tolerance = options[residual]
    }

    typealias Product = (_ point: [Double], _ vector: [Double], _ product: inout [Double]) throws(Stop) -> Void

    func minimize(_ problem: any Differentiable, _ run: Run, _ product: Product) throws(Stop) {
        var x = problem.start
        var gradient = [Double](repeating: 0, count: problem.dimension)
        var trialGradient = gradient
        var value = try problem.gradient(at: x, into: &gradient)
        run.offer(x)
        var gamma = radius
        while norm(gradient) > 0 {
            var isAccepted = false
            for _ in 0..<Self.trials {
                // x⁺ = x − (H + λI)⁻¹∇f(x), with λ = ‖∇f(x)‖/γ
                let lambda = norm(gradient) / gamma
                if let step = try solve(gradient, shift: lambda, { (vector, result) throws(Stop) in try product(x, vector, &result) }) {
                    var trial = x
                    add(-1, step, to: &trial)
                    let trialValue = try problem.gradient(at: trial, into: &trialGradient)
                    // f(x) − f(x⁺) ≥ ‖∇f(x⁺)‖²/(8λ)
                    if value - trialValue >= dot(trialGradient, trialGradient) / (8 * lambda) {
                        (x, value) = (trial, trialValue)
                        swap(&gradient, &trialGradient)
                        isAccepted = true
                        break
                    }
                }
                gamma /= 2
            }
            guard isAccepted else { return }
            gamma *= 2
            run.offer(x)
        }
    }

    /// Solves (H + shift·I)·x = b by conjugate gradients (Hestenes and Stiefel 1952); nil where the matrix is not
    /// positive definite.
    private func solve(_ b: [Double], shift: Double, _ product: ([Double], inout [Double]) throws(Stop) -> Void) throws(Stop) -> [Double]? {
        var x = [Double](repeating: 0, count: b.count)
        var rest = b
        var direction = b
        var image = x
        var square = dot(rest, rest)
        let target = square * tolerance * tolerance
        // In exact arithmetic n iterations are enough; rounding may want more.
        for _ in 0..<4 * b.count where square > target {
            try product(direction, &image)
            add(shift, direction, to: &image)
            let curvature = dot(direction, image)
            guard curvature > 0 else { return nil }
            let length = square / curvature
            add(length, direction, to: &x)
            add(-length, image, to: &rest)
            let next = dot(rest, rest)
            let ratio = next / square
            for i in direction.indices { direction[i] = rest[i] + ratio * direction[i] }
            square = next
        }
        return x
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GNSNewton.self, GNSNewtonExact.self) }
