import AssayKit

extension Trial {
    /// Small sets of vectors whose queries come with filters: odd ones too, that admit all, few or nothing.
    static let filters = ordinaryWindows + oddWindows + tenants + ordinaryPredicates + oddPredicates

    private static let ordinaryWindows: [Trial] = [
        ("", "300 vectors and windows of a third of the labels", 300, 1 / 3.0, false), ("-one", "a single vector, in the window", 1, 1, false),
        ("-few", "300 vectors, of which windows admit 3", 300, 0.01, false), ("-all", "300 vectors that every window admits", 300, 1, false),
        ("-duplicates", "300 vectors that are all the same, with two labels", 300, 0.5, true),
    ].map { (name: String, summary: String, count: Int, share: Double, isConstant: Bool) in
        let grouped = vectors(count, isConstant: isConstant)
        var set = WindowRule(share: share).apply(to: grouped)
        if isConstant {
            let labels = (0..<count).map { Double($0 % 2) }
            set = FilteredSet(vectors: set.vectors, metadata: .labels(labels), filters: set.filters.map { _ in .window(low: 1, high: 2) })
        }
        let made = set
        return trial("windows" + name, summary, made, WindowProblem.self) { WindowProblem(made, $0) }
    }

    private static let oddWindows: [Trial] = [
        ("-empty", "windows that are empty or beyond all labels", [.window(low: 0.5, high: 0.5), .window(low: 0.7, high: 0.2), .window(low: 5, high: 9), .window(low: .nan, high: .nan)], 0.0),
        ("-nan", "half of whose labels are not numbers, and windows that admit the rest", [.window(low: -.infinity, high: .infinity)], Double.nan),
    ].map { (name: String, summary: String, filters: [NeighborFilter], odd: Double) in
        let grouped = vectors(300, isConstant: false)
        let labels = (0..<300).map { (index: Int) -> Double in Double(index) / 300 + (index % 2 == 0 ? 0 : odd) }
        let cycled = (0..<grouped.set.queryCount).map { (query: Int) -> NeighborFilter in filters[query % filters.count] }
        let set = FilteredSet(vectors: grouped.set, metadata: .labels(labels), filters: cycled)
        return trial("windows" + name, "300 vectors, " + summary, set, WindowProblem.self) { WindowProblem(set, $0) }
    }

    private static let tenants: [Trial] = [
        ("", "300 vectors, each accessible to 2 of 6 tenants", 300, 6, 2, false), ("-one", "a single vector of a single tenant", 1, 1, 1, false),
        ("-many", "300 vectors, each accessible to one of 200 tenants", 300, 200, 1, false), ("-duplicates", "300 vectors that are all the same", 300, 6, 2, true),
        ("-unknown", "300 vectors, asked for by tenants that there are none of", 300, 6, 2, false),
    ].map { (name: String, summary: String, count: Int, tenantCount: Int, perVector: Int, isConstant: Bool) in
        var set = TenantRule(tenantCount: tenantCount, tenantsPerVector: perVector).apply(to: vectors(count, isConstant: isConstant))
        if name == "-unknown" {
            set = FilteredSet(vectors: set.vectors, metadata: set.metadata, filters: set.filters.indices.map { .tenant([-1, tenantCount, .max][$0 % 3]) })
        }
        let made = set
        return trial("tenants" + name, summary, made, TenantProblem.self) { TenantProblem(made, $0) }
    }

    private static let ordinaryPredicates: [Trial] = [
        ("", "300 vectors and predicates that 1 to 50 % of them satisfy", 300, 0.01, 0.5, false), ("-one", "a single vector, which satisfies all predicates", 1, 1, 1, false),
        ("-duplicates", "300 vectors that are all the same, of which half satisfy a predicate", 300, 0.5, 0.5, true),
    ].map { (name: String, summary: String, count: Int, least: Double, most: Double, isConstant: Bool) in
        let made = PredicateRule.catalogue(shares: least...most).apply(to: vectors(count, isConstant: isConstant))
        return trial("attributes" + name, summary, made, AttributeProblem.self) { AttributeProblem(made, $0) }
    }

    private static let oddPredicates: [Trial] = [
        ("-all", "predicates without conditions, which admit all", [[]]),
        ("-none", "predicates that nothing satisfies", [
            [.init(0, .oneOf([]))], [.init(0, .oneOf([-1, 99, .nan]))], [.init(0, .oneOf([0])), .init(0, .oneOf([1]))], [.init(3, .range(low: 5, high: 5))],
            [.init(3, .range(low: 2, high: 1))], [.init(3, .range(low: .nan, high: .nan))],
        ]),
        ("-unknown", "predicates of attributes that there are none of", [-1, 4, .min, .max].map { [.init($0, .range(low: -.infinity, high: .infinity))] }),
        ("-nan", "and predicates of an attribute that none of them has", [[.init(4, .range(low: -.infinity, high: .infinity))], [.init(0, .oneOf([0])), .init(4, .oneOf([.nan]))]]),
    ].map { (name: String, summary: String, predicates: [[AttributePredicate.Condition]]) in
        let set = PredicateRule.catalogue(shares: 1...1).apply(to: vectors(300, isConstant: false))
        var attributes: [VectorAttribute] = name == "-nan" ? [VectorAttribute("nothing", numbers: [Double](repeating: .nan, count: 300))] : []
        if case .attributes(let made) = set.metadata { attributes = made + attributes }
        let filters = set.filters.indices.map { NeighborFilter.predicate(AttributePredicate(predicates[$0 % predicates.count])) }
        let odd = FilteredSet(vectors: set.vectors, metadata: .attributes(attributes), filters: filters)
        return trial("attributes" + name, "300 vectors, " + summary, odd, AttributeProblem.self) { AttributeProblem(odd, $0) }
    }

    private static func vectors(_ count: Int, isConstant: Bool) -> GroupedVectors {
        let (set, groups) = ClusteredVectors(count: count + 20, queryCount: 0, dimension: 8, clusterCount: 4).makeLabelled()
        return GroupedVectors(isConstant ? set.vectors.map { _ in 1 } : set.vectors, dimension: 8, groups: groups, queryCount: 20)
    }

    private static func trial(
        _ name: String, _ summary: String, _ set: FilteredSet, _ type: any Metered.Type, _ problem: @escaping @Sendable (ProblemContext) -> any Metered
    ) -> Trial {
        Trial(
            id: "trial/" + name, summary: summary, demand: name.contains("-") ? .answerOrRefuse : .solve(0.5), role: .searcher, problemType: type,
            metrics: [Metric("recall", better: .higher)], defaultBudget: Budget(), problem: problem,
            scorer: { TrialRecallScorer(scorer: FilteredRecallScorer(set, k: NeighborsInstance.neighborCount)) })
    }
}

/// Recall alone: what memory is in use at a moment may differ by what the libraries that are loaded keep for themselves.
private struct TrialRecallScorer: Scorer {
    let scorer: FilteredRecallScorer
    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] { try scorer.score(answer).filter { $0.key != "indexBytes" } }
}
