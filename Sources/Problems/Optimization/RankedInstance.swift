import AssayKit

/// A function of which a method is told nothing but how points compare (after Tang, Rybin and Chang, arXiv:2303.03751).
struct RankedInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind = "ranking"
    let summary: String
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["rankedPoints": 20_000])
    var problemType: any Metered.Type { RankedProblem.self }
    private let dimension: Int
    private let value: @Sendable (Span<Double>) -> Double

    init(_ name: String, dimension: Int, _ summary: String, _ value: @escaping @Sendable (Span<Double>) -> Double) {
        id = "ranked/\(name)-\(dimension)"
        self.dimension = dimension
        self.summary = summary
        self.value = value
    }

    /// The same for every method and seed.
    private var start: [Double] {
        var random = Random(seed: 0x72616E6B)
        return (0..<dimension).map { _ in random.normal() }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { RankedProblem(value, start: start, context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { GapScorer(dimension: dimension, value: value, gap: { _, value in value }) }

    static let all = [
        RankedInstance("quadratic", dimension: 100, "the sum of 100 squares, known by how points compare") { x in
            x.indices.reduce(0) { $0 + x[$1] * x[$1] }
        },
        RankedInstance("rosenbrock", dimension: 20, "the chained Rosenbrock function in 20 dimensions, known by how points compare") { x in
            (0..<x.count - 1).reduce(0) { sum, i in
                let valley = x[i + 1] - x[i] * x[i]
                return sum + 100 * valley * valley + (1 - x[i]) * (1 - x[i])
            }
        },
    ]
}

final class RankedProblem: Ranked {
    let meter: Meter
    let start: [Double]
    var dimension: Int { start.count }
    private let value: @Sendable (Span<Double>) -> Double

    init(_ value: @escaping @Sendable (Span<Double>) -> Double, start: [Double], _ meter: Meter) {
        self.value = value
        self.start = start
        self.meter = meter
    }

    func computeRanking(of points: Span<Double>, _ count: Int, top: Int, _ receipt: borrowing Receipt) -> [Int] {
        ranked((0..<count).map { value(points.extracting($0 * dimension..<($0 + 1) * dimension)) }, top: top)
    }
}

/// The indices of the least values, the least first; what is no number is worse than every number.
func ranked(_ values: [Double], top: Int) -> [Int] {
    let comparable = values.map { $0.isNaN ? .infinity : $0 }
    return Array(comparable.indices.sorted { (comparable[$0], $0) < (comparable[$1], $1) }.prefix(top))
}
