import AssayKit

/// ½⟨x, Ax⟩ − ⟨b, x⟩ in 200 dimensions, A's eigenvalues spread evenly in the logarithm from 10⁻⁴ to 1.
struct QuadraticInstance: Instance {
    let id = "quadratic/ill-conditioned"
    let role = Role.optimizer
    let kind = "convex quadratic"
    let summary = "200 dimensions, condition 10,000, turned at random by a fixed seed; its optimum is known exactly"
    let metrics = GapScorer.metrics
    /// A hundred gradients are what the square root of the condition asks of an accelerated method for one factor e.
    let defaultBudget = Budget(calls: ["gradients": 500, "values": 5_000, "hessianProducts": 5_000])
    var problemType: any Metered.Type { QuadraticProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { QuadraticProblem(try Quadratic(), context.meter) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        let quadratic = try Quadratic()
        return GapScorer(dimension: Quadratic.dimension, value: { quadratic.value($0) }, gap: { point, _ in quadratic.gap(point) })
    }
}

/// A = Q·diag(eigenvalues)·Qᵀ, and b = A·x* of a chosen x*; all exact but for rounding.
struct Quadratic: Sendable {
    static let dimension = 200
    static let eigenvalues = 1e-4...1.0

    private let matrix: Matrix
    private let linear: [Double]
    private let minimizer: [Double]

    /// - Throws: `DecompositionError` where LAPACK cannot make Q of a Gaussian matrix.
    init() throws(DecompositionError) {
        let n = Self.dimension
        var random = Random(seed: 0x7175_6164)
        let gaussian = Matrix(rows: n, columns: n, entries: (0..<n * n).map { _ in random.normal() })
        let turn = try gaussian.orthonormalBasis()
        var scaled = turn
        for column in 0..<n {
            let eigenvalue = power(Self.eigenvalues.lowerBound, Double(n - 1 - column) / Double(n - 1))
            for row in 0..<n { scaled[row, column] *= eigenvalue }
        }
        var matrix = Matrix.product(scaled, turn, transposeRight: true)
        // Rounding leaves the two halves apart by a last digit.
        for i in 0..<n {
            for j in 0..<i {
                let mean = (matrix[i, j] + matrix[j, i]) / 2
                (matrix[i, j], matrix[j, i]) = (mean, mean)
            }
        }
        let minimizer = (0..<n).map { _ in random.normal() }
        self.matrix = matrix
        self.minimizer = minimizer
        linear = Matrix.product(matrix, minimizer.span)
    }

    func value(_ point: Span<Double>) -> Double {
        let product = hessianProduct(point)
        return dot(point, product.span) / 2 - dot(point, linear.span)
    }

    /// Writes Ax − b and returns the value.
    func gradient(_ point: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        let product = hessianProduct(point)
        for index in product.indices { gradient[index] = product[index] - linear[index] }
        return dot(point, product.span) / 2 - dot(point, linear.span)
    }

    func hessianProduct(_ vector: Span<Double>) -> [Double] { Matrix.product(matrix, vector) }

    /// f(x) − f(x*) = ½⟨x − x*, A(x − x*)⟩: no large numbers cancel, so it is right down to the smallest.
    func gap(_ point: Span<Double>) -> Double {
        var offset = Array(copying: point)
        add(-1, minimizer, to: &offset)
        return max(0, dot(offset, hessianProduct(offset.span)) / 2)
    }
}

/// What a method sees of the quadratic.
final class QuadraticProblem: Smooth, TwiceDifferentiable {
    let meter: Meter
    private let quadratic: Quadratic

    init(_ quadratic: Quadratic, _ meter: Meter) {
        self.quadratic = quadratic
        self.meter = meter
    }

    let dimension = Quadratic.dimension
    var start: [Double] { [Double](repeating: 0, count: dimension) }
    var smoothness: Double { Quadratic.eigenvalues.upperBound }
    var strongConvexity: Double { Quadratic.eigenvalues.lowerBound }

    func computeValue(at point: Span<Double>, _ receipt: borrowing Receipt) -> Double { quadratic.value(point) }

    func computeGradient(at point: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double {
        quadratic.gradient(point, into: &gradient)
    }

    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        product.copy(quadratic.hessianProduct(vector))
    }
}
