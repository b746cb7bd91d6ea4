import AssayKit

/// The proximal gradient method, ISTA (Beck and Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse
/// Problems", SIAM Journal on Imaging Sciences 2, 2009, section 3, with constant step): what every method for composite
/// functions is measured against.
public struct ProximalGradient: Optimizer {
    public static var card: Card {
        Card(
            id: "ista", name: "Proximal gradient (ISTA)",
            summary: "Gradient steps on the smooth part, each followed by the regulariser's proximal operator.",
            paper: Self.paper,
            claims: [
                Claim(
                    "The gap after k steps is at most L‖x₀ − x*‖²/2k (theorem 3.1). Tested after 40, where this is 61.9.", paperValue: "O(1/k)",
                    instance: "lasso/diabetes", metric: "gap", budget: "40gradients", expectation: .valueAtMost(61.9))
            ])
    }

    static let paper = Paper(
        title: "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems", authors: "Amir Beck, Marc Teboulle", year: 2009)

    public init(_ options: Options) throws {}

    public func minimize(_ problem: any Composite, _ run: Run) throws {
        var x = problem.start
        var gradient = [Double](repeating: 0, count: problem.dimension)
        run.offer(x)
        while true {
            // x_k = p_L(x_{k−1}).
            let next = try proximalStep(problem, from: x, &gradient)
            let moved = norm(zip(next, x).map { $0 - $1 })
            x = next
            run.offer(x)
            // A step that is lost in rounding is followed by none that is not.
            if moved <= 1e-16 * max(1, norm(x)) { return }
        }
    }
}

/// FISTA: the same steps, from points extrapolated along the last one (section 4 of the same paper).
public struct AcceleratedProximalGradient: Optimizer {
    public static var card: Card {
        Card(
            id: "fista", name: "Accelerated proximal gradient (FISTA)",
            summary: "Proximal gradient steps from points extrapolated along the last step.",
            paper: ProximalGradient.paper,
            claims: [
                Claim(
                    "Its error falls as 1/k² where that of ISTA falls as 1/k (theorems 3.1 and 4.4). Tested after 40 gradients.",
                    paperValue: "several digits ahead", instance: "lasso/diabetes", rival: "ista", metric: "gap", budget: "40gradients",
                    expectation: .ratioAtMost(0.1))
            ])
    }

    public init(_ options: Options) throws {}

    public func minimize(_ problem: any Composite, _ run: Run) throws {
        var x = problem.start, y = x
        var gradient = [Double](repeating: 0, count: problem.dimension)
        var t = 1.0
        run.offer(x)
        while true {
            let next = try proximalStep(problem, from: y, &gradient)
            // (4.2) and (4.3).
            let following = (1 + (1 + 4 * t * t).squareRoot()) / 2
            y = zip(next, x).map { $0 + (t - 1) / following * ($0 - $1) }
            let moved = norm(zip(next, x).map { $0 - $1 })
            (x, t) = (next, following)
            run.offer(x)
            if moved == 0, x == y { return }
        }
    }
}

/// p_L(y) = prox_{h/L}(y − ∇g(y)/L), equation (2.6).
private func proximalStep(_ problem: any Composite, from y: [Double], _ gradient: inout [Double]) throws -> [Double] {
    let step = 1 / problem.smoothPartSmoothness
    var span = gradient.mutableSpan
    try problem.smoothGradient(at: y.span, into: &span)
    var moved = y
    add(-step, gradient, to: &moved)
    var result = moved
    var room = result.mutableSpan
    try problem.proximal(of: moved.span, step: step, into: &room)
    return result
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ProximalGradient.self, AcceleratedProximalGradient.self) }
