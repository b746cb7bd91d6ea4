import AssayKit
import Formats
import Problems
import TestSupport
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

    /// Windows of a user's labels begin and end with a label, and hold the share asked for and whatever equals the last.
    @Test(arguments: [1, 10, 100]) func ownLabelsMakeWindows(percent: Int) throws {
        let folder = try ScratchFolder()
        var random = Random(seed: 3)
        // Ten different labels, so that most windows end in a tie.
        let labels = (0..<300).map { _ in Double(random.index(below: 10)) }
        try NumPy.write(.init(shape: [300, 4], elements: (0..<1200).map { _ in random.normal() }), to: folder.path + "/v.npy")
        try NumPy.write(.init(shape: [300], elements: labels), to: folder.path + "/l.npy")
        let space = try #require(try problem("window-neighbors-\(percent):\(folder.path)/v.npy@\(folder.path)/l.npy") as? any WindowNeighbors)
        #expect(space.labels == Array(labels[..<270]))
        var queries = 0
        try space.serveFiltered { _, filter, _, _ in
            queries += 1
            let inside = space.labels.indices.filter { space.admits($0, filter) }.map { space.labels[$0] }
            let last = try #require(inside.max()), width = max(1, 270 * percent / 100)
            #expect(inside.count >= width && inside.count { $0 == last } == labels[..<270].count { $0 == last })
            // Without its first label and its last it would be too narrow.
            #expect(inside.count { $0 != last && $0 != inside.min() } < width)
        }
        #expect(queries == 30)
        #expect(OwnData.absolute("window-neighbors:v.npy@l.npy") { "/a/" + $0 } == "window-neighbors:/a/v.npy@/a/l.npy")
    }

    @Test func labelsThatDoNotFitAreTold() throws {
        let folder = try ScratchFolder()
        try NumPy.write(.init(shape: [200, 2], elements: [Double](repeating: 1, count: 400)), to: folder.path + "/v.npy")
        for (labels, words) in [([Double](repeating: 0, count: 199), "take as many labels"), ([Double](repeating: .nan, count: 200), "finite")] {
            try NumPy.write(.init(shape: [labels.count], elements: labels), to: folder.path + "/l.npy")
            let instance = try #require(Catalog.instance("window-neighbors:\(folder.path)/v.npy@\(folder.path)/l.npy"))
            let error = try #require(throws: FormatError.self) { _ = try instance.makeScorer(Self.data) }
            #expect("\(error)".contains(words))
        }
        #expect(Catalog.instance("window-neighbors:v.npy") == nil && Catalog.instance("window-neighbors-0:v.npy@l.npy") == nil)
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
    @Test(arguments: ["window-neighbors/digits-1", "window-neighbors/digits-50", "tenant-neighbors/digits", "attribute-neighbors/digits", "trial/windows-empty", "trial/tenants-unknown",
        "trial/attributes-none", "trial/attributes-unknown", "trial/attributes-nan"])
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
