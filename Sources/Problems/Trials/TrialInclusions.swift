import AssayKit

extension Trial {
    /// Small saddles, whose operators are cocoercive.
    static let inclusions = [("", "a saddle of 20 components in 2 × 3 dimensions", 20, 3), ("-one", "a saddle of one component in 2 × 1 dimensions", 1, 1)].compactMap {
        (name: String, summary: String, components: Int, width: Int) -> Trial? in
        // LAPACK turns every Gaussian matrix; were it not so, there would be no trial to fail.
        guard let saddle = try? AffineSaddle(isQuadratic: true, components: components, width: width) else { return nil }
        return Trial(
            id: "trial/inclusion" + name, summary: summary, demand: .solve(0.5), role: .optimizer, problemType: CocoerciveInclusionProblem.self,
            metrics: [Metric("residual", better: .lower)], defaultBudget: Budget(calls: ["components": 20_000]),
            problem: { CocoerciveInclusionProblem(saddle, $0.meter) }, scorer: { ResidualScorer(saddle) })
    }
}
