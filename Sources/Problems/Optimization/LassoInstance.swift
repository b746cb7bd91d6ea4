import AssayKit
import Formats

/// ‖Xw − y‖²/2n + λ‖w‖₁ on the diabetes data (Tibshirani 1996), λ a tenth of the least that makes w = 0 optimal.
struct LassoInstance: Instance {
    let id = "lasso/diabetes"
    let role = Role.optimizer
    let kind = "sparse regression"
    let summary = "442 patients of 10 standardised measurements, λ a tenth of the largest that matters"
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["gradients": 200, "proximals": 200])
    var problemType: any Metered.Type { LassoProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { LassoProblem(try Lasso(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let lasso = try Lasso(data)
        return GapScorer(dimension: lasso.dimension, minimum: lasso.minimum(), value: lasso.value)
    }
}

struct Lasso: Sendable {
    /// ‖Xw − y‖² = ⟨w, Gw⟩ − 2⟨c, w⟩ + ‖y‖²: the Gram matrix XᵀX/n, Xᵀy/n and ‖y‖²/n are all that is needed.
    private let gram: Matrix
    private let correlation: [Double]
    private let squaredResponse: Double
    let regularization: Double
    /// The largest eigenvalue of XᵀX/n.
    let smoothness: Double

    init(_ data: DataFolder) throws {
        let table = try CSV.load(try data.file("diabetes.csv"))
        let names = table.columns.filter { $0 != "progression" }
        let columns = try names.map { try table.numbers($0) }
        let rows = table.rowCount
        let features = Design.standardized(
            Matrix(rows: names.count, columns: rows, entries: columns.flatMap { $0 }).transposed)
        let response = try table.numbers("progression")
        let mean = response.reduce(0, +) / Double(rows)
        let centred = response.map { $0 - mean }
        var gram = Matrix.product(features, features, transposeLeft: true)
        for index in gram.entries.indices { gram.entries[index] /= Double(rows) }
        self.gram = gram
        correlation = Matrix.product(features, centred.span, transposed: true).map { $0 / Double(rows) }
        squaredResponse = dot(centred, centred) / Double(rows)
        regularization = 0.1 * (correlation.map(\.magnitude).max() ?? 0)
        smoothness = try gram.symmetricEigen().values.last ?? 0
    }

    var dimension: Int { correlation.count }

    func smoothValue(_ w: [Double]) -> Double {
        (dot(w, Matrix.product(gram, w.span)) - 2 * dot(correlation, w) + squaredResponse) / 2
    }

    func value(_ w: [Double]) -> Double { smoothValue(w) + regularization * w.reduce(0) { $0 + $1.magnitude } }

    func smoothGradient(_ w: [Double]) -> [Double] {
        var gradient = Matrix.product(gram, w.span)
        add(-1, correlation, to: &gradient)
        return gradient
    }

    /// Soft thresholding.
    static func proximal(_ x: Double, _ threshold: Double) -> Double {
        x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
    }

    /// The least value, by coordinate descent until the optimality condition holds to rounding.
    func minimum() -> Double {
        var w = [Double](repeating: 0, count: dimension)
        for _ in 0..<100_000 {
            var largestMove = 0.0
            for j in w.indices {
                let rest = correlation[j] - dot(gram.row(j), w) + gram[j, j] * w[j]
                let moved = Self.proximal(rest, regularization) / gram[j, j]
                largestMove = max(largestMove, (moved - w[j]).magnitude)
                w[j] = moved
            }
            if largestMove < 1e-13 { break }
        }
        return value(w)
    }
}

final class LassoProblem: Composite {
    let meter: Meter
    private let lasso: Lasso

    init(_ lasso: Lasso, _ meter: Meter) {
        self.lasso = lasso
        self.meter = meter
    }

    var dimension: Int { lasso.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothPartSmoothness: Double { lasso.smoothness }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { lasso.value(Array(copying: point)) }

    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let point = Array(copying: point)
        gradient.copy(lasso.smoothGradient(point))
        return lasso.smoothValue(point)
    }

    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for index in 0..<point.count { result[index] = Lasso.proximal(point[index], step * lasso.regularization) }
    }
}
