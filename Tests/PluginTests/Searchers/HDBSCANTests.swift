import AssayKit
import Testing

@Suite struct HDBSCANTests {
    private func options(_ fixture: HDBSCANFixture) -> [String: String] {
        ["minClusterSize": "\(fixture.minClusterSize)", "minSamples": "\(fixture.minSamples)"]
    }

    /// The labels of the authors' package at every point, its ties broken as here. Clusters are numbered differently, so a
    /// bijection between the numbers must exist.
    @Test(arguments: try HDBSCANFixture.all.get(), ["hdbscan", "hdbscan-brute-force"])
    func labelsAreThePackages(fixture: HDBSCANFixture, method: String) throws {
        let run = try Plugin.run(method, options(fixture), on: PointCloud(fixture.points, dimension: fixture.dimension))
        let labels = try #require(run.selections.last)
        #expect(run.selections.count == 1 && labels.count == fixture.labels.count)
        // The length of a minimum spanning tree does not depend on ties; 1e-12: sums of a few hundred roots.
        #expect(abs((run.reports["treeLength"] ?? 0) / fixture.treeLength - 1) < 1e-12)
        var there: [Int: Int] = [-1: -1], back: [Int: Int] = [-1: -1]
        for point in labels.indices {
            let (ours, theirs) = (labels[point], fixture.labels[point])
            #expect(there[ours, default: theirs] == theirs && back[theirs, default: ours] == ours, "point \(point)")
            there[ours] = theirs
            back[theirs] = ours
        }
    }

    /// Edge by edge one spanning tree: the answers are equal as they are, also where points coincide and distances tie.
    @Test(arguments: UInt64(0)..<8, [1, 2, 3, 9, 21]) func theTreesFindWhatAllPairsFind(seed: UInt64, dimension: Int) throws {
        for (size, samples) in [(5, 5), (12, 3), (4, 20)] {
            let options = ["minClusterSize": "\(size)", "minSamples": "\(samples)"]
            let all = try Plugin.run("hdbscan-brute-force", options, on: PointCloud.clouds(300, dimension: dimension, seed: seed))
            for (tree, leaf) in [("kd", 24), ("kd", 1), ("ball", 7), ("kd", 300)] {
                let problem = PointCloud.clouds(300, dimension: dimension, seed: seed)
                let run = try Plugin.run("hdbscan", options.merging(["tree": tree, "leafSize": "\(leaf)"]) { $1 }, on: problem)
                #expect(run.selections == all.selections)
                // The same numbers are added, in another order.
                #expect(abs((run.reports["treeLength"] ?? 0) - (all.reports["treeLength"] ?? 1)) <= 1e-12 * (all.reports["treeLength"] ?? 0))
            }
        }
    }

    /// On several threads the same clusters by the same spanning tree, and the same distances whatever their number.
    @Test(arguments: UInt64(0)..<4, ["kd", "ball"]) func threadsChangeNothing(seed: UInt64, tree: String) throws {
        func run(_ threads: Int, leafSize: Int) throws -> (Recorder, PointCloud) {
            let problem = PointCloud.clouds(1500, dimension: 3, seed: seed)
            return (try Plugin.run("hdbscan", ["tree": tree, "minSamples": "4", "leafSize": "\(leafSize)"], on: problem, threads: threads), problem)
        }
        for leafSize in [3, 24] {
            let (one, _) = try run(1, leafSize: leafSize), (two, twoCloud) = try run(2, leafSize: leafSize), (many, manyCloud) = try run(5, leafSize: leafSize)
            #expect(one.selections == two.selections && one.reports == two.reports)
            #expect(one.selections == many.selections && one.reports == many.reports)
            #expect(twoCloud.meter.calls == manyCloud.meter.calls)
        }
    }

    /// By hand: on a line, minSamples 1. Gaps within {0, 2, 4} and {20, 22, 24} are 2, between them 16; 100 is 76 away.
    /// With clusters of three, the split at 16 leaves both, at λ from 1/16 to 1/2, and the far point is noise.
    @Test(arguments: ["hdbscan", "hdbscan-brute-force"]) func twoGroupsAndAnOutlier(method: String) throws {
        let problem = PointCloud([0, 20, 2, 22, 100, 4, 24], dimension: 1)
        let run = try Plugin.run(method, ["minClusterSize": "3", "minSamples": "1"], on: problem)
        let labels = try #require(run.selections.last)
        #expect(labels[0] == labels[2] && labels[2] == labels[5] && labels[1] == labels[3] && labels[3] == labels[6])
        #expect(Set(labels) == [-1, 0, 1] && labels[4] == -1)
        #expect(run.reports == ["treeLength": 4 * 2 + 16 + 76, "clusters": 2])
    }

    /// By hand: a group is one cluster where it lasts longer than its parts do together, and its parts are where they do.
    @Test func excessOfMassPrefersWhatLasts() throws {
        // Within each half: two triples 6 apart at gaps of 5; the halves 100 apart. λ of the halves: 1/100 to 1/6, six
        // points each: 6(1/6 − 1/100) = 0.94; of the triples 3(1/5 − 1/6) = 0.1 each.
        let half: [Double] = [0, 5, 10, 16, 21, 26]
        let problem = PointCloud(half + half.map { $0 + 126 }, dimension: 1)
        let labels = try #require(try Plugin.run("hdbscan", ["minClusterSize": "3", "minSamples": "1"], on: problem).selections.last)
        #expect(Set(labels[..<6]).count == 1 && Set(labels[6...]).count == 1 && labels[0] != labels[6])
        // With triples of gap 1 they last: 3(1 − 1/6) = 2.5 each.
        let tight: [Double] = [0, 1, 2, 8, 9, 10]
        let other = PointCloud(tight + tight.map { $0 + 110 }, dimension: 1)
        let finer = try #require(try Plugin.run("hdbscan", ["minClusterSize": "3", "minSamples": "1"], on: other).selections.last)
        #expect(Set(finer).count == 4 && finer[0] == finer[2] && finer[2] != finer[3])
    }

    @Test func smallAndEqualPointsAreAnswered() throws {
        for count in 0..<4 {
            for method in ["hdbscan", "hdbscan-brute-force"] {
                let run = try Plugin.run(method, on: PointCloud((0..<count).map { Double($0) }, dimension: 1))
                #expect(run.selections == [[Int](repeating: -1, count: count)])
            }
        }
        let equal = try Plugin.run("hdbscan", on: PointCloud([Double](repeating: 3, count: 200), dimension: 2))
        #expect(equal.selections.last?.count == 100)
    }

    /// Far fewer distances than pairs, and a budget ends it.
    @Test func distancesAreSparedAndCharged() throws {
        let problem = PointCloud.clouds(4_000, dimension: 2, seed: 4)
        try Plugin.run("hdbscan", on: problem)
        let calls = try #require(problem.meter.calls["distances"])
        #expect(calls < 4_000 * 3_999 / 8)
        let short = PointCloud(problem.coordinates, dimension: 2, budget: Budget(calls: ["distances": calls / 2]))
        let run = try Plugin.run("hdbscan", on: short)
        #expect(run.stop != nil && run.selections.isEmpty && (short.meter.calls["distances"] ?? 0) <= calls / 2)
    }
}

@Suite struct KMeansTests {
    /// Lloyd's fixed point by its definition: each point is nearest its cluster's mean, and the inertia is theirs.
    @Test(arguments: UInt64(0)..<6) func noPointIsNearerAnotherMean(seed: UInt64) throws {
        let problem = PointCloud.clouds(400, dimension: 3, seed: seed)
        let run = try Plugin.run("k-means", on: problem, seed: seed)
        let labels = try #require(run.selections.last)
        #expect(Set(labels) == [0, 1, 2, 3])
        var means = [[Double]](repeating: [0, 0, 0], count: 4)
        for cluster in 0..<4 {
            let members = labels.indices.filter { labels[$0] == cluster }
            for point in members {
                for axis in 0..<3 { means[cluster][axis] += problem.coordinates[point * 3 + axis] / Double(members.count) }
            }
        }
        var inertia = 0.0
        for point in labels.indices {
            let own = Array(problem.coordinates[point * 3..<point * 3 + 3])
            let distances = means.map { mean -> Double in zip(own, mean).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
            let nearest = distances.min() ?? 0
            // The products that it compares by are of the size of 1e9 at the most, and rounded at 2⁻⁵³ of that.
            #expect(distances[labels[point]] <= nearest + 1e-5)
            inertia += distances[labels[point]]
        }
        #expect(abs((run.reports["inertia"] ?? 0) / inertia - 1) < 1e-9)
        #expect(problem.meter.calls == ["vectors": 400])
    }

    /// Seeds are drawn by squared distance: of two far-off places with a hundred and with one point, both get a centre.
    @Test(arguments: UInt64(0)..<10) func aFarPointIsSeeded(seed: UInt64) throws {
        let grid = (0..<100).flatMap { place -> [Double] in [Double(place % 10), Double(place / 10)] }
        let problem = PointCloud(grid + [1e6, 0], dimension: 2, groupCount: 2)
        let labels = try #require(try Plugin.run("k-means", on: problem, seed: seed).selections.last)
        #expect(labels.filter { $0 == labels[100] }.count == 1)
    }

    @Test func moreStartsAreNoWorse() throws {
        let problem = PointCloud.clouds(400, dimension: 2, seed: 2)
        let one = try Plugin.run("k-means", ["clusterCount": "12"], on: problem).reports["inertia"] ?? 0
        let many = try Plugin.run("k-means", ["clusterCount": "12", "starts": "10"], on: problem).reports["inertia"] ?? .infinity
        #expect(many <= one)
    }
}
