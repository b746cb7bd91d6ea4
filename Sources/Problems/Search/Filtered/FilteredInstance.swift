import AssayKit
import Formats

/// Euclidean nearest neighbours among what a filter admits, which comes with each query.
struct FilteredInstance: Instance {
    enum Source: Sendable {
        /// Filters made by rule; the last vectors are held back as queries.
        case made(Vectors, Rule, queryCount: Int)
        /// A user's vectors, and their labels.
        case ownWindows(OwnWindows)
        /// A user's vectors, their attributes, and predicates.
        case ownPredicates(OwnPredicates)
    }

    enum Vectors: Sendable {
        case digits
        case clustered(ClusteredVectors)
    }

    enum Rule: Sendable {
        case windows(WindowRule)
        case tenants(TenantRule)
        case predicates(PredicateRule)
    }

    let id: String
    let role = Role.searcher
    let kind = "filtered nearest neighbours"
    let summary: String
    let source: Source
    let metrics = FilteredRecallScorer.metrics
    let tradeOff = ["recall", "queriesPerSecond"]
    var dataFiles: [String] {
        switch source {
        case .made(.digits, _, _): ["digits.csv"]
        case .made(.clustered, _, _): []
        case .ownWindows(let own): own.files
        case .ownPredicates(let own): own.files
        }
    }
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type {
        switch source {
        case .made(_, .windows, _), .ownWindows: WindowProblem.self
        case .made(_, .tenants, _): TenantProblem.self
        case .made(_, .predicates, _), .ownPredicates: AttributeProblem.self
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let filtered = try make(context.data)
        return switch filtered.metadata {
        case .labels: WindowProblem(filtered, context)
        case .tenants: TenantProblem(filtered, context)
        case .attributes: AttributeProblem(filtered, context)
        }
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { FilteredRecallScorer(try make(data), k: NeighborsInstance.neighborCount) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let set = try make(data).vectors
        try Vecs.write(.init(dimension: set.dimension, elements: set.vectors), to: folder + "/base.fvecs")
        try Vecs.write(.init(dimension: set.dimension, elements: set.queries), to: folder + "/query.fvecs")
        return ["base.fvecs", "query.fvecs"]
    }

    private func make(_ data: DataFolder) throws -> FilteredSet {
        let vectors: Vectors, rule: Rule, queryCount: Int
        switch source {
        case .made(let made, let by, let held): (vectors, rule, queryCount) = (made, by, held)
        case .ownWindows(let own): return try own.make(data)
        case .ownPredicates(let own): return try own.make(data)
        }
        let grouped: GroupedVectors
        switch vectors {
        case .digits:
            let digits = try Digits(data)
            grouped = GroupedVectors(digits.pixels.map { Float($0) }, dimension: Digits.pixelCount, groups: digits.labels, queryCount: queryCount)
        case .clustered(let clustered):
            let (set, groups) = clustered.makeLabelled()
            grouped = GroupedVectors(set.vectors, dimension: set.dimension, groups: groups, queryCount: queryCount)
        }
        return switch rule {
        case .windows(let rule): rule.apply(to: grouped)
        case .tenants(let rule): rule.apply(to: grouped)
        case .predicates(let rule): rule.apply(to: grouped)
        }
    }
}

extension FilteredInstance {
    static let all: [FilteredInstance] =
        [("1", 0.01), ("10", 0.1), ("50", 0.5)].map { window($0, share: $1, "digits", .digits) }
        + [("1", 0.01), ("10", 0.1), ("50", 0.5)].map { window($0, share: $1, "clustered-20k", clustered) }
        + [
            window("10", share: 0.1, "correlated-20k", clustered, isCorrelated: true),
            FilteredInstance(
                id: "tenant-neighbors/digits", summary: "1,597 handwritten digits, each accessible to 5 of 30 tenants, 200 more as queries",
                source: .made(.digits, .tenants(TenantRule(tenantCount: 30, tenantsPerVector: 5)), queryCount: 200)),
            FilteredInstance(
                id: "tenant-neighbors/clustered-20k",
                summary: "20,000 vectors in 64 dimensions from 200 Gaussian clusters, each accessible to 10 of 100 tenants of Zipf's shares, 1,000 more as queries; made by seed",
                source: .made(clustered, .tenants(TenantRule(tenantCount: 100, tenantsPerVector: 10)), queryCount: 1000)),
            FilteredInstance(
                id: "attribute-neighbors/digits",
                summary: "1,597 handwritten digits with what they show, their ink and their width as attributes, 200 more as queries, for predicates that 1 to 50 % satisfy",
                source: .made(.digits, .predicates(.digits), queryCount: 200)),
            catalogue("", "0.1 to 50", shares: 0.001...0.5),
        ] + [("0.1", 0.001), ("1", 0.01), ("10", 0.1), ("50", 0.5)].map { catalogue("-" + $0, $0, shares: $1...$1) }

    private static func catalogue(_ name: String, _ percent: String, shares: ClosedRange<Double>) -> FilteredInstance {
        FilteredInstance(
            id: "attribute-neighbors/clustered-20k" + name,
            summary: "20,000 vectors in 64 dimensions from 200 Gaussian clusters with section, language, year and size, 200 more as queries, for predicates that \(percent) % satisfy; made by seed",
            source: .made(.clustered(ClusteredVectors(count: 20_200, queryCount: 0, dimension: 64, clusterCount: 200)), .predicates(.catalogue(shares: shares)), queryCount: 200))
    }

    private static let clustered = Vectors.clustered(ClusteredVectors(count: 21_000, queryCount: 0, dimension: 64, clusterCount: 200))

    private static func window(_ percent: String, share: Double, _ name: String, _ vectors: Vectors, isCorrelated: Bool = false) -> FilteredInstance {
        let set: (words: String, queryCount: Int) =
            if case .digits = vectors { ("1,597 handwritten digits of 64 pixels", 200) } else { ("20,000 vectors in 64 dimensions from 200 Gaussian clusters", 1000) }
        return FilteredInstance(
            id: "window-neighbors/\(name)-\(percent)",
            summary: "\(set.words) with \(isCorrelated ? "labels that tell of their clusters" : "random labels"), \(set.queryCount.formatted) more as queries, each for a window of \(percent) % of the labels; made by seed",
            source: .made(vectors, .windows(WindowRule(share: share, isCorrelated: isCorrelated)), queryCount: set.queryCount))
    }
}

extension Int {
    fileprivate var formatted: String { self >= 1000 ? "\(self / 1000),\(String(1000 + self % 1000).dropFirst())" : "\(self)" }
}
