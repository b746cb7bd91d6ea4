import AssayKit

extension Trial {
    /// Small samples, and odd ones. No two samples are further apart than √2; what is asked for is what any point of the sample would do.
    static let thinnings = [
        ("", "64 points to be halved three times", Points.mixture(64), 3), ("-none", "7 points that are all kept", .mixture(7), 0),
        ("-one", "a single point", .mixture(1), 0), ("-rest", "37 points, no power of two", .mixture(37), 2),
        ("-same", "32 points that are all the same", Points(dimension: 3, values: [Float](repeating: 1, count: 96)), 3),
        ("-nan", "a sample with a number that is NaN", Points(dimension: 1, values: [1, 2, .nan, 4]), 1),
    ].map { (name: String, summary: String, points: Points, halvings: Int) in
        Trial(
            id: "trial/thinning" + name, summary: summary, demand: name == "-nan" ? .end : .solve(1), role: .compressor,
            problemType: ThinningProblem.self, metrics: DiscrepancyScorer.metrics, defaultBudget: Budget(),
            problem: { ThinningProblem(points, .gaussian(bandwidth: 2), halvings: halvings, $0.meter) },
            scorer: { DiscrepancyScorer(ThinningProblem(points, .gaussian(bandwidth: 2), halvings: halvings, Meter())) })
    }

    /// Points to be embedded: a random projection to 16 dimensions changes no distance by more than its double, but once in a million.
    static let embeddings = [
        ("", "20 points of 100 numbers in 16 dimensions", Points.sparse(20, dimension: 100, nonzeros: 30), 16), ("-one", "a single number", .sparse(1, dimension: 1, nonzeros: 1), 1),
        ("-same", "20 points that are all the same", Points(dimension: 3, values: [Float](repeating: 1, count: 60)), 2),
        ("-wide", "5 points of 3 numbers that may have 16", .sparse(5, dimension: 3, nonzeros: 2), 16),
        ("-nan", "points with a number that is NaN", Points(dimension: 2, values: [1, 2, .nan, 4]), 1),
    ].map { (name: String, summary: String, points: Points, target: Int) in
        Trial(
            id: "trial/embedding" + name, summary: summary, demand: name == "-nan" ? .end : .solve(2), role: .compressor,
            problemType: EmbeddingProblem.self, metrics: DistortionScorer.metrics, defaultBudget: Budget(),
            problem: { EmbeddingProblem(points, targetDimension: target, $0.meter) },
            scorer: { DistortionScorer(EmbeddingProblem(points, targetDimension: target, Meter())) })
    }
}
