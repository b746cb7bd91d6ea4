import AssayKit

/// Points whose distances are to be kept by points of fewer numbers.
struct EmbeddingInstance: Instance {
    let id: String
    let role = Role.compressor
    let kind = "embedding"
    let summary: String
    let metrics = DistortionScorer.metrics
    let defaultBudget = Budget(seconds: 120)
    let source: PointSource
    let targetDimension: Int
    var dataFiles: [String] { source.dataFiles }
    var problemType: any Metered.Type { EmbeddingProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        EmbeddingProblem(try source.points(context.data), targetDimension: targetDimension, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        DistortionScorer(EmbeddingProblem(try source.points(data), targetDimension: targetDimension, Meter()))
    }
}

final class EmbeddingProblem: DimensionReduction {
    let meter: Meter
    let points: Points
    let targetDimension: Int

    init(_ points: Points, targetDimension: Int, _ meter: Meter) {
        self.points = points
        self.targetDimension = targetDimension
        self.meter = meter
    }
}

/// Measures by how much distances have changed: |‖f(x) − f(y)‖ / ‖x − y‖ − 1|, the largest and the mean of all pairs that differ.
struct DistortionScorer: Scorer {
    static let metrics = [Metric("distortion", better: .lower), Metric("meanDistortion", better: .lower), Metric("bytes", unit: "bytes", better: .lower)]

    private let targetDimension: Int
    private let count: Int
    /// ‖xᵢ − xⱼ‖², pair after pair.
    private let distances: [Double]

    init(_ problem: EmbeddingProblem) {
        targetDimension = problem.targetDimension
        count = problem.points.count
        distances = Self.squaredDistances(problem.points)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        let (size, points) = try restoredPoints(answer)
        guard points.count == count, points.dimension <= targetDimension else {
            throw InvalidAnswer("\(points.count) points of \(points.dimension) numbers came back where \(count) of at most \(targetDimension) are asked for")
        }
        var largest = 0.0, sum = 0.0, pairs = 0.0
        for (before, after) in zip(distances, Self.squaredDistances(points)) where before > 0 {
            let distortion = ((after / before).squareRoot() - 1).magnitude
            largest = max(largest, distortion)
            sum += distortion
            pairs += 1
        }
        return ["distortion": largest, "meanDistortion": sum / max(1, pairs), "bytes": Double(size)]
    }

    private static func squaredDistances(_ points: Points) -> [Double] {
        var distances: [Double] = []
        distances.reserveCapacity(points.count * (points.count - 1) / 2)
        for i in 0..<points.count {
            for j in 0..<i { distances.append(points.squaredDistance(i, j)) }
        }
        return distances
    }
}

extension Catalog {
    static let embeddings: [any Instance] = [
        EmbeddingInstance(
            id: "embedding/sparse-8192", summary: "500 points of 8,192 numbers, 8 of them not zero, in 512 dimensions",
            source: .made { .sparse(500, dimension: 8192, nonzeros: 8) }, targetDimension: 512),
        EmbeddingInstance(
            id: "embedding/digits", summary: "1,797 digits of 64 grey values in 16 dimensions", source: .digits, targetDimension: 16),
    ]
}
