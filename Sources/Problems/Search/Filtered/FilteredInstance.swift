import AssayKit
import Formats

/// Euclidean nearest neighbours among what a filter admits, which comes with each query.
struct FilteredInstance: Instance {
    enum Source: Sendable {
        case digits
        case clustered(ClusteredVectors)
        /// A user's vectors, and their labels.
        case own(OwnWindows)
    }

    enum Rule: Sendable {
        case windows(WindowRule)
        case tenants(TenantRule)
    }

    let id: String
    let role = Role.searcher
    let kind = "filtered nearest neighbours"
    let summary: String
    let source: Source
    let rule: Rule
    /// The last vectors are held back as queries.
    let queryCount: Int
    let metrics = FilteredRecallScorer.metrics
    let tradeOff = ["recall", "queriesPerSecond"]
    var dataFiles: [String] {
        switch source {
        case .digits: ["digits.csv"]
        case .clustered: []
        case .own(let own): own.files
        }
    }
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type {
        switch rule {
        case .windows: WindowProblem.self
        case .tenants: TenantProblem.self
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        let filtered = try make(context.data)
        return switch rule {
        case .windows: WindowProblem(filtered, context)
        case .tenants: TenantProblem(filtered, context)
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
        let grouped: GroupedVectors
        switch source {
        case .digits:
            let digits = try Digits(data)
            grouped = GroupedVectors(digits.pixels.map { Float($0) }, dimension: Digits.pixelCount, groups: digits.labels, queryCount: queryCount)
        case .clustered(let clustered):
            let (set, groups) = clustered.makeLabelled()
            grouped = GroupedVectors(set.vectors, dimension: set.dimension, groups: groups, queryCount: queryCount)
        case .own(let own): return try own.make(data)
        }
        return switch rule {
        case .windows(let rule): rule.apply(to: grouped)
        case .tenants(let rule): rule.apply(to: grouped)
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
                id: "tenant-neighbors/digits", summary: "1,597 handwritten digits, each accessible to 5 of 30 tenants, 200 more as queries", source: .digits,
                rule: .tenants(TenantRule(tenantCount: 30, tenantsPerVector: 5)), queryCount: 200),
            FilteredInstance(
                id: "tenant-neighbors/clustered-20k",
                summary: "20,000 vectors in 64 dimensions from 200 Gaussian clusters, each accessible to 10 of 100 tenants of Zipf's shares, 1,000 more as queries; made by seed",
                source: clustered, rule: .tenants(TenantRule(tenantCount: 100, tenantsPerVector: 10)), queryCount: 1000),
        ]

    private static let clustered = Source.clustered(ClusteredVectors(count: 21_000, queryCount: 0, dimension: 64, clusterCount: 200))

    private static func window(_ percent: String, share: Double, _ name: String, _ source: Source, isCorrelated: Bool = false) -> FilteredInstance {
        let set: (words: String, queryCount: Int) =
            if case .digits = source { ("1,597 handwritten digits of 64 pixels", 200) } else { ("20,000 vectors in 64 dimensions from 200 Gaussian clusters", 1000) }
        return FilteredInstance(
            id: "window-neighbors/\(name)-\(percent)",
            summary: "\(set.words) with \(isCorrelated ? "labels that tell of their clusters" : "random labels"), \(set.queryCount.formatted) more as queries, each for a window of \(percent) % of the labels; made by seed",
            source: source, rule: .windows(WindowRule(share: share, isCorrelated: isCorrelated)), queryCount: set.queryCount)
    }
}

extension Int {
    fileprivate var formatted: String { self >= 1000 ? "\(self / 1000),\(String(1000 + self % 1000).dropFirst())" : "\(self)" }
}
