import AssayKit

extension Trial {
    /// Small streams: elements i cover the points i and i + 1, of which four are chosen.
    static let subsets = [
        ("", "30 elements in a window of 12", 30, 12, 4, 2.0), ("-one", "a single element", 1, 1, 4, 1), ("-few", "5 elements where 8 may be chosen", 5, 5, 8, 1),
        ("-worthless", "10 elements that cover nothing", 10, 4, 3, 0),
    ].map { (name: String, summary: String, count: Int, window: Int, cardinality: Int, bound: Double) in
        let covered = (0..<count).map { name == "-worthless" ? [] : [$0, $0 + 1] }
        let stream = ElementStream(.coverage(covered, pointCount: count + 1), window: window)
        return Trial(
            id: "trial/subsets" + name, summary: "a stream of " + summary, demand: .solve(bound), role: .searcher, problemType: DynamicSubsetProblem.self,
            metrics: [Metric("value", better: .higher), Metric("evaluationsPerUpdate", better: .lower)], defaultBudget: Budget(),
            problem: { context in DynamicSubsetProblem(stream, cardinality: cardinality, context.meter) { context.deliver($0) } },
            scorer: { DynamicSubsetScorer(stream: stream, cardinality: cardinality) })
    }
}
