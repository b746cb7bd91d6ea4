import AssayKit

/// Vectors, what filters ask of them, and a filter for each query.
struct FilteredSet: Sendable {
    enum Metadata: Sendable {
        /// The label of each vector.
        case labels([Double])
        /// The tenants of each vector, in ascending order.
        case tenants([[Int32]], count: Int)
        case attributes([VectorAttribute])
    }

    let vectors: VectorSet
    let metadata: Metadata
    /// As many as there are queries.
    let filters: [NeighborFilter]

    func admits(_ index: Int, _ filter: NeighborFilter) -> Bool {
        switch (metadata, filter) {
        case (.labels(let labels), .window(let low, let high)): low <= labels[index] && labels[index] < high
        case (.tenants(let tenants, _), .tenant(let tenant)): tenants[index].contains { Int($0) == tenant }
        case (.attributes(let attributes), .predicate(let predicate)): predicate.admits(index, attributes)
        default: false
        }
    }

    /// The vectors that a filter admits, in ascending order.
    func admitted(_ filter: NeighborFilter) -> [Int32] {
        (0..<Int32(vectors.count)).filter { admits(Int($0), filter) }
    }
}

/// Vectors that belong together in groups, the last of which are the queries.
struct GroupedVectors {
    let set: VectorSet
    /// Of each vector and then of each query.
    let groups: [Int]

    init(_ vectors: [Float], dimension: Int, groups: [Int], queryCount: Int) {
        let boundary = vectors.count - queryCount * dimension
        set = VectorSet(dimension: dimension, vectors: Array(vectors[..<boundary]), queries: Array(vectors[boundary...]))
        self.groups = groups
    }
}

/// Labels, and windows that as many vectors lie in as a share of all.
struct WindowRule: Sendable {
    /// Of the vectors, in (0, 1].
    let share: Double
    /// Whether a vector's label tells of its group, as the time of a picture may tell of what was in fashion. Else labels
    /// have nothing to do with vectors.
    var isCorrelated = false

    func apply(to grouped: GroupedVectors) -> FilteredSet {
        var random = Random(seed: 0x77_696E_646F_77)
        let count = grouped.set.count
        let labels = (0..<count).map { isCorrelated ? Double(grouped.groups[$0]) + random.uniform() : random.uniform() }
        return windows(labels, for: grouped.set, &random)
    }

    /// A window for each query, of as many labels in their order as the share says, and those that equal the last of them.
    func windows(_ labels: [Double], for set: VectorSet, _ random: inout Random) -> FilteredSet {
        let sorted = labels.sorted()
        let width = max(1, Int((share * Double(labels.count)).rounded()))
        let filters = (0..<set.queryCount).map { _ in
            let window = random.window(of: width, in: sorted)
            return NeighborFilter.window(low: window.low, high: window.high)
        }
        return FilteredSet(vectors: set, metadata: .labels(labels), filters: filters)
    }
}

extension Random {
    /// Bounds that so many numbers in a row lie between, of those in ascending order, and whatever equals the first or the last of them.
    /// - Precondition: there are as many, and one at least is asked for.
    mutating func window(of width: Int, in ascending: [Double]) -> (low: Double, high: Double) {
        let first = index(below: ascending.count - width + 1)
        let next = ascending[(first + width)...].first { $0 > ascending[first + width - 1] }
        return (ascending[first], next ?? .infinity)
    }
}

/// Tenants of unequal size, and who has access to what.
///
/// Tenant t is drawn in proportion to 1/(t + 1), Zipf's law, times how much it cares for the group, from 1 to 10; each vector is drawn for until it has as many different ones. A query is a vector that was held back, and is asked by
/// one of those who would have access to it.
struct TenantRule: Sendable {
    let tenantCount: Int
    let tenantsPerVector: Int

    func apply(to grouped: GroupedVectors) -> FilteredSet {
        var random = Random(seed: 0x74_656E_616E_74)
        let groupCount = (grouped.groups.max() ?? 0) + 1
        // Of each group the sums of the tenants' weights up to each of them.
        let cumulative = (0..<groupCount).map { _ in
            var total = 0.0
            return (0..<tenantCount).map { tenant in
                total += 1 / (random.uniform(0.1, 1) * Double(tenant + 1))
                return total
            }
        }
        let drawn: [[Int32]] = grouped.groups.map { group in
            let sums = cumulative[group]
            var tenants: Set<Int32> = []
            while tenants.count < min(tenantsPerVector, tenantCount) {
                let place = random.uniform() * (sums.last ?? 0)
                var low = 0, high = tenantCount - 1
                while low < high {
                    let middle = (low + high) / 2
                    if sums[middle] > place { high = middle } else { low = middle + 1 }
                }
                tenants.insert(Int32(low))
            }
            return tenants.sorted()
        }
        let count = grouped.set.count
        let filters = drawn[count...].map { NeighborFilter.tenant(Int($0[random.index(below: $0.count)])) }
        return FilteredSet(vectors: grouped.set, metadata: .tenants(Array(drawn[..<count]), count: tenantCount), filters: filters)
    }
}
