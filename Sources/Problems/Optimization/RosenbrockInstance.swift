import AssayKit

/// Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², Rosenbrock's valley ("An Automatic Method for Finding the Greatest or Least Value of a
/// Function", Computer Journal 3, 1960) chained over neighbouring variables. Neither convex nor of bounded curvature.
///
/// The least value is 0, at (1, …, 1); a local minimum near (−1, 1, …, 1) has 3.987.
struct RosenbrockInstance: Instance {
    let id = "rosenbrock/100"
    let role = Role.optimizer
    let kind = "nonconvex valley"
    let summary = "the chained Rosenbrock function in 100 dimensions from (−1.2, 1, −1.2, 1, …)"
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["gradients": 2_000, "values": 20_000, "hessianProducts": 20_000])
    var problemType: any Metered.Type { RosenbrockProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { RosenbrockProblem(context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        // f* = 0 exactly, so that a value is its own gap.
        GapScorer(dimension: Rosenbrock.dimension, value: Rosenbrock.value, gap: { _, value in value })
    }
}

enum Rosenbrock {
    static let dimension = 100

    @Sendable static func value(_ x: Span<Double>) -> Double {
        var sum = 0.0
        for i in 0..<dimension - 1 {
            let valley = x[i + 1] - x[i] * x[i]
            sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i])
        }
        return sum
    }

    static func gradient(_ x: Span<Double>, into gradient: inout MutableSpan<Double>) {
        gradient[0] = 0
        for i in 0..<dimension - 1 {
            let valley = x[i + 1] - x[i] * x[i]
            gradient[i] += -400 * x[i] * valley - 2 * (1 - x[i])
            gradient[i + 1] = 200 * valley
        }
    }

    static func hessianProduct(_ x: Span<Double>, _ v: Span<Double>, into product: inout MutableSpan<Double>) {
        product[0] = 0
        for i in 0..<dimension - 1 {
            product[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] - 400 * x[i] * v[i + 1]
            product[i + 1] = -400 * x[i] * v[i] + 200 * v[i + 1]
        }
    }
}

/// What a method sees of the Rosenbrock function.
final class RosenbrockProblem: TwiceDifferentiable {
    let meter: Meter
    init(_ meter: Meter) { self.meter = meter }

    var dimension: Int { Rosenbrock.dimension }
    var start: [Double] { (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 } }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { Rosenbrock.value(point) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        Rosenbrock.gradient(point, into: &gradient)
        return Rosenbrock.value(point)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        Rosenbrock.hessianProduct(point, vector, into: &product)
    }
}
