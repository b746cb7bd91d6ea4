import AssayKit

/// How a graph compares to the true one, and how well it explains the samples.
///
/// `shd` is the structural Hamming distance: edges too many, edges missing, and edges turned round, each counted once. `fdr`
/// is the share of the edges found that are not in the true graph in that direction; `tpr` the share of the true edges that
/// are found. `score` is the least-squares loss of the graph, its weights fitted anew, plus log n / 2n for each edge: the
/// Bayesian information criterion of noise of one size, divided by n.
struct StructureScorer: Scorer {
    static let score = Metric("score", better: .lower)
    static let metrics = [Metric("shd", unit: "edges", better: .lower), Metric("fdr", better: .lower), Metric("tpr", better: .higher), score]

    private let moments: Matrix
    private let sampleCount: Int
    private let truth: Set<StructuralEdge>?

    init(_ data: StructuralData) {
        moments = data.moments
        sampleCount = data.samples.rows
        truth = data.truth
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        let count = moments.rows
        guard case .point(let weights) = answer, weights.count == count * count else {
            throw InvalidAnswer("a graph is offered as its weights, \(count) × \(count) numbers")
        }
        guard weights.allSatisfy(\.isFinite) else { throw InvalidAnswer("a weight is not finite") }
        guard Self.isAcyclic(Matrix(rows: count, columns: count, entries: weights)) else { throw InvalidAnswer("the graph has a cycle") }
        var found = Set<StructuralEdge>()
        for place in weights.indices where abs(weights[place]) >= StructureInstance.threshold { found.insert(StructuralEdge(place / count, place % count)) }
        var metrics = ["score": fitted(found)]
        guard let truth else { return metrics }
        let right = found.intersection(truth), turned = found.filter { truth.contains(StructuralEdge($0.to, $0.from)) }
        let skeleton = { (edges: Set<StructuralEdge>) in Set(edges.map { [min($0.from, $0.to), max($0.from, $0.to)] }) }
        metrics["shd"] = Double(skeleton(found).symmetricDifference(skeleton(truth)).count + turned.count)
        metrics["fdr"] = Double(found.count - right.count) / Double(max(1, found.count))
        metrics["tpr"] = truth.isEmpty ? 1 : Double(right.count) / Double(truth.count)
        return metrics
    }

    /// Whether all can be put in order so that each edge leads onwards.
    static func isAcyclic(_ weights: Matrix) -> Bool {
        var incoming = (0..<weights.columns).map { to in (0..<weights.rows).count { weights[$0, to] != 0 } }
        var ready = incoming.indices.filter { incoming[$0] == 0 }, placed = 0
        while let node = ready.popLast() {
            placed += 1
            for to in incoming.indices where weights[node, to] != 0 {
                incoming[to] -= 1
                if incoming[to] == 0 { ready.append(to) }
            }
        }
        return placed == weights.rows
    }

    private func fitted(_ edges: Set<StructuralEdge>) -> Double {
        var loss = 0.0
        for variable in 0..<moments.rows {
            let parents = edges.filter { $0.to == variable }.map(\.from).sorted()
            // Moments are finite, so that there is a fit.
            loss += ((try? moments.regression(of: variable, on: parents).residual) ?? .infinity) / 2
        }
        return loss + logarithm(Double(sampleCount)) / (2 * Double(sampleCount)) * Double(edges.count)
    }
}
