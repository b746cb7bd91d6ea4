import AssayKit

/// Ten classes: loss −log of the label's share of exp⟨x, w_c⟩. The weights of a class are contiguous.
struct SoftmaxRegression: SmoothModel {
    private static let classCount = 10
    private let design: Design
    let regularization: Double
    /// σ²max(X)/2n + λ: the softmax's Hessian in the scores is at most one half (Böhning, "Multinomial logistic
    /// regression algorithm", 1992).
    let smoothness: Double

    init(_ design: Design, regularization: Double) {
        self.design = design
        self.regularization = regularization
        smoothness = design.largestSquaredSingularValue / (2 * Double(design.labels.count)) + regularization
    }

    var dimension: Int { Self.classCount * design.features.columns }
    var exampleCount: Int { design.labels.count }

    func value(_ point: [Double]) -> Double {
        let (_, loss) = sharesAndLoss(point, design.features, design.labels)
        return loss / Double(exampleCount) + regularization / 2 * dot(point, point)
    }

    func gradient(_ point: [Double], batch: [Int]?) -> (value: Double, gradient: [Double]) {
        let features = batch.map { design.features.selecting(rows: $0) } ?? design.features
        let labels = batch.map { $0.map { design.labels[$0] } } ?? design.labels
        var (slopes, loss) = sharesAndLoss(point, features, labels)
        let count = Double(labels.count)
        for (row, label) in labels.enumerated() { slopes[row, Int(label)] -= 1 }
        var gradient = Matrix.product(slopes, features, transposeLeft: true).entries
        for index in gradient.indices { gradient[index] = gradient[index] / count + regularization * point[index] }
        return (loss / count + regularization / 2 * dot(point, point), gradient)
    }

    func curvature(_ point: [Double]) -> any Curvature {
        let (shares, _) = sharesAndLoss(point, design.features, design.labels)
        return SoftmaxCurvature(features: design.features, labels: design.labels, shares: shares, regularization: regularization)
    }

    /// Each class's share, examples × classes, and the sum of the losses.
    private func sharesAndLoss(_ point: [Double], _ features: Matrix, _ labels: [Double]) -> (Matrix, Double) {
        let weights = Matrix(rows: Self.classCount, columns: features.columns, entries: point)
        var scores = Matrix.product(features, weights, transposeRight: true)
        var loss = 0.0
        for row in 0..<scores.rows {
            let range = row * Self.classCount..<(row + 1) * Self.classCount
            let own = scores.entries[range.lowerBound + Int(labels[row])]
            let largest = range.reduce(-Double.infinity) { max($0, scores.entries[$1]) }
            var sum = 0.0
            for index in range {
                scores.entries[index] = exponential(scores.entries[index] - largest)
                sum += scores.entries[index]
            }
            for index in range { scores.entries[index] /= sum }
            loss += logarithm(sum) + largest - own
        }
        return (scores, loss)
    }
}

private struct SoftmaxCurvature: Curvature {
    let features: Matrix
    let labels: [Double]
    /// examples × classes.
    let shares: Matrix
    let regularization: Double

    /// Per example (diag(p) − ppᵀ) in the scores.
    func hessianProduct(_ vector: [Double]) -> [Double] {
        product(vector) { row, scores in
            var mean = 0.0
            for column in 0..<scores.columns { mean += shares[row, column] * scores[row, column] }
            for column in 0..<scores.columns { scores[row, column] = shares[row, column] * (scores[row, column] - mean) }
        }
    }

    /// Per example rrᵀ in the scores, r = p − e_label being the gradient of its loss.
    func fisherProduct(_ vector: [Double]) -> [Double] {
        product(vector) { row, scores in
            let label = Int(labels[row])
            var inner = -scores[row, label]
            for column in 0..<scores.columns { inner += shares[row, column] * scores[row, column] }
            for column in 0..<scores.columns { scores[row, column] = inner * (shares[row, column] - (column == label ? 1 : 0)) }
        }
    }

    private func product(_ vector: [Double], _ apply: (Int, inout Matrix) -> Void) -> [Double] {
        let directions = Matrix(rows: shares.columns, columns: features.columns, entries: vector)
        var scores = Matrix.product(features, directions, transposeRight: true)
        for row in 0..<scores.rows { apply(row, &scores) }
        var result = Matrix.product(scores, features, transposeLeft: true).entries
        let count = Double(features.rows)
        for index in result.indices { result[index] = result[index] / count + regularization * vector[index] }
        return result
    }
}
