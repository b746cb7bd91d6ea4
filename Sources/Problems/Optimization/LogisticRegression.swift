import AssayKit

/// Two classes: loss log(1 + exp(−y⟨x, w⟩)), y = ±1.
struct LogisticRegression: SmoothModel {
    private let design: Design
    let regularization: Double
    /// σ²max(X)/4n + λ: the logistic function's slope is at most a quarter.
    let smoothness: Double

    init(_ design: Design, regularization: Double) {
        self.design = design
        self.regularization = regularization
        smoothness = design.largestSquaredSingularValue / (4 * Double(design.labels.count)) + regularization
    }

    var dimension: Int { design.features.columns }
    var exampleCount: Int { design.labels.count }

    func value(_ point: [Double]) -> Double {
        let scores = Matrix.product(design.features, point.span)
        var loss = 0.0
        for (score, label) in zip(scores, design.labels) { loss += Self.loss(-label * score) }
        return loss / Double(exampleCount) + regularization / 2 * dot(point, point)
    }

    func gradient(_ point: [Double], batch: [Int]?) -> (value: Double, gradient: [Double]) {
        let features = batch.map { design.features.selecting(rows: $0) } ?? design.features
        let labels = batch.map { $0.map { design.labels[$0] } } ?? design.labels
        let count = Double(labels.count)
        var slopes = Matrix.product(features, point.span)
        var loss = 0.0
        for (index, label) in labels.enumerated() {
            let margin = -label * slopes[index]
            loss += Self.loss(margin)
            slopes[index] = -label * Self.logistic(margin) / count
        }
        var gradient = Matrix.product(features, slopes.span, transposed: true)
        add(regularization, point, to: &gradient)
        return (loss / count + regularization / 2 * dot(point, point), gradient)
    }

    func curvature(_ point: [Double]) -> any Curvature {
        let scores = Matrix.product(design.features, point.span)
        let count = Double(exampleCount)
        let chances = zip(scores, design.labels).map { score, label in Self.logistic(-label * score) }
        return WeightedCurvature(
            features: design.features, regularization: regularization,
            hessianWeights: chances.map { $0 * (1 - $0) / count }, fisherWeights: chances.map { $0 * $0 / count })
    }

    /// log(1 + eᵗ) without overflow.
    private static func loss(_ t: Double) -> Double { max(t, 0) + logarithm1p(exponential(-t.magnitude)) }

    /// 1/(1 + e⁻ᵗ) without overflow.
    private static func logistic(_ t: Double) -> Double {
        let power = exponential(-t.magnitude)
        return (t >= 0 ? 1 : power) / (1 + power)
    }
}

/// Xᵀ diag(weights) X + λI.
private struct WeightedCurvature: Curvature {
    let features: Matrix
    let regularization: Double
    let hessianWeights: [Double]
    let fisherWeights: [Double]

    func hessianProduct(_ vector: [Double]) -> [Double] { product(vector, hessianWeights) }
    func fisherProduct(_ vector: [Double]) -> [Double] { product(vector, fisherWeights) }

    private func product(_ vector: [Double], _ weights: [Double]) -> [Double] {
        var scores = Matrix.product(features, vector.span)
        for index in scores.indices { scores[index] *= weights[index] }
        var result = Matrix.product(features, scores.span, transposed: true)
        add(regularization, vector, to: &result)
        return result
    }
}
