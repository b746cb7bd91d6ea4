import AssayKit

/// Sparse regression by the lasso.
struct LassoInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind = "sparse regression"
    let summary: String
    let metrics: [Metric]
    let dataFiles: [String]
    let defaultBudget = Budget(calls: ["gradients": 200, "proximals": 200, "values": 2_000])
    var problemType: any Metered.Type { LassoProblem.self }
    private let make: @Sendable (DataFolder) throws -> Lasso

    /// On the diabetes data of Efron, Hastie, Johnstone and Tibshirani ("Least Angle Regression", 2004).
    static let diabetes = LassoInstance(
        id: "lasso/diabetes", summary: "442 patients of 10 standardised measurements, λ a tenth of the largest that matters", dataFiles: ["diabetes.csv"],
        knowsTruth: false) { try Lasso($0) }

    /// On a design made by seed, of which the right weights are known.
    static let correlated = LassoInstance(
        id: "lasso/correlated-500", summary: "200 examples of 500 correlated measurements, of which ten matter, λ a tenth of the largest that matters; made by seed",
        dataFiles: [], knowsTruth: true) { _ in try Lasso(examples: 200, measurements: 500) }

    private init(id: String, summary: String, dataFiles: [String], knowsTruth: Bool, make: @escaping @Sendable (DataFolder) throws -> Lasso) {
        self.id = id
        self.summary = summary
        self.dataFiles = dataFiles
        self.make = make
        metrics = GapScorer.metrics + (knowsTruth ? [Metric("support", better: .higher)] : [])
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { LassoProblem(try make(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let lasso = try make(data)
        let gap = GapScorer(dimension: lasso.dimension, minimum: try lasso.minimum()) { lasso.value($0) }
        return lasso.truth.map { SupportScorer(gap: gap, truth: $0) } ?? gap
    }
}

/// Judges points by their gap, and by how well the weights that they keep are those that matter: the harmonic mean of the share
/// of kept ones that matter and the share of those that matter that are kept.
struct SupportScorer: Scorer {
    let gap: GapScorer
    let truth: [Double]

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        var metrics = try gap.score(answer)
        guard case .point(let point) = answer else { return metrics }
        // What an iteration leaves behind of a weight on its way to zero counts as zero.
        let largest = point.map(\.magnitude).max() ?? 0
        let kept = point.map { $0.magnitude > 1e-6 * largest && largest > 0 }
        let right = zip(kept, truth).count { $0.0 && $0.1 != 0 }
        let sum = kept.count { $0 } + truth.count { $0 != 0 }
        metrics["support"] = sum == 0 ? 1 : 2 * Double(right) / Double(sum)
        return metrics
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
