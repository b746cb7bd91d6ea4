import AssayKit
import Testing

@Suite struct InvertedFileTests {
    private static func space(_ metric: VectorMetric, seed: UInt64 = 3) -> MetricSpace {
        let made = PointSpace.clustered(300, seed: seed)
        return MetricSpace(made.points, queries: made.queries, k: 5, metric)
    }

    /// Whoever asks every list, every vector, or broadly enough, finds the nearest by whatever is near.
    @Test(arguments: VectorMetric.allCases, [("exact-search", [:]), ("inverted-file", ["lists": "20", "probes": "20"]), ("hnsw", ["efSearch": "300", "M": "32"])])
    func everyMetricIsAnswered(metric: VectorMetric, method: (id: String, options: [String: String])) throws {
        let space = Self.space(metric)
        try Plugin.run(method.id, method.options, on: space)
        if method.id == "hnsw" && metric == .innerProduct {
            // Some vectors are nobody's nearest by an inner product, and no link leads to them.
            let found = zip(space.answers, space.nearest).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
            #expect(found >= 180)
        } else {
            #expect(space.answers == space.nearest)
        }
    }

    /// With a list for each vector k-means stays where it began, and the lists probed are those of the nearest vectors.
    @Test func theNearestListsAreProbed() throws {
        let space = PointSpace.clustered(200, queries: 30, k: 5, seed: 8)
        try Plugin.run("inverted-file", ["lists": "200", "probes": "3"], on: space)
        #expect(space.answers == space.queries.map { space.nearest($0, 3) })
        #expect(space.meter.calls["distances"] == 30 * 3)
    }

    /// k-means finds four clouds far from each other, whatever it starts from: a query is compared with one cloud.
    @Test func aCloudIsAList() throws {
        var points: [[Float]] = []
        for place in 0..<80 {
            let x: Int = 1000 * (place % 4) + place / 4
            points.append([Float(x), Float(place % 3)])
        }
        // From 20 seeds, for Lloyd's iteration may stop where two centroids share a cloud.
        let exact = try (0..<20).filter { seed in
            let space = PointSpace(points, queries: [[3.5, 0], [2007.25, 1]], k: 3)
            try Plugin.run("inverted-file", ["lists": "4", "probes": "1"], on: space, seed: UInt64(seed))
            return space.meter.calls["distances"] == 40 && space.answers == space.queries.map { space.nearest($0, 3) }
        }
        #expect(exact.count >= 1)
    }

    @Test(arguments: ["inverted-file", "disk-inverted-file", "spann"]) func smallAndEqualPointsAreAnswered(method: String) throws {
        for count in [0, 1, 3] {
            let space = DiskSpace((0..<count).map { [Float($0), 0] }, queries: [[0.25, 0]], k: 5)
            try Plugin.run(method, on: space)
            #expect(space.answers == [Array(0..<count)])
        }
        let space = DiskSpace(Array(repeating: [1, 2], count: 200), queries: [[1, 2], [0, 0]], k: 5)
        try Plugin.run(method, on: space)
        for answer in space.answers { #expect(Set(answer).count == 5) }
        let spoiled = DiskSpace([[0, 0], [.nan, 1], [2, 2]], queries: [[0, 1]], k: 2)
        try Plugin.run(method, on: spoiled)
        #expect(!spoiled.answers[0].contains(1))
    }

    @Test func theDiskHoldsWhatTheMemoryWould() throws {
        let disk = DiskSpace.disk(400, seed: 2), memory = PointSpace.clustered(400, seed: 2)
        try Plugin.run("disk-inverted-file", ["lists": "20", "probes": "4"], on: disk)
        try Plugin.run("inverted-file", ["lists": "20", "probes": "4"], on: memory)
        #expect(disk.answers == memory.answers)
        #expect(disk.members.flatMap { $0 }.sorted() == Array(0..<400))
        // Seven numbers a vector: no list of 400 fills three pages.
        #expect(disk.meter.calls["pageReads"] ?? 0 >= disk.reads.count && disk.meter.calls["distances"] == nil)
    }
}
