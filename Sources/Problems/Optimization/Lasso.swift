import AssayKit
import Formats

/// The lasso (Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996):
/// f(w) = ‖Xw − y‖²/2n + λ‖w‖₁, the columns of X standardised, y centred, λ a tenth of the least that makes w = 0 optimal.
struct Lasso: Sendable {
    private let features: Matrix
    private let response: [Double]
    let regularization: Double
    /// The largest eigenvalue of XᵀX/n.
    let smoothness: Double

    /// The weights that the response was made of, where it was made.
    let truth: [Double]?

    /// - Parameters:
    ///   - features: examples × measurements; they are standardised.
    ///   - response: one number an example; it is centred.
    private init(_ features: Matrix, _ response: [Double], truth: [Double]? = nil) throws {
        let count = Double(response.count)
        let mean = response.reduce(0, +) / count
        let centred = response.map { $0 - mean }
        self.features = features.standardized
        self.response = centred
        self.truth = truth
        // The subgradient at w = 0 holds zero where λ is at least ‖Xᵀy‖∞/n.
        regularization = 0.1 * (Matrix.product(self.features, centred.span, transposed: true).map(\.magnitude).max() ?? 0) / count
        smoothness = try self.features.largestSquaredSingularValue() / count
    }

    /// On the diabetes data.
    init(_ data: DataFolder) throws {
        let file = try data.file("diabetes.csv")
        let table = try CSV.load(file)
        let target = "progression"
        let response = try table.numbers(target)
        let columns = try table.columns.filter { $0 != target }.map { try table.numbers($0) }
        guard !response.isEmpty, !columns.isEmpty else { throw FormatError(file, "", "there is no patient or no measurement in it") }
        try self.init(Matrix(rows: columns.count, columns: response.count, entries: columns.flatMap { $0 }).transposed, response)
    }

    /// On a made design: more measurements than examples, neighbours correlated by 0.8 (a first-order autoregression), ten of
    /// them with a weight of ±1, and noise of half their size.
    init(examples: Int, measurements: Int) throws {
        var random = Random(seed: 0x6C61_7373_6F)
        var entries: [Double] = []
        for _ in 0..<examples {
            var previous = random.normal()
            for _ in 0..<measurements {
                entries.append(previous)
                previous = 0.8 * previous + 0.6 * random.normal()
            }
        }
        let features = Matrix(rows: examples, columns: measurements, entries: entries)
        var truth = [Double](repeating: 0, count: measurements)
        for place in random.sample(10, of: measurements) { truth[place] = random.uniform() < 0.5 ? -1 : 1 }
        let response = Matrix.product(features, truth.span).map { $0 + 0.5 * random.normal() }
        try self.init(features, response, truth: truth)
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
            let before = certificate
            certificate = dualityGap(w, residual, correlations)
            // As near as one digit, or as near as f's own rounding and no longer coming nearer.
            if certificate <= value.ulp || certificate <= Minimum.rounding(of: value) && certificate >= before {
                return Minimum(value: value, certificate: certificate)
            }
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
