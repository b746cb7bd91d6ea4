import AssayKit

/// ½ Σ aᵢ (xᵢ − 1)² with aᵢ = 1, …, 10: a problem of every kind that optimizers know.
struct TrialQuadratic: Sendable {
    let dimension: Int
    var name = ""
    var summary = "in ten dimensions"
    var startsAtOptimum = false
    /// What the oracles answer from the fourth call on, if not the truth.
    var spoiled: Double?

    var start: [Double] { [Double](repeating: startsAtOptimum ? 1 : 0, count: dimension) }
    var gapAtStart: Double { (1...dimension).reduce(0) { $0 + 0.5 * Double($1) } }

    @Sendable func value(_ x: Span<Double>) -> Double {
        var sum = 0.0
        for i in 0..<dimension { sum += 0.5 * Double(i + 1) * (x[i] - 1) * (x[i] - 1) }
        return sum
    }
}

/// A quadratic as a method sees it.
final class TrialObjective: Bounded, Ranked, TwiceDifferentiable, Smooth, ApproximateHessian, FiniteSum, Composite, SparseBlockCoordinates {
    let meter: Meter
    private let quadratic: TrialQuadratic
    private var calls = 0

    init(_ quadratic: TrialQuadratic, _ meter: Meter) {
        self.quadratic = quadratic
        self.meter = meter
    }

    var dimension: Int { quadratic.dimension }
    var start: [Double] { quadratic.start }
    var lowerBounds: [Double] { [Double](repeating: -3, count: dimension) }
    var upperBounds: [Double] { [Double](repeating: 5, count: dimension) }
    var smoothness: Double { Double(dimension) }
    var strongConvexity: Double { 1 }
    var smoothPartSmoothness: Double { smoothness }
    var approximation: String { "the Hessian itself" }
    var componentCount: Int { 20 }
    var coordinateSmoothness: [Double] { (1...dimension).map(Double.init) }
    var absoluteWeights: [Double] { [Double](repeating: 0, count: dimension) }
    var dependencies: [[Int]] { [[Int]](repeating: [], count: dimension) }

    private func answer(_ truth: Double) -> Double {
        calls += 1
        return calls > 3 ? quadratic.spoiled ?? truth : truth
    }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { answer(quadratic.value(point)) }

    func computeRanking(of points: Span<Double>, _ count: Int, top: Int, _ receipt: borrowing Receipt) -> [Int] {
        ranked((0..<count).map { answer(quadratic.value(points.extracting($0 * dimension..<($0 + 1) * dimension))) }, top: top)
    }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        for i in 0..<dimension { gradient[i] = Double(i + 1) * (point[i] - 1) }
        let value = answer(quadratic.value(point))
        if !value.isFinite { gradient[0] = value }
        return value
    }

    func computeHessianProduct(at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for i in 0..<dimension { product[i] = Double(i + 1) * vector[i] }
        let first = answer(product[0])
        if !first.isFinite { product[0] = first }
    }

    func computeCurvatureProduct(at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        computeHessianProduct(at: point, vector, into: &product, receipt)
    }

    /// Term j has the curvature of coordinate j mod dimension alone, so that their mean is the whole.
    func computeGradient(
        of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) -> Double {
        for i in 0..<dimension { gradient[i] = 0 }
        var value = 0.0
        for place in batch.indices {
            let i = batch[place] % dimension
            // 20 terms over the dimension: each coordinate has 20/dimension of them (dimension is 1 or 10).
            let slope = Double(i + 1) * Double(dimension) * (point[i] - 1)
            gradient[i] += slope / Double(batch.count)
            value += 0.5 * slope * (point[i] - 1) / Double(batch.count)
        }
        let answered = answer(value)
        if !answered.isFinite { gradient[0] = answered }
        return answered
    }

    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        computeGradient(at: point, into: &gradient, receipt)
    }

    /// The regulariser is zero.
    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for i in 0..<dimension { result[i] = point[i] }
    }

    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for place in block.indices { derivatives[place] = answer(Double(block[place] + 1) * (point[block[place]] - 1)) }
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for pair in rows.indices { entries[pair] = answer(rows[pair] == columns[pair] ? Double(rows[pair] + 1) : 0) }
    }

    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for pair in rows.indices { entries[pair] = answer(rows[pair] == columns[pair] ? Double(rows[pair] + 1) : 0) }
    }
}
