/// Which vectors an answer may name.
public enum NeighborFilter: Sendable, Equatable {
    /// Those whose label is at least `low` and less than `high`. Where `low` is not less than `high` there are none.
    case window(low: Double, high: Double)
    /// Those that a tenant has access to.
    case tenant(Int)
    /// Those of whose attributes all conditions hold.
    case predicate(AttributePredicate)
}

/// Nearest neighbours among the vectors that a filter admits, where each query comes with a filter of its own.
///
/// What filters ask for is known beforehand and costs nothing to look at; distances are charged as they are without filters.
/// An index that knows of none may serve as well, by `serve`: the host then asks it for the k nearest, the 2k nearest and
/// so on until the filter admits k of its answers, which is known as post-filtering.
public protocol FilteredNeighbors: NearestNeighbors {
    /// Whether the filter admits a vector.
    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool

    /// Called by a method once its index is built: from here on the host asks queries. `answer` is given a query
    /// (d numbers), its filter, k, and where to put the answer: k different vectors that the filter admits, nearest first,
    /// or as many as there are.
    func serveFiltered(
        _ answer: (_ query: Span<Float>, _ filter: NeighborFilter, _ k: Int, _ neighbors: inout Neighbors) throws -> Void) throws
}

/// Each vector has a label, such as the time or the price of what it stands for, and each query a window of labels.
public protocol WindowNeighbors: FilteredNeighbors {
    /// Of each vector. One that is not a number lies in no window.
    var labels: [Double] { get }
}

/// Each vector is accessible to some of many tenants, and each query comes from one of them.
public protocol TenantNeighbors: FilteredNeighbors {
    /// How many tenants there are; they are known by 0..<tenantCount. A query may come from one that is none of them, and
    /// has access to nothing.
    var tenantCount: Int { get }
    /// Of each vector the tenants that have access to it, in ascending order.
    var tenants: [[Int32]] { get }
}

extension TenantNeighbors {
    /// For each tenant the vectors that it has access to, in ascending order.
    public var vectorsByTenant: [[Int32]] {
        var lists = [[Int32]](repeating: [], count: tenantCount)
        for (vector, tenants) in tenants.enumerated() {
            for tenant in tenants { lists[Int(tenant)].append(Int32(vector)) }
        }
        return lists
    }
}

extension FilteredNeighbors {
    /// Copies of all vectors, one after the other. Charged as so many `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func allVectors() throws(Stop) -> [Float] {
        var vectors: [Float] = []
        vectors.reserveCapacity(count * dimension)
        var row = [Float](repeating: 0, count: dimension)
        for index in 0..<count {
            var span = row.mutableSpan
            try vector(index, into: &span)
            vectors += row
        }
        return vectors
    }
}
