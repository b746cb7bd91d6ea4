import AssayKit

/// A regularised regression, smooth and strongly convex.
struct SmoothInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind: String
    let summary: String
    let metrics = GapScorer.metrics
    let defaultBudget: Budget
    private let makeModel: @Sendable (DataFolder) throws -> any SmoothModel
    var problemType: any Metered.Type { SmoothProblem.self }

    /// - Precondition: `budget` is well-formed.
    init(id: String, kind: String, summary: String, budget: String, makeModel: @escaping @Sendable (DataFolder) throws -> any SmoothModel) {
        self.id = id
        self.kind = kind
        self.summary = summary
        defaultBudget = (try? Budget(text: budget)) ?? Budget()
        self.makeModel = makeModel
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { SmoothProblem(try makeModel(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let model = try makeModel(data)
        return GapScorer(dimension: model.dimension, minimum: model.minimum(), value: model.value)
    }
}

/// What a method sees of a regularised regression.
final class SmoothProblem: Smooth, TwiceDifferentiable, ApproximateHessian, FiniteSum {
    let meter: Meter
    private let model: any SmoothModel
    /// Products at one point come in a row: what they share is kept.
    private var latest: (point: [Double], curvature: any Curvature)?

    init(_ model: any SmoothModel, _ meter: Meter) {
        self.model = model
        self.meter = meter
    }

    var dimension: Int { model.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothness: Double { model.smoothness }
    var strongConvexity: Double { model.regularization }
    var componentCount: Int { model.exampleCount }
    var approximation: String { "the empirical Fisher matrix of the examples' losses, plus the regulariser's own λI" }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { model.value(Array(copying: point)) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let (value, result) = model.gradient(Array(copying: point), batch: nil)
        gradient.copy(result)
        return value
    }

    func computeGradient(
        of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) -> Double {
        let (value, result) = model.gradient(Array(copying: point), batch: Array(copying: batch))
        gradient.copy(result)
        return value
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(curvature(Array(copying: point)).hessianProduct(Array(copying: vector)))
    }

    func computeCurvatureProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(curvature(Array(copying: point)).fisherProduct(Array(copying: vector)))
    }

    private func curvature(_ point: [Double]) -> any Curvature {
        if let latest, latest.point == point { return latest.curvature }
        let curvature = model.curvature(point)
        latest = (point, curvature)
        return curvature
    }
}
