import AssayKit

/// How well classes of nodes, and edges that were held back, can be told from the nodes' points.
struct NodeEmbeddingScorer: Scorer {
    static let macroF1 = Metric("macroF1", better: .higher)
    static let linkAUC = Metric("linkAUC", better: .higher)
    /// Splits over which F1 is averaged, in each of which a tenth of the nodes of known class is learned from.
    static let splitCount = 5

    let task: NodeEmbeddingTask

    init(_ task: NodeEmbeddingTask) { self.task = task }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .point(let numbers) = answer else { throw InvalidAnswer("points are offered as numbers") }
        let count = task.graph.nodeCount, dimension = task.dimension
        guard numbers.count == count * dimension else { throw InvalidAnswer("\(numbers.count) numbers were offered for \(count) nodes in dimension \(dimension)") }
        guard numbers.allSatisfy(\.isFinite) else { throw InvalidAnswer("a point is not finite") }
        let points = Matrix(rows: count, columns: dimension, entries: numbers)
        var metrics = [Self.linkAUC.name: linkAUC(points)]
        if let classes = task.classes { metrics[Self.macroF1.name] = try macroF1(points, classes) }
        return metrics
    }

    /// The probability that a held-back edge joins points of greater cosine than a pair without an edge does, ties for a half:
    /// the area under the ROC curve. A half where there is nothing to tell.
    private func linkAUC(_ points: Matrix) -> Double {
        let lengths = (0..<points.rows).map { norm(points.row($0)) }
        func cosine(_ pair: (source: Int, target: Int)) -> Double {
            let length = lengths[pair.source] * lengths[pair.target]
            return length > 0 ? dot(points.row(pair.source), points.row(pair.target)) / length : 0
        }
        return Self.areaUnderCurve(task.heldBack.map(cosine), task.strangers.map(cosine))
    }

    static func areaUnderCurve(_ positives: [Double], _ negatives: [Double]) -> Double {
        guard !positives.isEmpty, !negatives.isEmpty else { return 0.5 }
        let sorted = negatives.sorted()
        func place(_ isBefore: (Double) -> Bool) -> Int {
            var low = 0, high = sorted.count
            while low < high {
                let middle = (low + high) / 2
                if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let wins = positives.reduce(0) { sum, value in sum + Double(place { $0 < value } + place { $0 <= value }) / 2 }
        return wins / (Double(positives.count) * Double(negatives.count))
    }

    private func macroF1(_ points: Matrix, _ classes: [Int]) throws(InvalidAnswer) -> Double {
        let standardized = points.standardized
        let known = classes.indices.filter { classes[$0] >= 0 }
        let classCount = (classes.max() ?? 0) + 1
        var sum = 0.0
        for split in 0..<Self.splitCount {
            var random = Random(seed: 0x7370_6C69_74, stream: UInt64(split))
            var order = known
            random.shuffle(&order)
            let learned = Array(order[..<max(min(2, order.count), order.count / 10)]), asked = Array(order[learned.count...])
            let predicted = try predictions(of: asked, from: learned, standardized, classes, classCount)
            sum += Self.macroF1(predicted, asked.map { classes[$0] }, classCount: classCount)
        }
        return sum / Double(Self.splitCount)
    }

    /// The likeliest class by multinomial logistic regression, whose regularisation is that of scikit-learn's default: ‖W‖²/2 to the
    /// sum of the losses.
    private func predictions(
        of asked: [Int], from learned: [Int], _ points: Matrix, _ classes: [Int], _ classCount: Int
    ) throws(InvalidAnswer) -> [Int] {
        guard !learned.isEmpty else { return [] }
        let design = Design(points.selecting(rows: learned), learned.map { classes[$0] })
        let weights: [Double]
        do throws(DecompositionError) {
            let risk = try RegularizedRisk(design, SoftmaxLoss(classCount: classCount), regularization: 1 / Double(learned.count))
            weights = risk.minimizer(within: 1e-6)
        } catch { throw InvalidAnswer("no classes can be learned from its points: \(error)") }
        let model = Matrix(rows: classCount, columns: points.columns + 1, entries: weights)
        let scores = Matrix.product(Design(points.selecting(rows: asked), []).features, model, transposeRight: true)
        return asked.indices.map { row in
            (0..<classCount).reduce(0) { scores[row, $1] > scores[row, $0] ? $1 : $0 }
        }
    }

    /// The mean over the classes that occur of 2·hits / (named + there), as scikit-learn has it.
    static func macroF1(_ predicted: [Int], _ classes: [Int], classCount: Int) -> Double {
        var hits = [Double](repeating: 0, count: classCount), sizes = hits
        for (predicted, actual) in zip(predicted, classes) {
            sizes[predicted] += 1
            sizes[actual] += 1
            if predicted == actual { hits[actual] += 1 }
        }
        let present = sizes.indices.filter { sizes[$0] > 0 }
        return present.reduce(0) { $0 + 2 * hits[$1] / sizes[$1] } / Double(max(1, present.count))
    }
}
