import AssayKit
import Testing

/// Curator, and the rivals that know of tenants.
@Suite struct TenantSearchTests {
    static let exhaustive: [(String, [String: String])] = [
        ("curator", ["branching": "4", "leafSize": "10", "shortlistSize": "8", "gamma1": "1000", "gamma2": "1000"]),
        // Filters that claim to hold what they do not, and short lists of one: all goes as deep as it can.
        ("curator", ["branching": "3", "leafSize": "5", "shortlistSize": "1", "gamma1": "1000", "gamma2": "1000", "falsePositiveShare": "0.9"]),
        // A single leaf.
        ("curator", ["leafSize": "1000", "gamma2": "1000"]),
        ("tenant-hnsw", ["efSearch": "600"]), ("prefiltered-search", [:]), ("filtered-ivf", ["listCount": "10", "probeCount": "10"]),
    ]

    /// Where all that it may meet is measured, recall is 1: no tenant's vector is lost to a Bloom filter or to a split.
    @Test(arguments: exhaustive.indices, 0..<3) func anExhaustiveSearchIsExact(method: Int, seed: UInt64) throws {
        let space = TenantSpace.random(600, seed: seed)
        let (id, options) = Self.exhaustive[method]
        try Plugin.run(id, options, on: space)
        #expect(space.answers == space.exact)
    }

    /// Asked for as many neighbours as there are vectors, each tenant gets all of its own, whatever the filters claim.
    @Test(arguments: [1e-6, 0.3, 0.9]) func noVectorIsLost(falsePositiveShare: Double) throws {
        let made = TenantSpace.random(500, tenantCount: 40, queries: 40, k: 500, seed: 9)
        try Plugin.run(
            "curator", ["branching": "2", "leafSize": "4", "shortlistSize": "3", "falsePositiveShare": "\(falsePositiveShare)"], on: made)
        for (tenant, answer) in made.answers.enumerated() {
            #expect(Set(answer) == Set(made.points.indices.filter { made.tenants[$0].contains(Int32(tenant)) }))
        }
    }

    /// Two clouds far apart and a tree of two leaves. Tenant 0 has 3 vectors in the first and tenant 1 one in each: with short
    /// lists of 2, tenant 0's is split on its third vector and lies in one leaf, tenant 1's stays at the root. Two lists, and a
    /// tenant's query measures its own vectors only.
    @Test func shortListsAreSplitAsWorkedByHand() throws {
        let points: [[Float]] = [[0, 0], [0, 1], [1, 0], [100, 0], [100, 1], [101, 0]]
        let space = TenantSpace(
            points, tenants: [[0], [0, 1], [0], [1], [], []], count: 2, queries: [[0, 0], [100, 0]], askers: [0, 1], k: 2)
        let result = try Plugin.run("curator", ["branching": "2", "leafSize": "3", "shortlistSize": "2"], on: space)
        #expect(result.reports["nodes"] == 3 && result.reports["shortlists"] == 2)
        #expect(space.answers == [[0, 1], [3, 1]])
        #expect(space.meter.calls["distances"] == 3 + 2)
    }

    /// γ₂ bounds what a query measures: of short lists of at most 8 vectors those that do not go beyond γ₂ k, one at least.
    @Test(arguments: [1, 2, 5]) func gammaBoundsWhatIsMeasured(gamma2: Int) throws {
        let space = TenantSpace.random(2000, seed: 4)
        try Plugin.run(
            "curator", ["branching": "4", "leafSize": "8", "shortlistSize": "8", "gamma1": "4", "gamma2": "\(gamma2)"], on: space)
        let measured = (space.meter.calls["distances"] ?? 0) - space.callsWhileBuilding
        #expect(measured <= space.queries.count * max(8, gamma2 * space.k))
        // More vectors looked at find more: 25 of at most 2,000 find most of 5.
        if gamma2 == 5 { #expect(space.recall > 0.8) }
    }

    static let methods = ["curator", "tenant-hnsw", "prefiltered-search", "filtered-ivf"]

    /// Tenants that there are none of, or that have nothing, get nothing; no vectors, one, and equal ones are no trouble.
    @Test(arguments: methods) func oddTenantsAndVectors(id: String) throws {
        let askers = [-1, 3, .max, .min, 2, 0, 1]
        func space(_ points: [[Float]]) -> TenantSpace {
            TenantSpace(points, tenants: points.indices.map { $0 % 2 == 0 ? [0] : [0, 1] }, count: 3, queries: askers.map { _ in [0, 0] }, askers: askers, k: 4)
        }
        for points in [[], [[1, 1]], (0..<50).map { [Float($0), 0] }] as [[[Float]]] {
            let space = space(points)
            try Plugin.run(id, id == "filtered-ivf" ? ["probeCount": "128"] : ["M": "4"].filter { _ in id == "tenant-hnsw" }, on: space)
            #expect(space.answers == space.exact)
        }
        for value in [1, Float.nan] {
            let equal = space(Array(repeating: [value, value], count: 300))
            try Plugin.run(id, on: equal)
            for (answer, filter) in zip(equal.answers, equal.filters) {
                #expect(answer.allSatisfy { equal.admits($0, filter) } && Set(answer).count == answer.count)
            }
            if !value.isNaN { #expect(equal.answers.map(\.count) == [0, 0, 0, 0, 0, 4, 4]) }
        }
    }

    /// What a search of γ₂ = 1 measures still finds the nearest of a tenant whose vectors are all in one short list.
    @Test func sameSeedSameAnswers() throws {
        let runs = try (0..<2).map { _ in
            let space = TenantSpace.random(400, seed: 2)
            try Plugin.run("curator", ["leafSize": "20", "gamma2": "2"], on: space, seed: 5)
            return space.answers
        }
        #expect(runs[0] == runs[1])
    }
}
