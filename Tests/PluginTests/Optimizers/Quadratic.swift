import AssayKit

/// ½ Σ λᵢxᵢ², whose least value is zero at the origin: a problem on which rate theorems can be checked exactly.
final class DiagonalQuadratic: Smooth, TwiceDifferentiable {
    let meter: Meter
    let eigenvalues: [Double]
    let start: [Double]

    init(eigenvalues: [Double], start: [Double], budget: Budget = Budget(calls: ["gradients": 100])) {
        self.eigenvalues = eigenvalues
        self.start = start
        meter = Meter(budget)
    }

    var dimension: Int { start.count }
    var smoothness: Double { eigenvalues.max() ?? 0 }
    var strongConvexity: Double { eigenvalues.min() ?? 0 }

    func value(_ point: [Double]) -> Double { zip(eigenvalues, point).reduce(0) { $0 + $1.0 * $1.1 * $1.1 / 2 } }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double {
        value(point.indices.map { point[$0] })
    }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        for i in point.indices { gradient[i] = eigenvalues[i] * point[i] }
        return value(point.indices.map { point[$0] })
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for i in vector.indices { product[i] = eigenvalues[i] * vector[i] }
    }
}
