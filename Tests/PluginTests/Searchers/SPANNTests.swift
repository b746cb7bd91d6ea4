import AssayKit
import Testing

/// The index as it lies on the disk, beside what the paper's rules say of every vector. Distances are exact in `PointSpace`,
/// and so are the bounds: (1 + 0.5)² and (1 + 0.25)².
@Suite struct SPANNTests {
    private static let options = ["clusterSize": "6", "branching": "4", "closure": "0.5", "candidates": "1000", "listPages": "100", "pruning": "0.25", "replicas": "4", "probes": "64"]

    /// Heads stand in no list, all others do; a list has the number of its head among the heads.
    private static func heads(_ space: DiskSpace) -> [Int] {
        Array(Set(0..<space.count).subtracting(space.members.flatMap { $0 })).sorted()
    }

    @Test(arguments: 0..<4) func listsFollowTheClosureAndTheRelativeNeighbourhood(seed: UInt64) throws {
        let space = DiskSpace.disk(300, seed: seed)
        let result = try Plugin.run("spann", Self.options, on: space, seed: seed)
        let heads = Self.heads(space)
        #expect(result.reports["heads"] == Double(heads.count) && heads.count == space.lists.count)
        #expect(heads.count >= 50, "no cluster has more than six")
        var expected = [Set<Int>](repeating: [], count: heads.count), copies = 0, skipped = 0
        for vector in Set(0..<300).subtracting(heads) {
            func gap(_ list: Int) -> Float { PointSpace.squaredDistance(space.points[heads[list]], space.points[vector]) }
            let order = heads.indices.sorted { (gap($0), $0) < (gap($1), $1) }
            var chosen: [Int] = []
            for list in order where gap(list) <= 2.25 * gap(order[0]) && chosen.count < 4 {
                let isHidden = chosen.contains { PointSpace.squaredDistance(space.points[heads[$0]], space.points[heads[list]]) <= gap(list) }
                if isHidden { skipped += 1 } else { chosen.append(list) }
            }
            for list in chosen { expected[list].insert(vector) }
            copies += chosen.count
        }
        #expect(space.members.map { Set($0) } == expected)
        #expect(copies > 300 && skipped > 0, "boundaries and hidden heads, or nothing of the rules is tested")
    }

    @Test(arguments: 0..<4) func aQueryReadsWhatIsNearlyAsNearAsTheNearest(seed: UInt64) throws {
        let space = DiskSpace.disk(300, seed: seed)
        try Plugin.run("spann", Self.options, on: space, seed: seed)
        let heads = Self.heads(space)
        var reads: [Int] = [], answers: [[Int]] = []
        for query in space.queries {
            func gap(_ vector: Int) -> Float { PointSpace.squaredDistance(space.points[vector], query) }
            let order = heads.indices.sorted { (gap(heads[$0]), $0) < (gap(heads[$1]), $1) }
            let read = order.filter { gap(heads[$0]) <= 1.5625 * gap(heads[order[0]]) && !space.members[$0].isEmpty }
            reads += read
            let seen = Set(heads).union(read.flatMap { space.members[$0] })
            answers.append(Array(seen.sorted { (gap($0), $0) < (gap($1), $1) }.prefix(space.k)))
        }
        #expect(space.reads == reads)
        #expect(space.answers.map { Set($0) } == answers.map { Set($0) })
        #expect(Set(reads).count > 10 && reads.count > space.queries.count)
    }

    /// Without pruning and with all lists it is exact.
    @Test func readingAllFindsAll() throws {
        let space = DiskSpace.disk(400, seed: 5)
        try Plugin.run("spann", ["pruning": "1000000", "probes": "400"], on: space)
        #expect(space.answers == space.queries.map { space.nearest($0, space.k) })
    }

    /// A page holds 4096 / (4 · 65) = 15 vectors: lists are cut there, and no vector is lost by it.
    @Test func listsAreCutToTheirPages() throws {
        let space = DiskSpace.disk(600, dimension: 64, seed: 7)
        let result = try Plugin.run("spann", ["clusterSize": "20", "closure": "10", "listPages": "1"], on: space)
        #expect(result.reports["heads"] == Double(Self.heads(space).count))
        let long = space.members.filter { $0.count > 15 }
        // Longer ones hold only vectors of which this is the nearest list: each once.
        #expect(Set(long.flatMap { $0 }).count == long.reduce(0) { $0 + $1.count })
        #expect(space.members.contains { $0.count == 15 })
    }

    /// The constraint makes clusters alike in size, so that fewer of them hold all.
    @Test func balanceMakesFewerHeads() throws {
        let heads = try ["0", "1"].map { balance in
            let result = try Plugin.run("spann", ["clusterSize": "8", "balance": balance], on: DiskSpace.disk(2000, queries: 1, seed: 9))
            return try #require(result.reports["heads"])
        }
        #expect(heads[1] < heads[0] && heads[1] >= 250)
    }

    @Test func aSpentBudgetEndsIt() throws {
        let space = DiskSpace.disk(300, seed: 1, budget: Budget(calls: ["pageReads": 20]))
        let result = try Plugin.run("spann", on: space)
        #expect(result.stop != nil && space.meter.calls["pageReads"] ?? 0 <= 20)
    }
}
