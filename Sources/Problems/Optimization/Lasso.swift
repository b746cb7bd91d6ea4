import AssayKit
import Formats

/// The lasso (Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996) on the diabetes data:
/// f(w) = ‖Xw − y‖²/2n + λ‖w‖₁, the columns of X standardised, y centred, λ a tenth of the least that makes w = 0 optimal.
struct Lasso: Sendable {
    private let features: Matrix
    private let response: [Double]
    let regularization: Double
    /// The largest eigenvalue of XᵀX/n.
    let smoothness: Double

    init(_ data: DataFolder) throws {
        let file = try data.file("diabetes.csv")
        let table = try CSV.load(file)
        let target = "progression"
        let response = try table.numbers(target)
        let columns = try table.columns.filter { $0 != target }.map { try table.numbers($0) }
        guard !response.isEmpty, !columns.isEmpty else { throw FormatError(file, "", "there is no patient or no measurement in it") }
        let count = Double(response.count)
        let mean = response.reduce(0, +) / count
        let centred = response.map { $0 - mean }
        features = Matrix(rows: columns.count, columns: response.count, entries: columns.flatMap { $0 }).transposed.standardized
        self.response = centred
        // The subgradient at w = 0 holds zero where λ is at least ‖Xᵀy‖∞/n.
        regularization = 0.1 * (Matrix.product(features, centred.span, transposed: true).map(\.magnitude).max() ?? 0) / count
        smoothness = try features.largestSquaredSingularValue() / count
    }

    var dimension: Int { features.columns }
    private var count: Double { Double(features.rows) }

    func value(_ w: Span<Double>) -> Double { smoothValue(residual(w)) + regularization * absoluteSum(w) }

    /// Writes Xᵀ(Xw − y)/n and returns ‖Xw − y‖²/2n.
    func smoothGradient(_ w: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        let residual = residual(w)
        let product = Matrix.product(features, residual.span, transposed: true)
        for index in product.indices { gradient[index] = product[index] / count }
        return smoothValue(residual)
    }

    /// argmin_z λ|z| + (z − x)²/(2·step): soft thresholding by λ·step.
    func proximal(_ x: Double, step: Double) -> Double { Self.shrink(x, regularization * step) }

    private static func shrink(_ x: Double, _ threshold: Double) -> Double {
        x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
    }

    /// Xw − y.
    private func residual(_ w: Span<Double>) -> [Double] {
        var residual = Matrix.product(features, w)
        add(-1, response, to: &residual)
        return residual
    }

    private func smoothValue(_ residual: [Double]) -> Double { mean(residual, residual) / 2 }

    private func absoluteSum(_ w: Span<Double>) -> Double {
        var sum = 0.0
        for index in w.indices { sum += w[index].magnitude }
        return sum
    }

    /// The least value by coordinate descent (Friedman, Hastie, Höfling and Tibshirani, "Pathwise coordinate
    /// optimization", 2007), certified by the duality gap.
    /// - Throws: `UncertifiedMinimum` where that gap stays above the rounding of f.
    func minimum() throws(UncertifiedMinimum) -> Minimum {
        let columns = (0..<dimension).map { features.column($0) }
        let squares = columns.map { mean($0, $0) }
        var w = [Double](repeating: 0, count: dimension)
        var certificate = Double.infinity
        for _ in 0..<10_000 {
            var residual = residual(w.span)
            let correlations = columns.map { mean($0, residual) }
            let value = smoothValue(residual) + regularization * absoluteSum(w.span)
            certificate = dualityGap(w, residual, correlations)
            if certificate <= value.ulp { return Minimum(value: value, certificate: certificate) }
            // A column of equal entries was standardised to zero: its weight stays there.
            for j in w.indices where squares[j] > 0 {
                let moved = Self.shrink(w[j] * squares[j] - mean(columns[j], residual), regularization) / squares[j]
                add(moved - w[j], columns[j], to: &residual)
                w[j] = moved
            }
        }
        throw UncertifiedMinimum(value: value(w.span), certificate: certificate)
    }

    /// f(w) less the dual objective ⟨y, θ⟩ − n‖θ‖²/2 at θ = −s·r/n, where r = Xw − y and s ≤ 1 is as large as ‖Xᵀθ‖∞ ≤ λ
    /// lets it be; the terms put in an order in which no large ones cancel: (1 − s)²‖r‖²/2n + Σ (λ|wⱼ| + s·wⱼ·⟨xⱼ, r⟩/n).
    /// - Parameter correlations: ⟨xⱼ, r⟩/n.
    private func dualityGap(_ w: [Double], _ residual: [Double], _ correlations: [Double]) -> Double {
        let largest = correlations.map(\.magnitude).max() ?? 0
        let scale = largest > regularization ? regularization / largest : 1
        var sum = (1 - scale) * (1 - scale) * smoothValue(residual)
        for j in w.indices { sum += regularization * w[j].magnitude + scale * w[j] * correlations[j] }
        return max(0, sum)
    }

    /// ⟨x, y⟩/n, its rounding small enough for a certificate that is linear in it.
    private func mean(_ x: [Double], _ y: [Double]) -> Double {
        var sum = CompensatedSum()
        for index in x.indices { sum += x[index] * y[index] }
        return sum.value / count
    }
}
