import AssayKit
import Problems
import Testing

@Suite struct FilteredNeighborsTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    private func problem(_ id: String, deliver: @escaping ([UInt8]) -> Void = { _ in }) throws -> any FilteredNeighbors {
        let instance = try #require(Catalog.instance(id))
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: deliver))
        return try #require(problem as? any FilteredNeighbors)
    }

    /// Windows admit the share of the vectors that they are named for, and queries ask for those alone.
    @Test(arguments: [("window-neighbors/digits-1", 16), ("window-neighbors/digits-10", 160), ("window-neighbors/digits-50", 799)])
    func windowsAdmitTheirShare(id: String, width: Int) throws {
        let space = try problem(id)
        #expect(space.count == 1597 && space.dimension == 64)
        var queries = 0
        try space.serveFiltered { query, filter, k, _ in
            queries += 1
            #expect(query.count == 64 && k == 10)
            #expect((0..<space.count).count { space.admits($0, filter) } == width)
        }
        #expect(queries == 200)
    }

    /// Every vector has as many tenants as the summary says; the first tenants have more vectors than the last.
    @Test func tenantsHaveSharesOfZipf() throws {
        let space = try #require(try problem("tenant-neighbors/digits") as? any TenantNeighbors)
        #expect(space.tenantCount == 30 && space.tenants.allSatisfy { $0.count == 5 && $0 == Set($0).sorted() })
        let sizes = space.vectorsByTenant.map(\.count)
        #expect(sizes.reduce(0, +) == 5 * space.count)
        #expect(sizes[..<5].reduce(0, +) > 4 * sizes[25...].reduce(0, +))
    }

    /// The exact answer scores 1, post-filtering of exact neighbours is that answer, and an answer of what the filter does
    /// not admit is none.
    @Test(arguments: ["window-neighbors/digits-1", "window-neighbors/digits-50", "tenant-neighbors/digits", "trial/windows-empty", "trial/tenants-unknown"])
    func exactAnswersScoreOne(id: String) throws {
        let scorer = try #require(Catalog.instance(id)).makeScorer(Self.data)
        var delivered: [UInt8] = []
        let space = try problem(id) { delivered = $0 }
        func all(_ query: Span<Float>) throws -> [Float] {
            let rows = (0..<Int32(space.count)).map { $0 }
            var distances = [Float](repeating: 0, count: rows.count)
            var span = distances.mutableSpan
            try space.distances(from: query, to: rows.span, into: &span)
            return distances
        }
        try space.serveFiltered { query, filter, k, neighbors in
            let distances = try all(query)
            for index in distances.indices.filter({ space.admits($0, filter) }).sorted(by: { distances[$0] < distances[$1] }).prefix(k) { neighbors.append(index) }
        }
        #expect(try scorer.score(.delivered(delivered))["recall"] == 1)
        try space.serve { query, k, neighbors in
            let distances = try all(query)
            for index in distances.indices.sorted(by: { distances[$0] < distances[$1] }).prefix(k) { neighbors.append(index) }
        }
        let metrics = try scorer.score(.delivered(delivered))
        #expect(metrics["recall"] == 1 && metrics["indexBytes"] ?? -1 >= 0 || id.hasPrefix("trial"))
        try space.serveFiltered { _, filter, _, neighbors in
            if let wrong = (0..<space.count).first(where: { !space.admits($0, filter) }) { neighbors.append(wrong) }
        }
        #expect(throws: InvalidAnswer.self) { try scorer.score(.delivered(delivered)) }
        // No answer at all is worth nothing, where there was something to find.
        try space.serveFiltered { _, _, _, _ in }
        #expect(try scorer.score(.delivered(delivered))["recall"] == (id.hasPrefix("trial") ? 1 : 0))
    }

    /// What an index keeps on the heap is what it weighs.
    @Test func anIndexIsWeighed() throws {
        let id = "window-neighbors/digits-1"
        var delivered: [UInt8] = []
        let space = try problem(id) { delivered = $0 }
        let kept = [UInt8](repeating: 1, count: 50_000_000)
        try space.serveFiltered { _, _, _, _ in }
        let metrics = try #require(Catalog.instance(id)).makeScorer(Self.data).score(.delivered(delivered))
        // Other tests run in this process and keep and free memory meanwhile.
        #expect((30_000_000...100_000_000).contains(metrics["indexBytes"] ?? 0))
        #expect(kept.count == 50_000_000)
    }

    @Test(arguments: 0..<40) func damagedAnswersAreRefused(length: Int) throws {
        let scorer = try #require(Catalog.instance("tenant-neighbors/digits")).makeScorer(Self.data)
        #expect(throws: InvalidAnswer.self) { try scorer.score(.delivered([UInt8](repeating: 0xFF, count: length))) }
    }
}
