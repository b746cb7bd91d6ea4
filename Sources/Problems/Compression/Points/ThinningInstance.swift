import AssayKit

/// A sample to be represented by few of its points, judged by the maximum mean discrepancy between the two.
struct ThinningInstance: Instance {
    let id: String
    let role = Role.compressor
    let kind = "thinning"
    let summary: String
    let metrics = DiscrepancyScorer.metrics
    let defaultBudget = Budget(seconds: 120)
    let source: PointSource
    let kernel: RadialKernel
    let halvings: Int
    var dataFiles: [String] { source.dataFiles }
    var problemType: any Metered.Type { ThinningProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        ThinningProblem(try source.points(context.data), kernel, halvings: halvings, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        DiscrepancyScorer(ThinningProblem(try source.points(data), kernel, halvings: halvings, Meter()))
    }
}

final class ThinningProblem: Thinning {
    let meter: Meter
    let points: Points
    let kernel: RadialKernel
    let halvings: Int

    init(_ points: Points, _ kernel: RadialKernel, halvings: Int, _ meter: Meter) {
        self.points = points
        self.kernel = kernel
        self.halvings = halvings
        self.meter = meter
    }
}

/// Measures the maximum mean discrepancy between the sample and the points that came back, whichever they are.
struct DiscrepancyScorer: Scorer {
    static let metrics = [Metric("discrepancy", better: .lower), Metric("bytes", unit: "bytes", better: .lower)]

    private let sample: Points
    private let kernel: RadialKernel
    private let most: Int
    /// The mean of the kernel over all pairs of the sample.
    private let ownMean: Double

    init(_ problem: ThinningProblem) {
        sample = problem.points
        kernel = problem.kernel
        most = problem.points.count >> problem.halvings
        ownMean = Self.mean(problem.points, problem.points, problem.kernel)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        let (size, points) = try restoredPoints(answer)
        guard points.dimension == sample.dimension, 1...max(1, most) ~= points.count else {
            throw InvalidAnswer("\(points.count) points of \(points.dimension) numbers came back where \(most) of \(sample.dimension) are the most")
        }
        let squared = ownMean - 2 * Self.mean(points, sample, kernel) + Self.mean(points, points, kernel)
        return ["discrepancy": max(0, squared).squareRoot(), "bytes": Double(size)]
    }

    private static func mean(_ x: Points, _ y: Points, _ kernel: RadialKernel) -> Double {
        var sum = 0.0
        for i in 0..<x.count {
            var row = 0.0
            for j in 0..<y.count { row += kernel.value(squaredDistance: x.squaredDistance(i, j, in: y)) }
            sum += row
        }
        return sum / Double(x.count) / Double(y.count)
    }
}

/// The points that a compressor gave back, all of them finite, and how many bytes it took.
func restoredPoints(_ answer: Answer) throws(InvalidAnswer) -> (size: Int, points: Points) {
    guard case .restored(let size, let value) = answer else {
        throw InvalidAnswer("points are answered by bytes that restore points, not by an offer")
    }
    guard size > 0 else { throw InvalidAnswer("compressing gave no bytes") }
    let points: Points
    do { points = try Points(encoded: value) } catch { throw InvalidAnswer("the restored points are \(error)") }
    guard points.values.allSatisfy(\.isFinite) else { throw InvalidAnswer("a restored point holds a number that is not finite") }
    return (size, points)
}

extension Catalog {
    static let thinnings: [any Instance] = [
        ThinningInstance(
            id: "thinning/mixture-4096", summary: "4,096 points of eight normal distributions in the plane, 64 to be kept; Gaussian kernel, σ = 2",
            source: .made { .mixture(4096) }, kernel: .gaussian(bandwidth: 2), halvings: 6),
        ThinningInstance(
            id: "thinning/mixture-4096-laplace", summary: "4,096 points of eight normal distributions in the plane, 64 to be kept; Laplace kernel, σ = 2",
            source: .made { .mixture(4096) }, kernel: .laplace(bandwidth: 2), halvings: 6),
        ThinningInstance(
            id: "thinning/heavy-tailed-1024", summary: "1,024 points of Student's t distribution with 3 degrees of freedom in 4 dimensions, 32 to be kept; Gaussian kernel, σ = √8",
            source: .made { .heavyTailed(1024) }, kernel: .gaussian(bandwidth: 8.squareRoot()), halvings: 5),
        ThinningInstance(
            id: "thinning/digits", summary: "1,797 digits in 64 dimensions, 56 to be kept; Gaussian kernel, σ = 35",
            source: .digits, kernel: .gaussian(bandwidth: 35), halvings: 5),
    ]
}
