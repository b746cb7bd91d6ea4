import AssayKit

/// Sparse regression and classification, by the lasso, SCAD and MCP.
struct SparseInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind: String
    let summary: String
    let metrics: [Metric]
    let dataFiles: [String]
    let defaultBudget = Budget(calls: ["gradients": 200, "proximals": 200, "values": 2_000])
    var problemType: any Metered.Type { SparseProblem.self }
    private let make: @Sendable (DataFolder) throws -> SparseFit

    static let all: [SparseInstance] = penalties.flatMap { [diabetes($0), correlated($0, .convexProximal), breastCancer($0)] }
        + penalties.dropFirst().map { correlated($0, .wholeProximal) }

    /// With the constants that their authors advise: a = 3.7 (Fan and Li), γ = 3 (Breheny and Huang).
    private static let penalties: [SparsePenalty] = [.lasso, .scad(a: 3.7), .mcp(gamma: 3)]

    /// On the diabetes data of Efron, Hastie, Johnstone and Tibshirani ("Least Angle Regression", 2004).
    private static func diabetes(_ penalty: SparsePenalty) -> SparseInstance {
        SparseInstance(
            "diabetes", penalty, .convexProximal, kind: "sparse regression", "442 patients of 10 standardised measurements", "the largest that matters", dataFiles: ["diabetes.csv"]
        ) { try SparseFit(diabetes: $0, penalty, .convexProximal) }
    }

    /// On a design made by seed, of which the right weights are known.
    private static func correlated(_ penalty: SparsePenalty, _ split: SparseFit.Split) -> SparseInstance {
        SparseInstance(
            "correlated-500", penalty, split, kind: "sparse regression", "200 examples of 500 correlated measurements, of which ten matter",
            "the largest that matters; made by seed", knowsTruth: true
        ) { _ in try SparseFit(examples: 200, measurements: 500, penalty, split) }
    }

    private static func breastCancer(_ penalty: SparsePenalty) -> SparseInstance {
        SparseInstance(
            "breast-cancer", penalty, .convexProximal, kind: "sparse classification", "569 tumours of 30 standardised features, a ridge of 0.001",
            "the largest slope at zero", dataFiles: ["breast-cancer.svm"]
        ) { try SparseFit(breastCancer: $0, penalty, .convexProximal) }
    }

    private init(
        _ data: String, _ penalty: SparsePenalty, _ split: SparseFit.Split, kind: String, _ sizes: String, _ largest: String,
        dataFiles: [String] = [], knowsTruth: Bool = false, make: @escaping @Sendable (DataFolder) throws -> SparseFit
    ) {
        id = "\(penalty.name)/\(data)" + (split == .wholeProximal ? "-whole" : "")
        self.kind = kind
        let taken = switch penalty {
        case .lasso: ""
        case .scad(let a): "; SCAD with a = \(a)"
        case .mcp(let gamma): "; MCP with γ = \(gamma)"
        }
        let place = penalty.concavity == 0 ? "" : split == .convexProximal ? ", its concave part in the smooth part" : ", all of it behind the proximal operator"
        summary = "\(sizes), λ a tenth of \(largest)" + taken + place
        self.dataFiles = dataFiles
        self.make = make
        metrics = GapScorer.metrics + (knowsTruth ? [Metric("support", better: .higher)] : [])
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { SparseProblem(try make(context.data), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let fit = try make(data)
        let gap = GapScorer(dimension: fit.dimension, minimum: try fit.minimum()) { fit.value($0) }
        return fit.truth.map { SupportScorer(gap: gap, truth: $0) } ?? gap
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

/// What a method sees of a sparse regression.
final class SparseProblem: Composite {
    let meter: Meter
    private let fit: SparseFit

    init(_ fit: SparseFit, _ meter: Meter) {
        self.fit = fit
        self.meter = meter
    }

    var dimension: Int { fit.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothPartSmoothness: Double { fit.smoothness }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { fit.value(point) }

    func computeSmoothGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        fit.smoothGradient(point, into: &gradient)
    }

    func computeProximal(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for index in point.indices { result[index] = fit.proximal(point[index], index, step: step) }
    }
}
