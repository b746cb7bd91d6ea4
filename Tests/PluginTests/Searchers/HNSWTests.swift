import AssayKit
import Testing

@Suite struct HNSWTests {
    /// The same links and the same answers as the paper's algorithms followed word for word.
    @Test(arguments: 0..<4, [(false, false), (true, false), (false, true), (true, true)])
    func itIsThePapersAlgorithm(seed: UInt64, heuristics: (extends: Bool, keeps: Bool)) throws {
        let space = PointSpace.clustered(300, seed: seed)
        let options = [
            "M": "4", "efConstruction": "20", "efSearch": "8",
            "extendCandidates": "\(heuristics.extends)", "keepPrunedConnections": "\(heuristics.keeps)",
        ]
        let result = try Plugin.run("hnsw", options, on: space, seed: seed)
        let random = Run(seed: seed, meter: space.meter, host: Recorder()).random()
        let reference = ReferenceHNSW(
            space, m: 4, efConstruction: 20, extendsCandidates: heuristics.extends, keepsPruned: heuristics.keeps, levels: random)
        #expect(reference.top >= 2, "a hierarchy, or nothing of it is tested")
        #expect(result.reports["layers"] == Double(reference.top + 1))
        #expect(result.reports["links"] == Double(reference.linkCount))
        #expect(space.answers == space.queries.map { reference.search($0, space.k, ef: 8) })
    }

    @Test func aSearchAsBroadAsTheSetFindsAll() throws {
        let space = PointSpace.clustered(400, seed: 11)
        try Plugin.run("hnsw", ["efSearch": "400"], on: space)
        #expect(space.answers == space.queries.map { space.nearest($0, space.k) })
    }

    /// Broader searches find more, and cost more.
    @Test func breadthBuysRecall() throws {
        var before = (recall: 0, calls: 0)
        for breadth in [5, 20, 80] {
            let space = PointSpace.clustered(2_000, dimension: 16, queries: 100, seed: 5)
            try Plugin.run("hnsw", ["M": "4", "efConstruction": "20", "efSearch": "\(breadth)"], on: space)
            let recall = zip(space.queries, space.answers).reduce(0) { $0 + Set($1.1).intersection(space.nearest($1.0, 5)).count }
            let calls = (space.meter.calls["distances"] ?? 0) - space.callsWhileBuilding
            #expect(recall >= before.recall && calls > before.calls)
            #expect(calls < 100 * 2_000, "fewer distances than by comparing with all")
            before = (recall, calls)
        }
        #expect(before.recall > 450)
    }

    /// Sets without a graph to speak of: none, one, fewer than are asked for, and many points in one place.
    @Test func smallAndEqualPointsAreAnswered() throws {
        for count in [0, 1, 3] {
            let points: [[Float]] = (0..<count).map { [Float($0), 0] }
            let space = PointSpace(points, queries: [[0.25, 0]], k: 5)
            try Plugin.run("hnsw", on: space)
            #expect(space.answers == [Array(0..<count)])
        }
        let space = PointSpace(Array(repeating: [1, 2], count: 200), queries: [[1, 2], [0, 0]], k: 5)
        try Plugin.run("hnsw", on: space)
        for answer in space.answers { #expect(Set(answer).count == 5) }
    }

    /// A search as broad as the set meets all that can be met, also within a round: then rounds make the links of the
    /// paper's algorithm, which a narrow search of them tells.
    @Test(arguments: 0..<3) func roundsAreThePapersAlgorithmWhereSearchesMeetAll(seed: UInt64) throws {
        let options = ["M": "16", "efConstruction": "700", "efSearch": "5"]
        let one = PointSpace.clustered(600, seed: seed), several = PointSpace.clustered(600, seed: seed)
        let alone = try Plugin.run("hnsw", options, on: one, seed: seed)
        let together = try Plugin.run("hnsw", options, on: several, seed: seed, threads: 3)
        #expect(alone.reports == together.reports)
        #expect(one.answers == several.answers)
    }

    /// The same graph and the same distances, however many threads there are and whichever of them does what.
    @Test func chanceHasNoSayInRounds() throws {
        var answers: [[[Int]]] = [], calls: [[String: Int]] = []
        for threads in [2, 2, 5] {
            let space = PointSpace.clustered(3_000, dimension: 16, queries: 100, seed: 5)
            try Plugin.run("hnsw", ["M": "4", "efConstruction": "20", "efSearch": "10"], on: space, threads: threads)
            answers.append(space.answers)
            calls.append(space.meter.calls)
        }
        #expect(answers[1] == answers[0] && answers[2] == answers[0])
        #expect(calls[1] == calls[0] && calls[2] == calls[0])
    }

    /// A narrow search finds as much in what rounds have made, less what 500 answers may differ by chance.
    @Test func roundsCostNoRecall() throws {
        let recalls = try [1, 2].map { threads in
            let space = PointSpace.clustered(3_000, dimension: 16, queries: 100, seed: 6)
            try Plugin.run("hnsw", ["M": "8", "efConstruction": "50", "efSearch": "20"], on: space, threads: threads)
            return zip(space.queries, space.answers).reduce(0) { $0 + Set($1.1).intersection(space.nearest($1.0, 5)).count }
        }
        #expect(recalls[0] > 400, "or there is little to lose")
        #expect(recalls[1] >= recalls[0] - 10)
    }

    @Test func aSpentBudgetEndsRoundsAtTheSameCall() throws {
        let spent = try (0..<2).map { (_: Int) throws -> [String: Int] in
            let space = PointSpace.clustered(600, seed: 1, budget: Budget(calls: ["distances": 50_000]))
            #expect(try Plugin.run("hnsw", on: space, threads: 2).stop == .spent(.distances))
            return space.meter.calls
        }
        #expect(spent[0] == spent[1] && (49_000...50_000).contains(spent[0]["distances"] ?? 0))
    }

    @Test func aSpentBudgetEndsIt() throws {
        let space = PointSpace.clustered(300, seed: 1, budget: Budget(calls: ["distances": 5_000]))
        let result = try Plugin.run("hnsw", on: space)
        #expect(result.stop != nil && space.answers.isEmpty)
        #expect(space.meter.calls["distances"] ?? 0 <= 5_000)
    }
}

@Suite struct ExactSearchTests {
    @Test(arguments: 0..<4) func itIsExactAndAsksForEveryDistanceOnce(seed: UInt64) throws {
        // More points than one block of them.
        let space = PointSpace.clustered(1_500, queries: 20, seed: seed)
        try Plugin.run("exact-search", on: space)
        #expect(space.answers == space.queries.map { space.nearest($0, space.k) })
        #expect(space.meter.calls["distances"] == 20 * 1_500)
    }

    @Test func fewerVectorsThanAreAskedFor() throws {
        let space = PointSpace([[0], [1], [2]], queries: [[1.75]], k: 5)
        try Plugin.run("exact-search", on: space)
        #expect(space.answers == [[2, 1, 0]])
    }
}
