import AssayKit

/// A regularised regression: smooth and strongly convex, with derivatives of every kind.
struct RegularizedRiskInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind: String
    /// Both nil where that is not known before the data are read.
    let exampleCount: Int?
    private let weightCount: Int?
    let summary: String
    let metrics = GapScorer.metrics
    let dataFiles: [String]
    /// How far each weight is from zero at the start, in standard deviations of a normal distribution; zero for a start at zero.
    private let startScale: Double
    private let makeRisk: @Sendable (DataFolder) throws -> RegularizedRisk
    var problemType: any Metered.Type { RegularizedRiskProblem.self }

    init(
        id: String, kind: String, exampleCount: Int?, weightCount: Int? = nil, summary: String, dataFile: String, startScale: Double = 0,
        makeRisk: @escaping @Sendable (DataFolder) throws -> RegularizedRisk
    ) {
        self.id = id
        self.kind = kind
        self.exampleCount = exampleCount
        self.weightCount = weightCount
        self.summary = summary
        dataFiles = [dataFile]
        self.startScale = startScale
        self.makeRisk = makeRisk
    }

    /// 200 passes for gradients, whole or in parts; ten values and a hundred products for each of them, which are a
    /// line search's and a linear solver's share.
    var defaultBudget: Budget {
        let passes = 200
        var calls = ["gradients": passes, "values": 10 * passes, "hessianProducts": 100 * passes, "curvatureProducts": 100 * passes]
        calls["components"] = exampleCount.map { passes * $0 }
        calls["coordinates"] = weightCount.map { passes * $0 }
        return Budget(calls: calls)
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let risk = try makeRisk(context.data)
        // The same for every method and seed.
        var random = Random(seed: 0x6661_72)
        let start = (0..<risk.dimension).map { _ in startScale == 0 ? 0 : startScale * random.normal() }
        return RegularizedRiskProblem(risk, start: start, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let risk = try makeRisk(data)
        return GapScorer(dimension: risk.dimension, minimum: try risk.minimum()) { risk.value($0) }
    }
}

/// What a method sees of a regularised regression.
final class RegularizedRiskProblem: Smooth, TwiceDifferentiable, ApproximateHessian, FiniteSum {
    let meter: Meter
    let risk: RegularizedRisk
    /// A value, a gradient and many products are often asked at one point: they share its pass over the examples.
    private var latest: RegularizedRisk.Evaluation?
    let start: [Double]

    init(_ risk: RegularizedRisk, start: [Double], _ meter: Meter) {
        self.risk = risk
        self.start = start
        self.meter = meter
    }

    var dimension: Int { risk.dimension }
    var smoothness: Double { risk.smoothness }
    var strongConvexity: Double { risk.regularization }
    var componentCount: Int { risk.exampleCount }
    var approximation: String { "the empirical Fisher matrix (1/n) Σ gᵢgᵢᵀ of the gradients gᵢ of the examples' losses, plus the regulariser's λI" }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { evaluation(at: point).value }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let evaluation = evaluation(at: point)
        gradient.copy(evaluation.gradient())
        return evaluation.value
    }

    func computeGradient(
        of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) -> Double {
        risk.gradient(of: batch, at: point, into: &gradient)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(evaluation(at: point).hessianProduct(Array(copying: vector)))
    }

    func computeCurvatureProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(evaluation(at: point).fisherProduct(Array(copying: vector)))
    }

    func evaluation(at point: Span<Double>) -> RegularizedRisk.Evaluation {
        if let latest, isSame(latest.point, point) { return latest }
        let evaluation = risk.evaluate(point)
        latest = evaluation
        return evaluation
    }

    private func isSame(_ known: [Double], _ point: Span<Double>) -> Bool {
        for index in point.indices where known[index] != point[index] { return false }
        return true
    }
}
