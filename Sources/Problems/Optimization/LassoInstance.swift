import AssayKit

/// The lasso on the diabetes data of Efron, Hastie, Johnstone and Tibshirani ("Least Angle Regression", 2004).
struct LassoInstance: Instance {
    let id = "lasso/diabetes"
    let role = Role.optimizer
    let kind = "sparse regression"
    let summary = "442 patients of 10 standardised measurements, λ a tenth of the largest that matters"
    let metrics = GapScorer.metrics
    let dataFiles = ["diabetes.csv"]
    let defaultBudget = Budget(calls: ["gradients": 200, "proximals": 200, "values": 2_000])
    var problemType: any Metered.Type { LassoProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { LassoProblem(try Lasso(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let lasso = try Lasso(data)
        return GapScorer(dimension: lasso.dimension, minimum: try lasso.minimum()) { lasso.value($0) }
    }
}

/// What a method sees of the lasso.
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

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { lasso.value(point) }

    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        lasso.smoothGradient(point, into: &gradient)
    }

    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for index in point.indices { result[index] = lasso.proximal(point[index], step: step) }
    }
}
