import AssayKit

/// Sparse regression and classification, by the lasso, SCAD and MCP.
struct SparseInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind: String
    let summary: String
    let metrics: [Metric]
    let dataFiles: [String]
    /// 200 passes, with two proximal points for each gradient.
    let defaultBudget: Budget
    private let isConvex: Bool
    var problemType: any Metered.Type { isConvex ? ConvexSparseProblem.self : SparseProblem.self }
    private let make: @Sendable (DataFolder) throws -> SparseFit

    static let all: [SparseInstance] = penalties.flatMap { [diabetes($0), correlated($0, .convexProximal), breastCancer($0)] }
        + penalties.dropFirst().map { correlated($0, .wholeProximal) }

    /// With the constants that their authors advise: a = 3.7 (Fan and Li), γ = 3 (Breheny and Huang).
    private static let penalties: [SparsePenalty] = [.lasso, .scad(a: 3.7), .mcp(gamma: 3)]

    /// On the diabetes data of Efron, Hastie, Johnstone and Tibshirani ("Least Angle Regression", 2004).
    private static func diabetes(_ penalty: SparsePenalty) -> SparseInstance {
        SparseInstance(
            "diabetes", penalty, .convexProximal, kind: "sparse regression", "442 patients of 10 standardised measurements", "the largest that matters", dimension: 10, dataFiles: ["diabetes.csv"]
        ) { try SparseFit(diabetes: $0, penalty, .convexProximal) }
    }

    /// On a design made by seed, of which the right weights are known.
    private static func correlated(_ penalty: SparsePenalty, _ split: SparseFit.Split) -> SparseInstance {
        SparseInstance(
            "correlated-500", penalty, split, kind: "sparse regression", "200 examples of 500 correlated measurements, of which ten matter",
            "the largest that matters; made by seed", dimension: 500, knowsTruth: true
        ) { _ in try SparseFit(examples: 200, measurements: 500, penalty, split) }
    }

    private static func breastCancer(_ penalty: SparsePenalty) -> SparseInstance {
        SparseInstance(
            "breast-cancer", penalty, .convexProximal, kind: "sparse classification", "569 tumours of 30 standardised features, a ridge of 0.001",
            "the largest slope at zero", dimension: 31, dataFiles: ["breast-cancer.svm"]
        ) { try SparseFit(breastCancer: $0, penalty, .convexProximal) }
    }

    private init(
        _ data: String, _ penalty: SparsePenalty, _ split: SparseFit.Split, kind: String, _ sizes: String, _ largest: String, dimension: Int,
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
        isConvex = penalty.concavity == 0
        defaultBudget = Budget(calls: ["gradients": 200, "proximals": 400, "values": 2_000, "coordinates": 200 * dimension])
        metrics = GapScorer.metrics + (knowsTruth ? [Metric("support", better: .higher)] : [])
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let fit = try make(context.data)
        return isConvex ? ConvexSparseProblem(fit, context.meter) : SparseProblem(fit, context.meter)
    }

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
class SparseProblem: Composite {
    let meter: Meter
    fileprivate let fit: SparseFit

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

/// With a penalty that is convex: its smooth part is the loss, and h = Σ λ|wⱼ|, so that coordinates can be moved one by one.
final class ConvexSparseProblem: SparseProblem, BlockCoordinates {
    /// Derivatives are often asked at one point: they share its pass over the examples.
    private var latest: (point: [Double], slopes: [Double])?

    var coordinateSmoothness: [Double] { fit.loss.curvatures }
    var absoluteWeights: [Double] { (0..<dimension).map { $0 < fit.penalizedCount ? fit.regularization : 0 } }

    private func slopes(at point: Span<Double>) -> [Double] {
        if let latest, point.indices.allSatisfy({ latest.point[$0] == point[$0] }) { return latest.slopes }
        let slopes = fit.loss.evaluate(point).slopes
        latest = (Array(copying: point), slopes)
        return slopes
    }

    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        let slopes = slopes(at: point)
        for place in block.indices { derivatives[place] = fit.loss.partialDerivative(block[place], slopes, at: point[block[place]]) }
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        let slopes = slopes(at: point)
        for pair in rows.indices { entries[pair] = fit.loss.secondDerivative(rows[pair], columns[pair], slopes) }
    }

    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for pair in rows.indices { entries[pair] = fit.loss.secondDerivative(rows[pair], columns[pair], nil) }
    }
}
