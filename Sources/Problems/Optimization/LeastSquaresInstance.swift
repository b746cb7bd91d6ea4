import AssayKit

/// ‖Xw − y‖²/2n with more weights than examples, so that the least value is zero, its columns sparse and of very different
/// lengths (the first data set of Nutini, Laradji and Schmidt, arXiv:1712.08859, smaller).
struct LeastSquaresInstance: Instance {
    let id = "least-squares/scaled-1000"
    let role = Role.optimizer
    let kind = "least squares"
    let summary = "300 examples of 1,000 sparse measurements whose scales are random, fitted without a rest; made by seed"
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["gradients": 200, "values": 2_000, "hessianProducts": 20_000, "coordinates": 200_000])
    var problemType: any Metered.Type { LeastSquaresProblem.self }

    /// Entries are normal about one, kept with a chance of 10·log(n)/n, and each column is scaled by ten times a normal number; a
    /// tenth of the true weights is not zero, and the noise has deviation one.
    private static func loss() throws -> LinearLoss {
        var random = Random(seed: 0x6C65_6173_74)
        let (examples, measurements) = (300, 1000)
        let scales = (0..<measurements).map { _ in 10 * random.normal() }
        let chance = 10 * logarithm(Double(examples)) / Double(examples)
        var entries: [Double] = []
        for _ in 0..<examples {
            for scale in scales {
                let entry = scale * (1 + random.normal())
                entries.append(random.uniform() < chance ? entry : 0)
            }
        }
        let features = Matrix(rows: examples, columns: measurements, entries: entries)
        let truth = (0..<measurements).map { _ in
            let weight = random.normal()
            return random.uniform() < 0.1 ? weight : 0
        }
        let response = Matrix.product(features, truth.span).map { $0 + random.normal() }
        return try LinearLoss(.squares, features, response)
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { LeastSquaresProblem(try Self.loss(), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let loss = try Self.loss()
        return GapScorer(dimension: loss.dimension, value: { loss.value($0) }, gap: { _, value in value })
    }
}

/// What a method sees of the least squares.
final class LeastSquaresProblem: Smooth, TwiceDifferentiable, BlockCoordinates {
    let meter: Meter
    private let loss: LinearLoss
    /// Derivatives are often asked at one point: they share its pass over the examples.
    private var latest: (point: [Double], slopes: [Double])?

    init(_ loss: LinearLoss, _ meter: Meter) {
        self.loss = loss
        self.meter = meter
    }

    var dimension: Int { loss.dimension }
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothness: Double { loss.smoothness }
    var strongConvexity: Double { 0 }
    var coordinateSmoothness: [Double] { loss.curvatures }
    var absoluteWeights: [Double] { [Double](repeating: 0, count: dimension) }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { loss.value(point) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        loss.gradient(point, into: &gradient)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        let image = Matrix.product(loss.features, vector)
        product.copy(Matrix.product(loss.features, image.span, transposed: true).map { $0 / loss.count })
    }

    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        if latest == nil || !point.indices.allSatisfy({ latest?.point[$0] == point[$0] }) {
            latest = (Array(copying: point), loss.evaluate(point).slopes)
        }
        let slopes = latest?.slopes ?? []
        for place in block.indices { derivatives[place] = loss.partialDerivative(block[place], slopes, at: point[block[place]]) }
    }

    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        computeBoundEntries(rows: rows, columns: columns, into: &entries, receipt)
    }

    /// The Hessian is the same everywhere.
    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for pair in rows.indices { entries[pair] = loss.secondDerivative(rows[pair], columns[pair], nil) }
    }
}
