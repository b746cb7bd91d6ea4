import AssayKit

extension Trial {
    /// Small saddles, whose operators are cocoercive.
    static let inclusions = [
        ("", "a saddle of 20 components in 2 × 3 dimensions", 20, 3, nil), ("-one", "a saddle of one component in 2 × 1 dimensions", 1, 1, nil),
        ("-nan", "a saddle whose operator answers NaN", 20, 3, .nan), ("-infinite", "a saddle whose operator answers ∞", 20, 3, .infinity),
    ].compactMap { (name: String, summary: String, components: Int, width: Int, spoiled: Double?) -> Trial? in
        // LAPACK turns every Gaussian matrix; were it not so, there would be no trial to fail.
        guard let saddle = try? AffineSaddle(isQuadratic: true, components: components, width: width) else { return nil }
        let made: any FiniteSumOperator = spoiled.map { SpoiledOperator(sum: saddle, answer: $0) } ?? saddle
        return Trial(
            id: "trial/inclusion" + name, summary: summary, demand: spoiled == nil ? .solve(0.5) : .end, role: .optimizer,
            problemType: CocoerciveInclusionProblem.self, metrics: [Metric("residual", better: .lower)], defaultBudget: Budget(calls: ["components": 20_000]),
            problem: { CocoerciveInclusionProblem(made, $0.meter) }, scorer: { ResidualScorer(saddle) })
    }
}

/// An operator that has lost its mind.
private struct SpoiledOperator: FiniteSumOperator {
    let sum: AffineSaddle
    let answer: Double
    var dimension: Int { sum.dimension }
    var componentCount: Int { sum.componentCount }
    var start: [Double] { sum.start }
    var lipschitz: Double { sum.lipschitz }
    var averageLipschitz: Double { sum.averageLipschitz }
    var cocoercivity: (operator: Double, components: Double)? { sum.cocoercivity }
    func add(_ weight: Double, component: Int, at point: Span<Double>, to result: inout MutableSpan<Double>) {
        for index in result.indices { result[index] = answer }
    }
}
