import AssayKit

/// ½⟨x − x*, A(x − x*)⟩ in 200 dimensions, A's eigenvalues spread evenly in the logarithm from 10⁻⁴ to 1.
struct QuadraticInstance: Instance {
    let id = "quadratic/ill-conditioned"
    let role = Role.optimizer
    let kind = "convex quadratic"
    let summary = "200 dimensions, condition 10,000, turned at random by a fixed seed; its least value is zero by construction"
    let metrics = GapScorer.metrics
    let defaultBudget = Budget(calls: ["gradients": 500, "hessianProducts": 5000])
    var problemType: any Metered.Type { QuadraticProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { QuadraticProblem(try Quadratic(), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let quadratic = try Quadratic()
        return GapScorer(dimension: Quadratic.dimension, minimum: 0, value: quadratic.value)
    }
}

struct Quadratic: Sendable {
    static let dimension = 200
    static let smallestEigenvalue = 1e-4
    private let matrix: Matrix
    private let minimizer: [Double]

    init() throws {
        let n = Self.dimension
        var random = Random(seed: 0x7175_6164)
        let gaussian = Matrix(rows: n, columns: n, entries: (0..<n * n).map { _ in random.normal() })
        let turn = try gaussian.orthonormalBasis()
        var scaled = turn
        for column in 0..<n {
            let eigenvalue = power(Self.smallestEigenvalue, Double(n - 1 - column) / Double(n - 1))
            for row in 0..<n { scaled[row, column] *= eigenvalue }
        }
        matrix = Matrix.product(scaled, turn, transposeRight: true)
        minimizer = (0..<n).map { _ in random.normal() }
    }

    func value(_ point: [Double]) -> Double {
        let offset = zip(point, minimizer).map { $0 - $1 }
        return dot(offset, hessianProduct(offset)) / 2
    }

    func gradient(_ point: [Double]) -> [Double] { hessianProduct(zip(point, minimizer).map { $0 - $1 }) }

    func hessianProduct(_ vector: [Double]) -> [Double] { Matrix.product(matrix, vector.span) }
}

final class QuadraticProblem: Smooth, TwiceDifferentiable {
    let meter: Meter
    private let quadratic: Quadratic

    init(_ quadratic: Quadratic, _ meter: Meter) {
        self.quadratic = quadratic
        self.meter = meter
    }

    let dimension = Quadratic.dimension
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothness: Double { 1 }
    var strongConvexity: Double { Quadratic.smallestEigenvalue }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { quadratic.value(Array(copying: point)) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        let point = Array(copying: point)
        gradient.copy(quadratic.gradient(point))
        return quadratic.value(point)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(quadratic.hessianProduct(Array(copying: vector)))
    }
}
