import AssayKit

extension Trial {
    /// Small sets of points to be put into clusters.
    static let clusterings = [
        ("", "three clouds of 40 points", clouds), ("-one", "a single point", LabelledPoints(dimension: 2, coordinates: [1, 2], labels: [0])),
        ("-two", "two points", LabelledPoints(dimension: 2, coordinates: [1, 2, 3, 4], labels: [0, 1])),
        ("-duplicates", "60 points in one place", LabelledPoints(dimension: 2, coordinates: [Double](repeating: 1, count: 120), labels: [Int](repeating: 0, count: 60))),
        ("-line", "90 points of one number", LabelledPoints(dimension: 1, coordinates: (0..<90).map { Double($0 + 1000 * ($0 / 30)) }, labels: (0..<90).map { $0 / 30 })),
    ].map { (name: String, summary: String, set: LabelledPoints) in
        Trial(
            id: "trial/clusters" + name, summary: summary, demand: name.isEmpty ? .solve(0.5) : .answerOrRefuse, role: .searcher,
            problemType: ClusteringProblem.self, metrics: PartitionScorer.metrics, defaultBudget: Budget(),
            problem: { ClusteringProblem(set, $0.meter) }, scorer: { PartitionScorer(labels: set.labels) })
    }

    private static let clouds: LabelledPoints = {
        var random = Random(seed: 5)
        let labels = (0..<120).map { $0 % 3 }
        let coordinates = labels.flatMap { [10 * Double($0) + random.normal(), Double(3 * ($0 % 2)) + random.normal()] }
        return LabelledPoints(dimension: 2, coordinates: coordinates, labels: labels)
    }()
}
