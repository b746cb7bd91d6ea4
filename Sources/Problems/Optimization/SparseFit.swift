import AssayKit
import Formats

/// A sparse regression: f(w) = loss(w) + Σ penalty(wⱼ), taken apart into a smooth part g and a part h with a proximal operator.
///
/// A penalty that is not convex can be taken apart in two ways. With the concave part in g, h = λ‖w‖₁ is convex (the split of
/// Yang, Asgharian and Bhatnagar, arXiv:2009.10629); g is then not convex, its gradient no less smooth than the loss's unless
/// the penalty bends more. With the whole penalty in h, g is the convex loss, and h's proximal operator is exact.
struct SparseFit: Sendable {
    enum Split: Sendable { case convexProximal, wholeProximal }

    let loss: LinearLoss
    let penalty: SparsePenalty
    private let split: Split
    /// The weights from here on are not penalised.
    let penalizedCount: Int
    /// λ, a tenth of the loss's largest slope at w = 0 in a penalised weight: of the least λ that leaves them all zero there.
    let regularization: Double
    /// The weights that the response was made of, where it was made.
    let truth: [Double]?
    /// Weights near the best that a long search found, by their places; empty where the short one finds no less.
    let found: [Int: Double]

    private init(_ loss: LinearLoss, _ penalty: SparsePenalty, _ split: Split, penalizedCount: Int, truth: [Double]? = nil, found: [Int: Double] = [:]) {
        self.loss = loss
        self.penalty = penalty
        self.split = split
        self.penalizedCount = penalizedCount
        self.truth = truth
        self.found = found
        let zero = [Double](repeating: 0, count: loss.dimension)
        let slopesOfExamples = loss.evaluate(zero.span).slopes
        let slopes = Matrix.product(loss.features, slopesOfExamples.span, transposed: true)
        regularization = 0.1 * (slopes.prefix(penalizedCount).map(\.magnitude).max() ?? 0) / loss.count
    }

    /// Least squares, the columns standardised and the response centred.
    private init(_ features: Matrix, _ response: [Double], _ penalty: SparsePenalty, _ split: Split, truth: [Double]? = nil) throws {
        let mean = response.reduce(0, +) / Double(response.count)
        let loss = try LinearLoss(.squares, features.standardized, response.map { $0 - mean })
        self.init(loss, penalty, split, penalizedCount: loss.dimension, truth: truth)
    }

    /// On the diabetes data.
    init(diabetes data: DataFolder, _ penalty: SparsePenalty, _ split: Split) throws {
        let file = try data.file("diabetes.csv")
        let table = try CSV.load(file)
        let target = "progression"
        let response = try table.numbers(target)
        let columns = try table.columns.filter { $0 != target }.map { try table.numbers($0) }
        guard !response.isEmpty, !columns.isEmpty else { throw FormatError(file, "", "there is no patient or no measurement in it") }
        let features = Matrix(rows: columns.count, columns: response.count, entries: columns.flatMap { $0 }).transposed
        try self.init(features, response, penalty, split)
    }

    /// On a made design: more measurements than examples, neighbours correlated by 0.8 (a first-order autoregression), ten of
    /// them with a weight of ±1, and noise of half their size.
    init(examples: Int, measurements: Int, _ penalty: SparsePenalty, _ split: Split) throws {
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
        try self.init(features, response, penalty, split, truth: truth)
    }

    /// Logistic regression on the breast cancer data. The intercept, last, is not penalised. A ridge of 0.001 goes with it, as
    /// the classes can be told apart by a plane, and penalties that are constant far out would not keep the weights finite.
    init(breastCancer data: DataFolder, _ penalty: SparsePenalty, _ split: Split) throws {
        let design = try Design.breastCancer(data)
        let loss = try LinearLoss(.logistic, design.features, design.labels.map(Double.init), ridge: 1e-3)
        // By search_sparse_minima.py among the tests' fixtures: measurements that say almost the same leave hundreds of local minima.
        let found: [Int: Double] = switch penalty {
        case .lasso: [:]
        case .scad: [10: 2.1702, 20: 2.6234, 21: 1.583, 23: 2.557, 24: 0.9309, 27: 1.8892, 28: 0.5766, 30: -0.1153]
        case .mcp: [7: 1.3504, 10: 2.2975, 14: 0.5583, 15: -1.4722, 20: 2.2321, 21: 1.5738, 23: 2.1875, 26: 1.3338, 27: 1.53, 28: 0.8039, 30: -0.049]
        }
        self.init(loss, penalty, split, penalizedCount: loss.dimension - 1, found: found)
    }

    var dimension: Int { loss.dimension }

    /// A Lipschitz constant of ∇g. The loss curves between zero and its own, the concave part between −concavity and zero.
    var smoothness: Double { split == .convexProximal ? max(loss.smoothness, penalty.concavity) : loss.smoothness }

    func value(_ w: Span<Double>) -> Double {
        let smooth = loss.value(w)
        return smooth + penaltySum(w)
    }

    func penaltySum(_ w: Span<Double>) -> Double {
        var sum = 0.0
        for j in 0..<penalizedCount { sum += penalty.value(w[j], regularization) }
        return sum
    }

    /// Writes ∇g and returns g.
    func smoothGradient(_ w: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        var value = loss.gradient(w, into: &gradient)
        guard split == .convexProximal else { return value }
        for j in 0..<penalizedCount {
            let part = penalty.concavePart(w[j], regularization)
            value += part.value
            gradient[j] += part.slope
        }
        return value
    }

    /// The entry j of argmin_z h(z) + ‖z − x‖²/(2·step).
    func proximal(_ x: Double, _ j: Int, step: Double) -> Double {
        guard j < penalizedCount else { return x }
        return (split == .convexProximal ? .lasso : penalty).proximal(x, step: step, regularization)
    }
}
