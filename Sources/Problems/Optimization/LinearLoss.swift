import AssayKit

/// The mean loss of a linear model over examples: ‖Xw − y‖²/2n, or the logistic loss of y = ±1, plus (ridge/2)‖w‖².
struct LinearLoss: Sendable {
    enum Kind: Sendable { case squares, logistic }

    let kind: Kind
    /// examples × weights.
    let features: Matrix
    let response: [Double]
    let ridge: Double
    /// A Lipschitz constant of the gradient.
    let smoothness: Double
    private let labels: [Int]
    private let squares: [Double]

    init(_ kind: Kind, _ features: Matrix, _ response: [Double], ridge: Double = 0) throws {
        self.kind = kind
        self.features = features
        self.response = response
        self.ridge = ridge
        labels = kind == .logistic ? response.map { $0 > 0 ? 1 : -1 } : []
        let count = Double(response.count)
        squares = (0..<features.columns).map { column in features.column(column).reduce(0) { $0 + $1 * $1 } / count }
        // The transpose has the same.
        let narrow = features.columns > features.rows ? features.transposed : features
        smoothness = Self.bound(kind) * (try narrow.largestSquaredSingularValue()) / count + ridge
    }

    /// A bound of the loss's second derivative in the score.
    private static func bound(_ kind: Kind) -> Double { kind == .squares ? 1 : LogisticLoss().curvatureBound }

    var dimension: Int { features.columns }
    var count: Double { Double(features.rows) }

    /// A bound of the second derivative along each weight.
    var curvatures: [Double] { squares.map { Self.bound(kind) * $0 + ridge } }

    func value(_ w: Span<Double>) -> Double { evaluate(w).value }

    /// Writes the gradient and returns the value.
    func gradient(_ w: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        let (value, slopes) = evaluate(w)
        let product = Matrix.product(features, slopes.span, transposed: true)
        for index in product.indices { gradient[index] = product[index] / count + ridge * w[index] }
        return value
    }

    /// The value, and the derivative of each example's loss in its score.
    func evaluate(_ w: Span<Double>) -> (value: Double, slopes: [Double]) {
        let (value, slopes) = differentiate(Matrix.product(features, w))
        return (ridge == 0 ? value : value + ridge / 2 * dot(w, w), slopes)
    }

    /// The mean of the losses at these scores, and the derivative of each.
    func differentiate(_ scores: [Double]) -> (value: Double, slopes: [Double]) {
        var slopes = scores
        switch kind {
        case .squares:
            add(-1, response, to: &slopes)
            return (mean(slopes, slopes) / 2, slopes)
        case .logistic:
            let total = LogisticLoss().differentiate(&slopes, labels)
            return (total / count, slopes)
        }
    }

    /// The second derivatives in the weights at these places.
    func hessian(at w: Span<Double>, _ places: [Int]) -> Matrix {
        let chosen = features.selecting(columns: places)
        var weighted = chosen
        if kind == .logistic {
            for (row, slope) in evaluate(w).slopes.enumerated() {
                for column in 0..<weighted.columns { weighted[row, column] *= slope.magnitude * (1 - slope.magnitude) }
            }
        }
        var result = Matrix.product(chosen, weighted, transposeLeft: true)
        for index in result.entries.indices { result.entries[index] /= count }
        for index in places.indices { result[index, index] += ridge }
        return result
    }

    /// The derivative in weight j, where each example's loss has this derivative in its score.
    func partialDerivative(_ j: Int, _ slopes: [Double], at weight: Double) -> Double {
        var sum = 0.0
        for row in 0..<features.rows { sum += features[row, j] * slopes[row] }
        return sum / count + ridge * weight
    }

    /// The second derivative in weights i and j, or the entry of its bound where there are no slopes.
    func secondDerivative(_ i: Int, _ j: Int, _ slopes: [Double]?) -> Double {
        var sum = 0.0
        if kind == .logistic, let slopes {
            for row in 0..<features.rows { sum += slopes[row].magnitude * (1 - slopes[row].magnitude) * features[row, i] * features[row, j] }
        } else {
            for row in 0..<features.rows { sum += features[row, i] * features[row, j] }
            sum *= Self.bound(kind)
        }
        return sum / count + (i == j ? ridge : 0)
    }

    /// ⟨x, y⟩/n, its rounding small enough for a certificate that is linear in it.
    func mean(_ x: [Double], _ y: [Double]) -> Double {
        var sum = CompensatedSum()
        for index in x.indices { sum += x[index] * y[index] }
        return sum.value / count
    }
}
