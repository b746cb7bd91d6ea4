import AssayKit
import Testing

/// "Approximate Nearest Neighbor Search with Window Filters", and the rivals that know of windows.
@Suite struct WindowSearchTests {
    /// Every way to answer, asked so broadly that graphs of 16 links find all of what they hold.
    static let exhaustive: [(String, [String: String])] =
        ["tree", "optimized-postfiltering", "three-split"].flatMap { strategy in
            ["2", "3", "7"].map { ("beta-wst", ["strategy": strategy, "beta": $0, "leafSize": "20", "efSearch": "600"]) }
        } + [
            ("super-postfiltering", ["leafSize": "20", "efSearch": "600"]),
            ("super-postfiltering", ["leafSize": "20", "efSearch": "600", "splitFactor": "1.3", "shiftFactor": "0.9"]),
            ("prefiltered-search", [:]), ("filtered-ivf", ["listCount": "10", "probeCount": "10"]),
        ]

    /// Recall is 1, at every width of the window, down to ones of 3 vectors for 5 neighbours and one of none, up to all.
    @Test(arguments: exhaustive.indices, 0..<2)
    func anExhaustiveSearchIsExact(method: Int, seed: UInt64) throws {
        let space = WindowSpace.random(600, shares: [0, 0.005, 0.02, 0.1, 0.3, 0.7, 1], queries: 42, seed: seed)
        let (id, options) = Self.exhaustive[method]
        try Plugin.run(id, options, on: space)
        #expect(space.answers == space.exact)
    }

    /// Labels 0 to 7 at points 0 to 7 of a line, β = 2, leaves of one: the nodes that cover [1, 7) are {1}, {2, 3}, {4, 5} and
    /// {6}. A search of a node measures from the query every vector in it, since each is linked to the other; and of the two
    /// nodes of one vector the one. So 6 distances, where another cover, or overlapping nodes, would take others.
    @Test func theCoverOfAWindowIsTheOneWorkedByHand() throws {
        let points = (0..<8).map { [Float($0), 0] as [Float] }
        let queries = Array(repeating: [3.25, 0] as [Float], count: 1)
        let space = WindowSpace(points, labels: (0..<8).map { Double($0) }, queries: queries, windows: [(1, 7)], k: 8)
        let result = try Plugin.run("beta-wst", ["leafSize": "1"], on: space)
        #expect(result.reports["nodes"] == 15, "8 leaves and 7 nodes above them")
        #expect(space.answers == [[3, 4, 2, 5, 1, 6]])
        #expect((space.meter.calls["distances"] ?? 0) - space.callsWhileBuilding == 6)
    }

    /// 10 vectors and β = 3 make parts of 4, 3 and 3; leaves of 2 split these into 2, 1, 1 and thrice 1, 1, 1: 13 nodes.
    @Test func partsAreOfNearlyEqualSizeTheLargerFirst() throws {
        let points = (0..<10).map { [Float($0)] as [Float] }
        let space = WindowSpace(points, labels: (0..<10).map { Double($0) }, queries: [[0]], windows: [(0, 10)], k: 1)
        #expect(try Plugin.run("beta-wst", ["beta": "3", "leafSize": "2"], on: space).reports["nodes"] == 1 + 3 + 9)
    }

    /// 16 vectors, halved down to 4 and one range every half size: 1 of 16, 3 of 8, 7 of 4.
    @Test func rangesOverlapByHalf() throws {
        let points = (0..<16).map { [Float($0)] as [Float] }
        let space = WindowSpace(points, labels: (0..<16).map { Double($0) }, queries: [[0]], windows: [(0, 16)], k: 1)
        #expect(try Plugin.run("super-postfiltering", ["leafSize": "4"], on: space).reports["ranges"] == 11)
    }

    /// A window of w vectors lies in a range of less than 4 w, and no vector outside of that is measured.
    @Test func superPostfilteringStaysNearTheWindow() throws {
        let space = WindowSpace.random(1024, shares: [1 / 16.0], seed: 3)
        try Plugin.run("super-postfiltering", ["leafSize": "32", "efSearch": "300", "finalFactor": "1"], on: space)
        let distances = (space.meter.calls["distances"] ?? 0) - space.callsWhileBuilding
        // One search of a range of 128, in which layers above the ground may measure a vector again.
        #expect(distances <= 30 * 2 * 128)
        #expect(space.answers == space.exact)
    }

    /// On wide windows both measure less than half of what pre-filtering does.
    @Test func treesMeasureLessThanPrefiltering() throws {
        func distances(_ id: String, _ options: [String: String], share: Double) throws -> Int {
            let space = WindowSpace.random(3000, shares: [share], seed: 5)
            try Plugin.run(id, options, on: space)
            #expect(space.recall > 0.9, "\(id)")
            return (space.meter.calls["distances"] ?? 0) - space.callsWhileBuilding
        }
        for (id, options) in [("beta-wst", ["leafSize": "100"]), ("super-postfiltering", ["leafSize": "100"])] {
            #expect(try distances(id, options, share: 0.5) < distances("prefiltered-search", [:], share: 0.5) / 2)
        }
    }

    static let methods = ["beta-wst", "super-postfiltering", "prefiltered-search", "filtered-ivf"]

    /// Windows that are empty, the wrong way round, beyond all labels or not numbers; labels that are not numbers, infinite
    /// or all the same; no vector at all, or one.
    @Test(arguments: methods) func oddWindowsAndLabels(id: String) throws {
        let points = (0..<40).map { [Float($0), 1] as [Float] }
        let labels = (0..<40).map { $0 < 10 ? Double.nan : $0 < 20 ? 5 : $0 < 30 ? Double.infinity : -7 }
        let windows: [(Double, Double)] = [(5, 5), (6, 2), (100, 200), (.nan, 3), (3, .nan), (5, 6), (-.infinity, .infinity), (-8, -7), (-7, 5)]
        let space = WindowSpace(points, labels: labels, queries: windows.map { _ in [0, 0] }, windows: windows, k: 3)
        try Plugin.run(id, id == "filtered-ivf" ? ["probeCount": "40"] : [:], on: space)
        #expect(space.answers == [[], [], [], [], [], [10, 11, 12], [10, 11, 12], [], [30, 31, 32]])
        for count in [0, 1] {
            let small = WindowSpace(Array(points.prefix(count)), labels: Array(repeating: 5, count: count), queries: [[0, 0], [0, 0]], windows: [(5, 6), (0, 1)], k: 3)
            try Plugin.run(id, on: small)
            #expect(small.answers == [Array(0..<count), []])
        }
    }

    /// Coordinates that are not numbers, and vectors that are all the same, end with different answers of the window.
    @Test(arguments: methods, [Float.nan, 1]) func oddVectors(id: String, value: Float) throws {
        let space = WindowSpace(
            Array(repeating: [value, value], count: 300), labels: (0..<300).map { Double($0 % 3) }, queries: [[0, 0]], windows: [(1, 2)], k: 5)
        try Plugin.run(id, id.hasPrefix("filtered") ? [:] : id == "prefiltered-search" ? [:] : ["leafSize": "20"], on: space)
        #expect(space.answers[0].allSatisfy { $0 % 3 == 1 } && Set(space.answers[0]).count == space.answers[0].count)
        if !value.isNaN { #expect(space.answers[0].count == 5) }
    }

    @Test(arguments: methods) func aSpentBudgetEndsIt(id: String) throws {
        let space = WindowSpace(
            (0..<200).map { [Float($0)] }, labels: (0..<200).map { Double($0) }, queries: [[0]], windows: [(0, 100)], k: 3,
            budget: Budget(calls: ["distances": 50, "vectors": 50]))
        #expect(try Plugin.run(id, on: space).stop != nil)
    }
}
