import AssayKit

/// Pre-filtering: looks up which vectors the filter admits, and compares the query with every one of them. Always right,
/// and fast where filters admit little: what every filtered index must beat.
///
/// Windows of labels are ranges of the vectors sorted by label; tenants have a list each. Of a predicate the condition that
/// the fewest vectors satisfy is looked up in the vectors sorted by its attribute, and the others are checked.
public struct PrefilteredSearch: Searcher {
    public static var card: Card {
        Card(
            id: "prefiltered-search", name: "Pre-filtered exact search", summary: "Compares every query with every vector that its filter admits.",
            paper: Paper(
                title: "Approximate Nearest Neighbor Search with Window Filters", authors: "Joshua Engels, Benjamin Landrum, Shangdi Yu, Laxman Dhulipala, Julian Shun",
                year: 2024, arxiv: "2402.00943"),
            claims: [
                Claim(
                    "Prefiltering is exact.", paperValue: "recall 1", instance: "window-neighbors/clustered-20k-10", metric: "recall",
                    expectation: .valueAtLeast(1)),
                Claim(
                    "It is the fastest where windows are narrow: it does less than post-filtering there.", paperValue: "the best baseline for small windows",
                    instance: "window-neighbors/clustered-20k-1", rival: "hnsw", metric: "queriesPerSecond", expectation: .ratioAtLeast(5)),
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ space: any FilteredNeighbors, _ run: Run) throws {
        let order = (space as? any WindowNeighbors).map { LabelOrder($0.labels) }
        let tenants = (space as? any TenantNeighbors)?.vectorsByTenant
        let attributes = (space as? any AttributeNeighbors).map { AttributeOrders($0.attributes) }
        try space.serveFiltered { query, filter, k, neighbors in
            var nearest = NearestList(k)
            switch filter {
            case .window(let low, let high):
                guard let order else { return }
                try nearest.scan(order.vectors.span.extracting(order.positions(low: low, high: high)), from: query, in: space)
            case .tenant(let tenant):
                guard let tenants, tenants.indices.contains(tenant) else { return }
                let list = tenants[tenant]
                try nearest.scan(list.span, from: query, in: space)
            case .predicate(let predicate):
                guard let attributes else { return }
                let list = attributes.admitted(predicate, of: space.count)
                try nearest.scan(list.span, from: query, in: space)
            @unknown default:
                let admitted = (0..<Int32(space.count)).filter { space.admits(Int($0), filter) }
                try nearest.scan(admitted.span, from: query, in: space)
            }
            neighbors.append(nearest)
        }
    }
}

/// The vectors sorted by each attribute.
private struct AttributeOrders {
    private let attributes: [VectorAttribute]
    private let orders: [LabelOrder]

    init(_ attributes: [VectorAttribute]) {
        self.attributes = attributes
        orders = attributes.map { LabelOrder($0.values) }
    }

    /// The vectors of which all conditions hold.
    func admitted(_ predicate: AttributePredicate, of count: Int) -> [Int32] {
        let found = predicate.conditions.map { condition in
            guard orders.indices.contains(condition.attribute) else { return [Range<Int>]() }
            let order = orders[condition.attribute]
            return switch condition.accepted {
            case .oneOf(let values): Set(values.filter { !$0.isNaN }).sorted().map { order.positions(low: $0, high: $0.nextUp) }
            case .range(let low, let high): [order.positions(low: low, high: high)]
            @unknown default: [order.vectors.indices]
            }
        }
        func size(_ place: Int) -> Int { found[place].reduce(0) { $0 + $1.count } }
        guard let fewest = found.indices.min(by: { size($0) < size($1) }) else { return Array(0..<Int32(count)) }
        guard !found[fewest].isEmpty else { return [] }
        let order = orders[predicate.conditions[fewest].attribute].vectors
        return found[fewest].flatMap { order[$0].filter { predicate.admits(Int($0), attributes) } }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(PrefilteredSearch.self) }
