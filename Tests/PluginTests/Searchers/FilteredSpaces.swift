import AssayKit

/// Points with filters, of which a test knows all.
class FilteredSpace: PointSpace, FilteredNeighbors {
    let filters: [NeighborFilter]

    init(_ points: [[Float]], queries: [[Float]], filters: [NeighborFilter], k: Int, budget: Budget = Budget()) {
        self.filters = filters
        super.init(points, queries: queries, k: k, budget: budget)
    }

    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool { false }

    func serveFiltered(_ answer: (Span<Float>, NeighborFilter, Int, inout Neighbors) throws -> Void) throws {
        callsWhileBuilding = meter.calls["distances"] ?? 0
        for (query, filter) in zip(queries, filters) {
            var neighbors = Neighbors()
            try answer(query.span, filter, k, &neighbors)
            answers.append(neighbors.indices.map { Int($0) })
        }
    }

    /// What is right: the k nearest of those admitted, ties in the order of indices.
    var exact: [[Int]] {
        zip(queries, filters).map { query, filter in
            let distances = points.map { PointSpace.squaredDistance($0, query) }
            return Array(points.indices.filter { admits($0, filter) }.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(k))
        }
    }

    var recall: Double {
        let wanted = exact
        let found = zip(answers, wanted).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
        return Double(found) / Double(max(1, wanted.reduce(0) { $0 + $1.count }))
    }
}

final class WindowSpace: FilteredSpace, WindowNeighbors {
    let labels: [Double]

    init(_ points: [[Float]], labels: [Double], queries: [[Float]], windows: [(Double, Double)], k: Int, budget: Budget = Budget()) {
        self.labels = labels
        super.init(points, queries: queries, filters: windows.map { .window(low: $0, high: $1) }, k: k, budget: budget)
    }

    /// Points in clusters and labels 0..<count in random order; windows of a share of them, or of many shares in turn.
    static func random(_ count: Int, shares: [Double], queries: Int = 30, k: Int = 5, seed: UInt64) -> WindowSpace {
        let space = PointSpace.clustered(count, queries: queries, k: k, seed: seed)
        var random = Random(seed: seed, stream: 7)
        let labels = random.sample(count, of: count).map { Double($0) }
        let windows = (0..<queries).map { query in
            let width = Int(shares[query % shares.count] * Double(count))
            let low = random.index(below: count - width + 1)
            return (Double(low), Double(low + width))
        }
        return WindowSpace(space.points, labels: labels, queries: space.queries, windows: windows, k: k)
    }

    override func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .window(let low, let high) = filter else { return false }
        return low <= labels[index] && labels[index] < high
    }
}

final class AttributeSpace: FilteredSpace, AttributeNeighbors {
    let attributes: [VectorAttribute]

    init(_ points: [[Float]], attributes: [VectorAttribute], queries: [[Float]], predicates: [[AttributePredicate.Condition]], k: Int) {
        self.attributes = attributes
        super.init(points, queries: queries, filters: predicates.map { .predicate(AttributePredicate($0)) }, k: k)
    }

    /// Points in clusters, a category of 5, small whole numbers and numbers of which a third are missing.
    static func random(_ count: Int, predicates: [[AttributePredicate.Condition]], queries: Int = 40, k: Int = 5, seed: UInt64) -> AttributeSpace {
        let space = PointSpace.clustered(count, queries: queries, k: k, seed: seed)
        var random = Random(seed: seed, stream: 9)
        let attributes = [
            VectorAttribute("kind", texts: (0..<count).map { _ in "abcde".map(String.init)[random.index(below: 5)] }),
            VectorAttribute("year", numbers: (0..<count).map { _ in Double(random.index(below: 10)) }),
            VectorAttribute("size", numbers: (0..<count).map { _ in random.index(below: 3) == 0 ? .nan : random.normal() }),
        ]
        return AttributeSpace(
            space.points, attributes: attributes, queries: space.queries, predicates: (0..<queries).map { predicates[$0 % predicates.count] }, k: k)
    }

    /// Worked out from the conditions themselves, by name of the case and not by `AttributePredicate`.
    override func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .predicate(let predicate) = filter else { return false }
        return predicate.conditions.allSatisfy { condition in
            guard 0..<attributes.count ~= condition.attribute else { return false }
            let value = attributes[condition.attribute].values[index]
            return switch condition.accepted {
            case .oneOf(let values): values.contains { $0 == value }
            case .range(let low, let high): low <= value && value < high
            @unknown default: false
            }
        }
    }
}

final class TenantSpace: FilteredSpace, TenantNeighbors {
    let tenants: [[Int32]]
    let tenantCount: Int

    init(_ points: [[Float]], tenants: [[Int32]], count: Int, queries: [[Float]], askers: [Int], k: Int) {
        self.tenants = tenants
        tenantCount = count
        super.init(points, queries: queries, filters: askers.map { .tenant($0) }, k: k)
    }

    /// Points in clusters; tenant t has access to about one vector in t + 1, so that there are large and small ones.
    static func random(_ count: Int, tenantCount: Int = 12, queries: Int = 40, k: Int = 5, seed: UInt64) -> TenantSpace {
        let space = PointSpace.clustered(count, queries: queries, k: k, seed: seed)
        var random = Random(seed: seed, stream: 8)
        let tenants = (0..<count).map { _ in (0..<Int32(tenantCount)).filter { random.uniform() * Double($0 + 1) < 1 } }
        return TenantSpace(
            space.points, tenants: tenants, count: tenantCount, queries: space.queries, askers: (0..<queries).map { $0 % tenantCount }, k: k)
    }

    override func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        guard case .tenant(let tenant) = filter else { return false }
        return tenants[index].contains { Int($0) == tenant }
    }
}
