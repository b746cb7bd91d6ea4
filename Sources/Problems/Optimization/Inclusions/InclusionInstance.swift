import AssayKit
import Formats

/// A monotone inclusion whose operator is a finite sum, judged by its residual, in units of the one at the start.
struct InclusionInstance: Instance {
    let id: String
    let role = Role.optimizer
    let kind = "monotone inclusion"
    let summary: String
    let metrics = [Metric("residual", better: .lower)]
    let targets = [1e-1, 1e-2, 1e-3, 1e-4]
    let dataFiles: [String]
    let defaultBudget: Budget
    private let isCocoercive: Bool
    var problemType: any Metered.Type { isCocoercive ? CocoerciveInclusionProblem.self : InclusionProblem.self }
    private let make: @Sendable (DataFolder) throws -> any FiniteSumOperator

    private init(
        _ id: String, _ summary: String, components: Int, dataFiles: [String] = [], isCocoercive: Bool = false,
        make: @escaping @Sendable (DataFolder) throws -> any FiniteSumOperator
    ) {
        self.id = id
        self.summary = summary
        self.dataFiles = dataFiles
        self.isCocoercive = isCocoercive
        self.make = make
        // A thousand passes over the components.
        defaultBudget = Budget(calls: ["components": 1000 * components])
    }

    static let all = [
        InclusionInstance("game/burglar-200", "the matrix game of policeman and burglar among 200 houses", components: 200) { _ in try MatrixGame(size: 200) },
        InclusionInstance("saddle/bilinear-2000", "a bilinear saddle of 2,000 components in 2 × 20 dimensions, made by seed", components: 2000) { _ in
            try AffineSaddle(isQuadratic: false, components: 2000, width: 20)
        },
        InclusionInstance(
            "saddle/robust-diabetes", "least squares on 442 patients of 10 measurements, whose response may be moved at a price", components: 442,
            dataFiles: ["diabetes.csv"], isCocoercive: true
        ) { data in
            let table = try CSV.load(try data.file("diabetes.csv"))
            let columns = try table.columns.filter { $0 != "progression" }.map { try table.numbers($0) }
            return try RobustLeastSquares(
                Matrix(rows: columns.count, columns: table.rowCount, entries: columns.flatMap { $0 }).transposed, try table.numbers("progression"))
        },
        InclusionInstance(
            "saddle/quadratic-2000", "a convex–concave quadratic saddle of 2,000 components in 2 × 20 dimensions, made by seed", components: 2000, isCocoercive: true
        ) { _ in try AffineSaddle(isQuadratic: true, components: 2000, width: 20) },
    ]

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let made = try make(context.data)
        return isCocoercive ? CocoerciveInclusionProblem(made, context.meter) : InclusionProblem(made, context.meter)
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { ResidualScorer(try make(data)) }
}

/// Judges points by the residual, in units of that of the start.
struct ResidualScorer: Scorer {
    private let sum: any FiniteSumOperator
    private let first: Double

    init(_ sum: any FiniteSumOperator) {
        self.sum = sum
        first = sum.residual(at: sum.start)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let point) = answer else { throw InvalidAnswer("an optimizer answers by offering points") }
        guard point.count == sum.dimension else { throw InvalidAnswer("a point of \(point.count) entries was offered in dimension \(sum.dimension)") }
        guard point.allSatisfy(\.isFinite) else { throw InvalidAnswer("a point was offered that is not finite") }
        let residual = sum.residual(at: point) / first
        // Below this it is the rounding of sums as long as the components are many.
        return ["residual": residual.isNaN ? .infinity : max(residual, 1e-14)]
    }
}

/// What a method sees of an inclusion.
class InclusionProblem: MonotoneInclusion {
    let meter: Meter
    fileprivate let sum: any FiniteSumOperator

    init(_ sum: any FiniteSumOperator, _ meter: Meter) {
        self.sum = sum
        self.meter = meter
    }

    var dimension: Int { sum.dimension }
    var componentCount: Int { sum.componentCount }
    var start: [Double] { sum.start }
    var lipschitz: Double { sum.lipschitz }
    var averageLipschitz: Double { sum.averageLipschitz }

    func computeOperator(of batch: Span<Int>, at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for index in result.indices { result[index] = 0 }
        for place in batch.indices { sum.add(1 / Double(batch.count), component: batch[place], at: point, to: &result) }
    }

    func computeOperator(at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        let value = sum.value(at: point)
        for index in value.indices { result[index] = value[index] }
    }

    func computeResolvent(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for index in point.indices { result[index] = point[index] }
        sum.resolve(&result, step: step)
    }
}

final class CocoerciveInclusionProblem: InclusionProblem, CocoerciveInclusion {
    var cocoercivity: Double { sum.cocoercivity?.operator ?? .infinity }
    var averageCocoercivity: Double { sum.cocoercivity?.components ?? .infinity }
}
