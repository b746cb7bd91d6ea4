import AssayKit

/// The loss of single examples as a function of their scores Wx, which are numbers or vectors.
///
/// Scores, slopes and directions are examples × scoreCount, row-major; there is a label for each row.
protocol ExampleLoss: Sendable {
    var scoreCount: Int { get }
    /// A bound of the largest eigenvalue of the loss's Hessian in the scores.
    var curvatureBound: Double { get }
    /// Replaces each example's scores by the gradient of its loss in them, and returns the sum of the losses.
    func differentiate(_ scores: inout [Double], _ labels: [Int]) -> Double
    /// Replaces each example's direction by the loss's Hessian times it.
    /// - Parameter slopes: what `differentiate` left.
    func multiplyHessian(_ slopes: [Double], _ labels: [Int], _ directions: inout [Double])
}

/// log(1 + exp(−y·score)) with y = ±1.
struct LogisticLoss: ExampleLoss {
    let scoreCount = 1
    /// The logistic function σ has the slope σ(1 − σ).
    let curvatureBound = 0.25

    func differentiate(_ scores: inout [Double], _ labels: [Int]) -> Double {
        var loss = CompensatedSum()
        for (row, label) in labels.enumerated() {
            let sign = Double(label)
            let t = -sign * scores[row]
            // In both, the exponential of what is not positive: it cannot overflow.
            let decay = exponential(-t.magnitude)
            loss += max(t, 0) + logarithm1p(decay)
            scores[row] = -sign * (t >= 0 ? 1 : decay) / (1 + decay)
        }
        return loss.value
    }

    func multiplyHessian(_ slopes: [Double], _ labels: [Int], _ directions: inout [Double]) {
        for row in directions.indices {
            let chance = slopes[row].magnitude
            directions[row] *= chance * (1 - chance)
        }
    }
}

/// −log p(label), where p = softmax(scores).
struct SoftmaxLoss: ExampleLoss {
    let classCount: Int
    var scoreCount: Int { classCount }
    /// diag(p) − ppᵀ ≼ ½I (Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of Statistical
    /// Mathematics 44, 1992).
    let curvatureBound = 0.5

    func differentiate(_ scores: inout [Double], _ labels: [Int]) -> Double {
        var loss = CompensatedSum()
        for (row, label) in labels.enumerated() {
            let begin = row * classCount
            let end = begin + classCount
            let own = scores[begin + label]
            var largest = own
            for index in begin..<end { largest = max(largest, scores[index]) }
            var sum = 0.0
            for index in begin..<end {
                scores[index] = exponential(scores[index] - largest)
                sum += scores[index]
            }
            for index in begin..<end { scores[index] /= sum }
            scores[begin + label] -= 1
            loss += logarithm(sum) + (largest - own)
        }
        return loss.value
    }

    func multiplyHessian(_ slopes: [Double], _ labels: [Int], _ directions: inout [Double]) {
        for (row, label) in labels.enumerated() {
            let begin = row * classCount
            let end = begin + classCount
            // The slope is p, less one at the label.
            func chance(_ index: Int) -> Double { index == begin + label ? slopes[index] + 1 : slopes[index] }
            var mean = 0.0
            for index in begin..<end { mean += chance(index) * directions[index] }
            for index in begin..<end { directions[index] = chance(index) * (directions[index] - mean) }
        }
    }
}
