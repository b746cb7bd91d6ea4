import AssayKit

/// F = (1/n) Σ Fᵢ with components that cost little, and what is known of it; and the resolvent of G.
protocol FiniteSumOperator: Sendable {
    var dimension: Int { get }
    var componentCount: Int { get }
    var start: [Double] { get }
    var lipschitz: Double { get }
    var averageLipschitz: Double { get }
    /// The constants L with ‖F(u) − F(v)‖² ≤ L⟨F(u) − F(v), u − v⟩, and with the mean of ‖Fᵢ(u) − Fᵢ(v)‖² on the left; nil where F is
    /// not cocoercive.
    var cocoercivity: (operator: Double, components: Double)? { get }
    /// Adds `weight` times Fᵢ(point).
    func add(_ weight: Double, component: Int, at point: Span<Double>, to result: inout MutableSpan<Double>)
    /// (I + step·G)⁻¹.
    func resolve(_ point: inout MutableSpan<Double>, step: Double)
}

extension FiniteSumOperator {
    var cocoercivity: (operator: Double, components: Double)? { nil }
    func resolve(_ point: inout MutableSpan<Double>, step: Double) {}

    func value(at point: Span<Double>) -> [Double] {
        var result = [Double](repeating: 0, count: dimension)
        var span = result.mutableSpan
        for component in 0..<componentCount { add(1 / Double(componentCount), component: component, at: point, to: &span) }
        return result
    }

    /// L·‖u − (I + G/L)⁻¹(u − F(u)/L)‖: where there is no G, ‖F(u)‖.
    func residual(at point: [Double]) -> Double {
        let value = value(at: point.span)
        var moved = point
        AssayKit.add(-1 / lipschitz, value, to: &moved)
        var span = moved.mutableSpan
        resolve(&span, step: 1 / lipschitz)
        return lipschitz * norm(zip(point, moved).map { $0 - $1 })
    }
}

/// The matrix game min over x, max over y of xᵀAy, both of them distributions; Fᵢ(x, y) = m·(A e_i y_i, −Aᵀ e_i x_i), one for each
/// of the m actions. A is that of the policeman and the burglar (Nemirovski, "Mini-course on convex programming algorithms",
/// 2013): A_ij = w_i(1 − exp(−0.8|i − j|)), the wealth w of a house being |N(0, 1)|.
struct MatrixGame: FiniteSumOperator {
    private let matrix: Matrix
    private let transposed: Matrix
    let componentCount: Int
    let lipschitz: Double
    let averageLipschitz: Double
    var dimension: Int { 2 * componentCount }
    var start: [Double] { [Double](repeating: 1 / Double(componentCount), count: dimension) }

    init(size: Int) throws {
        var random = Random(seed: 0x67616D65 &+ UInt64(size))
        let wealth = (0..<size).map { _ in random.normal().magnitude }
        var matrix = Matrix(zeros: size, size)
        for i in 0..<size {
            for j in 0..<size { matrix[i, j] = wealth[i] * (1 - exponential(-0.8 * Double(abs(i - j)))) }
        }
        self.matrix = matrix
        transposed = matrix.transposed
        componentCount = size
        lipschitz = try matrix.largestSquaredSingularValue().squareRoot()
        // E‖Fᵢ(u)‖² = m Σ (‖A e_i‖² y_i² + ‖Aᵀ e_i‖² x_i²).
        let squares: [Double] = (0..<size).flatMap { [norm(matrix.row($0)), norm(matrix.column($0))] }.map { $0 * $0 }
        averageLipschitz = (Double(size) * (squares.max() ?? 0)).squareRoot()
    }

    func add(_ weight: Double, component: Int, at point: Span<Double>, to result: inout MutableSpan<Double>) {
        let m = componentCount, scale = weight * Double(m)
        let x = scale * point[component], y = scale * point[m + component]
        for i in 0..<m {
            result[i] += y * transposed.entries[component * m + i]
            result[m + i] -= x * matrix.entries[component * m + i]
        }
    }

    /// Both halves projected onto the simplex, by sorting (Held, Wolfe and Crowder, "Validation of subgradient optimization", 1974).
    func resolve(_ point: inout MutableSpan<Double>, step: Double) {
        for begin in [0, componentCount] {
            let range = begin..<begin + componentCount
            var sum = 0.0, threshold = 0.0
            for (index, entry) in range.map({ point[$0] }).sorted(by: >).enumerated() {
                sum += entry
                let candidate = (sum - 1) / Double(index + 1)
                if entry - candidate > 0 { threshold = candidate }
            }
            for index in range { point[index] = max(0, point[index] - threshold) }
        }
    }
}

/// Robust least squares, min over x, max over y of ‖Ax − y‖²/2n − λ‖y − y₀‖²/2n with λ = 2: the response is not trusted.
/// On standardised measurements, and in z = y/√n, by which all variables are of one size:
/// Fᵢ(x, z) = (aᵢrᵢ, √n·eᵢ(rᵢ + λ(√n·zᵢ − y₀ᵢ))) with rᵢ = aᵢᵀx − √n·zᵢ.
struct RobustLeastSquares: FiniteSumOperator {
    private static let trust = 2.0
    private let features: Matrix
    private let response: [Double]
    let lipschitz: Double
    let averageLipschitz: Double
    let cocoercivity: (operator: Double, components: Double)?
    var componentCount: Int { features.rows }
    var dimension: Int { features.columns + features.rows }
    var start: [Double] { [Double](repeating: 0, count: dimension) }

    init(_ features: Matrix, _ response: [Double]) throws {
        let features = features.standardized, count = Double(features.rows)
        self.features = features
        let mean = response.reduce(0, +) / count
        let deviation = norm(response.map { $0 - mean }) / count.squareRoot()
        self.response = response.map { ($0 - mean) / deviation }
        // On the plane of aᵢ/‖aᵢ‖ and eᵢ, Fᵢ is linear with B = [α², −α√n; α√n, n(λ − 1)], α = ‖aᵢ‖; F is so on the planes of
        // A's singular vectors with s² = σ²/n for α² and 1 for n. Of ‖Bu‖² ≤ L⟨Bu, u⟩, L is the largest eigenvalue of
        // S^{−½}BᵀBS^{−½}, S = diag(α², n(λ − 1)); bounded here by the trace, α² + n + (α² + n(λ − 1)²)/(λ − 1).
        func bound(_ square: Double, _ n: Double) -> Double { square + n + (square + n * (Self.trust - 1) * (Self.trust - 1)) / (Self.trust - 1) }
        let largest = (0..<features.rows).map { bound(dot(features.row($0), features.row($0)), count) }.max() ?? 0
        let square = try features.largestSquaredSingularValue() / count
        cocoercivity = (bound(square, 1), largest)
        // ‖B‖ by the norms of its symmetric and its skew part.
        lipschitz = max(square, Self.trust - 1) + square.squareRoot()
        // ‖Fᵢ(u) − Fᵢ(v)‖² ≤ L⟨F(u) − F(v), u − v⟩ ≤ L·‖F‖·‖u − v‖² on the average.
        averageLipschitz = (largest * lipschitz).squareRoot()
    }

    func add(_ weight: Double, component: Int, at point: Span<Double>, to result: inout MutableSpan<Double>) {
        let width = features.columns, begin = component * width, root = Double(componentCount).squareRoot()
        let moved = root * point[width + component]
        var residual = -moved
        for j in 0..<width { residual += features.entries[begin + j] * point[j] }
        for j in 0..<width { result[j] += weight * residual * features.entries[begin + j] }
        result[width + component] += weight * root * (residual + Self.trust * (moved - response[component]))
    }
}
