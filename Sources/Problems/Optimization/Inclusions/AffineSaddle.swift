import AssayKit

/// Components Fᵢ(u) = Mᵢu + qᵢ made by seed, that are near each other: the saddle of a finite sum of quadratic or bilinear functions.
///
/// Mᵢ = S^½(D + J + Eᵢ)S^½ with a skew J of norm 1, noise Eᵢ whose mean is zero, and S diagonal in turned coordinates with
/// eigenvalues from 1 to 0.03. D = I makes a function that is strongly convex and concave, F being cocoercive; D = 0, with skew noise,
/// a bilinear one.
struct AffineSaddle: FiniteSumOperator {
    let componentCount: Int
    let dimension: Int
    let lipschitz: Double
    let averageLipschitz: Double
    let cocoercivity: (operator: Double, components: Double)?
    // All matrices, and all vectors, one after the other.
    private let matrices: [Double]
    private let offsets: [Double]
    var start: [Double] { [Double](repeating: 0, count: dimension) }

    /// - Parameter width: of each of the two variables.
    init(isQuadratic: Bool, components: Int, width: Int) throws {
        var random = Random(seed: 0x7361_6464_6C65 &+ (isQuadratic ? 1 : 0))
        let d = 2 * width
        func gaussian(_ rows: Int, _ columns: Int) -> Matrix {
            Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in random.normal() })
        }
        /// [0, B; −Bᵀ, 0].
        func skew(_ b: Matrix) -> Matrix {
            var result = Matrix(zeros: d, d)
            for i in 0..<width {
                for j in 0..<width {
                    result[i, width + j] = b[i, j]
                    result[width + j, i] = -b[i, j]
                }
            }
            return result
        }
        // S^½ for each variable by itself, so that the saddle's two halves do not mix.
        var root = Matrix(zeros: d, d)
        for begin in [0, width] {
            let turn = try gaussian(width, width).orthonormalBasis()
            for i in 0..<width {
                for j in 0..<width {
                    root[begin + i, begin + j] = (0..<width).reduce(0) { $0 + turn[i, $1] * power(10, -0.75 * Double($1) / Double(max(1, width - 1))) * turn[j, $1] }
                }
            }
        }
        let core = skew(try gaussian(width, width).orthonormalBasis())
        var noises = (0..<components).map { _ in isQuadratic ? gaussian(d, d) : skew(gaussian(width, width)) }
        var mean = Matrix(zeros: d, d)
        for noise in noises { AssayKit.add(1 / Double(components), noise.entries, to: &mean.entries) }
        // A Gaussian matrix has a norm of about 2√width: the noise has about half of J's.
        let level = 0.25 / Double(width).squareRoot()
        for index in noises.indices { noises[index].entries = zip(noises[index].entries, mean.entries).map { level * ($0 - $1) } }

        let identity = Matrix(identity: d)
        func inner(_ noise: Matrix?) -> Matrix {
            var sum = core
            if isQuadratic { AssayKit.add(1, identity.entries, to: &sum.entries) }
            if let noise { AssayKit.add(1, noise.entries, to: &sum.entries) }
            return sum
        }
        var squares = Matrix(zeros: d, d), weightedSquares = squares
        var matrices: [Double] = []
        for noise in noises {
            let half = root * inner(noise), matrix = half * root
            matrices += matrix.entries
            AssayKit.add(1 / Double(components), Matrix.product(matrix, matrix, transposeLeft: true).entries, to: &squares.entries)
            // ‖Mᵢu‖² = ‖S^½(…)w‖² with w = S^½u, and ⟨Mu, u⟩ = ‖w‖² where D = I.
            AssayKit.add(1 / Double(components), Matrix.product(half, half, transposeLeft: true).entries, to: &weightedSquares.entries)
        }
        let whole = root * inner(nil)
        self.matrices = matrices
        offsets = (0..<components * d).map { _ in random.normal() }
        componentCount = components
        dimension = d
        lipschitz = try (whole * root).largestSquaredSingularValue().squareRoot()
        averageLipschitz = (try squares.symmetricEigen().values.last ?? 0).squareRoot()
        cocoercivity = isQuadratic ? (try whole.largestSquaredSingularValue(), try weightedSquares.symmetricEigen().values.last ?? 0) : nil
    }

    func add(_ weight: Double, component: Int, at point: Span<Double>, to result: inout MutableSpan<Double>) {
        let d = dimension
        for i in 0..<d {
            let row = component * d * d + i * d
            var sum = offsets[component * d + i]
            for j in 0..<d { sum += matrices[row + j] * point[j] }
            result[i] += weight * sum
        }
    }
}
