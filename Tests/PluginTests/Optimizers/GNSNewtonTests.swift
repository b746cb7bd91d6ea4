import AssayKit
import Testing

@Suite struct GNSNewtonTests {
    private func quadratic(_ seed: UInt64) -> DiagonalQuadratic {
        var random = Random(seed: seed)
        let eigenvalues = (0..<20).map { power(1e4, -Double($0) / 19) }
        return DiagonalQuadratic(eigenvalues: eigenvalues, start: (0..<20).map { _ in random.normal() }, budget: Budget(calls: ["gradients": 60]))
    }

    /// Algorithm 1 on a quadratic can be followed exactly: with the exact Hessian x⁺ᵢ = xᵢ·λ/(hᵢ + λ), λ = ‖∇f‖/γ, and
    /// the acceptance test f(x) − f(x⁺) ≥ ‖∇f(x⁺)‖²/8λ always holds there (∇f(x⁺) = −λΔ, so its right side is
    /// λ‖Δ‖²/8, and the decrease is ⟨Δ, (H/2 + λ)Δ⟩). So γ doubles at each step, and the iterates follow from γ₀ = 1.
    @Test(arguments: 0..<4) func iteratesOnAQuadraticAreThoseOfAlgorithm1(seed: UInt64) throws {
        let problem = quadratic(seed)
        let points = try Plugin.run("gns-newton-exact", on: problem).points
        #expect(points.count > 8)
        var x = problem.start
        var gamma = 1.0
        for point in points.prefix(8) {
            // Systems are solved to a relative residual of 1e-10, which the small eigenvalues of H + λI can enlarge.
            #expect(zip(point, x).allSatisfy { ($0 - $1).magnitude < 1e-6 })
            let lambda = norm(zip(problem.eigenvalues, x).map { $0 * $1 }) / gamma
            x = zip(x, problem.eigenvalues).map { $0 * lambda / ($1 + lambda) }
            gamma *= 2
        }
    }

    /// λ = ‖∇f‖/γ falls to less than half at each step of a quadratic, so each coordinate shrinks by ever smaller
    /// factors λ/(hᵢ + λ): the convergence is superlinear.
    @Test func convergenceOnAQuadraticIsSuperlinear() throws {
        let problem = quadratic(1)
        let points = try Plugin.run("gns-newton-exact", on: problem).points
        for coordinate in 0..<problem.dimension {
            // Below 1e-8 the residual of the solves, not the algorithm, decides.
            let values = points.map { $0[coordinate].magnitude }.prefix { $0 > 1e-8 }
            let factors = zip(values, values.dropFirst()).map { $1 / $0 }
            #expect(zip(factors, factors.dropFirst()).allSatisfy { $1 < $0 })
        }
        #expect(problem.value(try #require(points.last)) < 1e-20)
    }

    /// The acceptance test holds at every step offered, also where the function is not convex. λ is not seen from
    /// outside, but the step tells it: (H + λI)Δ = −∇f.
    @Test func acceptedStepsSatisfyTheTest() throws {
        let problem = Valley()
        let points = try Plugin.run("gns-newton-exact", on: problem).points
        #expect(points.count > 10)
        for (before, after) in zip(points, points.dropFirst()) where before != after {
            let step = zip(after, before).map { $0 - $1 }
            let gradient = Valley.gradient(before)
            let image = Valley.hessianProduct(before, step)
            let lambda = -(dot(gradient, step) + dot(image, step)) / dot(step, step)
            let next = Valley.gradient(after)
            let decrease = Valley.value(before) - Valley.value(after)
            // λ is recovered to about the residual of the solve, 1e-10 relative; near the end rounding of f decides.
            guard lambda > 1e-8, decrease > 1e-12 else { continue }
            #expect(decrease >= dot(next, next) / (8 * lambda) * (1 - 1e-3))
        }
        #expect(Valley.value(try #require(points.last)) < 1e-10)
    }
}

/// Rosenbrock's function in two dimensions.
private final class Valley: TwiceDifferentiable {
    let meter = Meter(Budget(calls: ["gradients": 200]))
    let dimension = 2
    let start = [-1.2, 1]

    static func value(_ x: [Double]) -> Double { 100 * power(x[1] - x[0] * x[0], 2) + power(1 - x[0], 2) }
    static func gradient(_ x: [Double]) -> [Double] {
        [-400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 200 * (x[1] - x[0] * x[0])]
    }
    static func hessianProduct(_ x: [Double], _ v: [Double]) -> [Double] {
        [(1200 * x[0] * x[0] - 400 * x[1] + 2) * v[0] - 400 * x[0] * v[1], -400 * x[0] * v[0] + 200 * v[1]]
    }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { Self.value([point[0], point[1]]) }
    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let result = Self.gradient([point[0], point[1]])
        (gradient[0], gradient[1]) = (result[0], result[1])
        return Self.value([point[0], point[1]])
    }
    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        let result = Self.hessianProduct([point[0], point[1]], [vector[0], vector[1]])
        (product[0], product[1]) = (result[0], result[1])
    }
}
