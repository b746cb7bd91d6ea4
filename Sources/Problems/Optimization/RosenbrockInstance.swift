import AssayKit

/// Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², neither convex nor of bounded curvature (Rosenbrock 1960, as chained by Toint 1978).
struct RosenbrockInstance: Instance {
    let id = "rosenbrock/100"
    let role = Role.optimizer
    let kind = "nonconvex valley"
    let summary = "the chained Rosenbrock function in 100 dimensions from (−1.2, 1, −1.2, 1, …)"
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["values": 10_000, "gradients": 2000, "hessianProducts": 20_000])
    var problemType: any Metered.Type { RosenbrockProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { RosenbrockProblem(context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        GapScorer(dimension: RosenbrockProblem.dimension, minimum: 0, value: Rosenbrock.value)
    }
}

enum Rosenbrock {
    @Sendable static func value(_ x: [Double]) -> Double {
        var sum = 0.0
        for i in 0..<x.count - 1 {
            let valley = x[i + 1] - x[i] * x[i]
            sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i])
        }
        return sum
    }

    static func gradient(_ x: [Double]) -> [Double] {
        var gradient = [Double](repeating: 0, count: x.count)
        for i in 0..<x.count - 1 {
            let valley = x[i + 1] - x[i] * x[i]
            gradient[i] += -400 * x[i] * valley - 2 * (1 - x[i])
            gradient[i + 1] += 200 * valley
        }
        return gradient
    }

    static func hessianProduct(_ x: [Double], _ v: [Double]) -> [Double] {
        var product = [Double](repeating: 0, count: x.count)
        for i in 0..<x.count - 1 {
            product[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] - 400 * x[i] * v[i + 1]
            product[i + 1] += -400 * x[i] * v[i] + 200 * v[i + 1]
        }
        return product
    }
}

final class RosenbrockProblem: TwiceDifferentiable {
    static let dimension = 100
    let meter: Meter
    init(_ meter: Meter) { self.meter = meter }

    var dimension: Int { Self.dimension }
    var start: [Double] { (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 } }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { Rosenbrock.value(Array(copying: point)) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let point = Array(copying: point)
        gradient.copy(Rosenbrock.gradient(point))
        return Rosenbrock.value(point)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(Rosenbrock.hessianProduct(Array(copying: point), Array(copying: vector)))
    }
}
