import AssayKit

/// A regularised empirical risk of a linear model: f(W) = (1/n) Σ loss(Wxᵢ, labelᵢ) + (λ/2)‖W‖².
///
/// W is scoreCount × features, row-major, and is handed about as a vector.
struct RegularizedRisk: Sendable {
    let design: Design
    let loss: any ExampleLoss
    /// λ, which is also the constant of strong convexity.
    let regularization: Double
    /// A Lipschitz constant of ∇f: the loss's bound times σ²max(X)/n, plus λ.
    let smoothness: Double

    /// - Throws: `DecompositionError` where σmax cannot be computed.
    init(_ design: Design, _ loss: any ExampleLoss, regularization: Double) throws(DecompositionError) {
        self.design = design
        self.loss = loss
        self.regularization = regularization
        smoothness = loss.curvatureBound * (try design.features.largestSquaredSingularValue()) / Double(design.labels.count) + regularization
    }

    var dimension: Int { loss.scoreCount * design.features.columns }
    var exampleCount: Int { design.labels.count }

    func value(_ point: Span<Double>) -> Double { evaluate(point).value }

    /// One pass over the examples, from which everything at this point follows. O(n·dimension).
    func evaluate(_ point: Span<Double>) -> Evaluation {
        let weights = Array(copying: point)
        var slopes = scores(weights)
        let total = loss.differentiate(&slopes, design.labels)
        return Evaluation(
            risk: self, point: weights, value: total / Double(exampleCount) + penalty(point), slopes: slopes)
    }

    /// Writes the mean of ∇fᵢ over some examples, fᵢ being the loss of example i and the whole regulariser, and returns
    /// the mean of fᵢ. O(|batch|·dimension).
    func gradient(of batch: Span<Int>, at point: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
        let width = design.features.columns
        let classes = loss.scoreCount
        let entries = design.features.entries
        let features = entries.span
        var slopes = [Double](repeating: 0, count: batch.count * classes)
        var labels: [Int] = []
        labels.reserveCapacity(batch.count)
        for place in batch.indices {
            labels.append(design.labels[batch[place]])
            let example = features.extracting(batch[place] * width..<(batch[place] + 1) * width)
            for c in 0..<classes { slopes[place * classes + c] = dot(example, point.extracting(c * width..<(c + 1) * width)) }
        }
        let total = loss.differentiate(&slopes, labels)
        for index in gradient.indices { gradient[index] = regularization * point[index] }
        for place in batch.indices {
            let example = features.extracting(batch[place] * width..<(batch[place] + 1) * width)
            for c in 0..<classes {
                let slope = slopes[place * classes + c] / Double(batch.count)
                for j in 0..<width { gradient[c * width + j] += slope * example[j] }
            }
        }
        return total / Double(batch.count) + penalty(point)
    }

    private func penalty(_ point: Span<Double>) -> Double { regularization / 2 * dot(point, point) }

    /// XWᵀ, examples × scoreCount. For a single score the product with a vector is three times as fast.
    private func scores(_ weights: [Double]) -> [Double] {
        guard loss.scoreCount > 1 else { return Matrix.product(design.features, weights.span) }
        let weights = Matrix(rows: loss.scoreCount, columns: design.features.columns, entries: weights)
        return Matrix.product(design.features, weights, transposeRight: true).entries
    }

    /// f at one point, with what its derivatives there have in common.
    struct Evaluation: Sendable {
        let risk: RegularizedRisk
        let point: [Double]
        let value: Double
        /// The gradient of each example's loss in its scores, examples × scoreCount.
        let slopes: [Double]

        func gradient() -> [Double] { gather(slopes, plus: point) }

        /// ∇²f·vector.
        func hessianProduct(_ vector: [Double]) -> [Double] {
            var directions = risk.scores(vector)
            risk.loss.multiplyHessian(slopes, risk.design.labels, &directions)
            return gather(directions, plus: vector)
        }

        /// ((1/n) Σ gᵢgᵢᵀ + λI)·vector, gᵢ being the gradient of example i's loss: the slope in its scores times xᵢ.
        func fisherProduct(_ vector: [Double]) -> [Double] {
            var directions = risk.scores(vector)
            let classes = risk.loss.scoreCount
            for begin in stride(from: 0, to: directions.count, by: classes) {
                var inner = 0.0
                for index in begin..<begin + classes { inner += slopes[index] * directions[index] }
                for index in begin..<begin + classes { directions[index] = inner * slopes[index] }
            }
            return gather(directions, plus: vector)
        }

        /// (1/n) Σ (row i of `rows`) ⊗ xᵢ + λ·vector.
        private func gather(_ rows: [Double], plus vector: [Double]) -> [Double] {
            let rows = Matrix(rows: risk.exampleCount, columns: risk.loss.scoreCount, entries: rows)
            var result = Matrix.product(rows, risk.design.features, transposeLeft: true).entries
            let share = 1 / Double(risk.exampleCount)
            for index in result.indices { result[index] = result[index] * share + risk.regularization * vector[index] }
            return result
        }
    }
}
