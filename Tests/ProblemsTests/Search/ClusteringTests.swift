import AssayKit
import Formats
import Foundation
import Problems
import Testing

@Suite struct ClusteringTests {
    /// Against scikit-learn 1.9.1's adjusted_rand_score and normalized_mutual_info_score.
    @Test func indicesAreScikitLearns() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npy").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let rows: [[Double]] = [[5, 1, 0], [5, 2, 0], [6, 1, 1], [6, 3, 1], [9, 9, 2], [9, 8, 2], [8, 8, 2], [0, 50, -1]]
        try NumPy.write(.init(shape: [8, 3], elements: rows.flatMap { $0 }), to: file)
        let instance = try #require(Catalog.instance("clusters:" + file))
        let data = DataFolder("")
        let scorer = try instance.makeScorer(data)
        let metrics = try scorer.score(.selection([1, 1, 1, 0, 0, -1, 0, -1]))
        #expect(abs((metrics["adjustedRandIndex"] ?? 0) - 0.15789473684210525) < 1e-12)
        #expect(abs((metrics["normalizedMutualInformation"] ?? 0) - 0.5577965290899926) < 1e-12)
        #expect(metrics["noiseShare"] == 0.25)
        let same = try scorer.score(.selection([7, 7, 3, 3, -1, -1, -1, 0]))
        #expect(same["adjustedRandIndex"] == 1 && same["noiseShare"] == 0.375)
        #expect(abs((same["normalizedMutualInformation"] ?? 0) - 1) < 1e-12)
        for wrong in [[0, 1], [0, 0, 0, 0, 0, 0, 0, -2]] { #expect(throws: InvalidAnswer.self) { try scorer.score(.selection(wrong)) } }

        // The method sees the coordinates and the number of groups, and no labels.
        let problem = try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: data, clock: RunClock(), deliver: { _ in }))
        let clustering = try #require(problem as? any Clustering)
        #expect(clustering.count == 8 && clustering.dimension == 2 && clustering.groupCount == 3)
        try clustering.points { points in
            #expect(points.indices.map { points[$0] } == rows.flatMap { $0.dropLast() })
        }
    }

    /// One group against one group is agreement; against many it is none.
    @Test func degeneratePartitions() throws {
        let scorer = try #require(Catalog.instance("trial/clusters-duplicates")).makeScorer(DataFolder(""))
        #expect(try scorer.score(.selection([Int](repeating: 3, count: 60)))["adjustedRandIndex"] == 1)
        #expect(try scorer.score(.selection([Int](repeating: 3, count: 60)))["normalizedMutualInformation"] == 1)
        #expect(try scorer.score(.selection(Array(0..<60)))["adjustedRandIndex"] == 0)
    }

    /// A distance is the sum of squares to within the rounding of its terms, the same bits both ways, and no less than
    /// the gap of boxes around the points. Both of the kernel's forms, with tails, and more columns than one tile.
    @Test(arguments: [1, 3, 8, 16, 17, 24, 50]) func blocksOfDistances(dimension: Int) {
        var random = Random(seed: UInt64(dimension))
        let count = 90
        let table = (0..<count * dimension).map { _ in random.normal() }
        let all = (0..<Int32(count)).map { $0 }
        var distances = [Double](repeating: -1, count: count * count)
        var span = distances.mutableSpan
        squaredDistances(from: all.span, to: all.span, of: table.span, dimension: dimension, into: &span)
        var single = [Double](repeating: -1, count: 3)
        for i in 0..<count {
            let others = [Int32(i), Int32((i + 31) % count), 0]
            var target = single.mutableSpan
            squaredDistances(from: all.span.extracting(i..<i + 1), to: others.span, of: table.span, dimension: dimension, into: &target)
            for (place, other) in others.enumerated() { #expect(single[place] == distances[i * count + Int(other)]) }
            for j in 0..<count {
                let a = Array(table[i * dimension..<(i + 1) * dimension]), b = Array(table[j * dimension..<(j + 1) * dimension])
                let exact = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                let distance = distances[i * count + j]
                #expect(abs(distance - exact) <= Double(dimension + 2) * 0x1p-52 * exact && distance == distances[j * count + i])
                // Of two points the gap is the distance; of a box that reaches from a towards b it is less.
                #expect(unsafe squaredBoxGap(a, a, b, b, dimension: dimension) == distance)
                let middle = zip(a, b).map { ($0 + $1) / 2 }
                let low = zip(a, middle).map { min($0, $1) }, high = zip(a, middle).map { max($0, $1) }
                #expect(unsafe squaredBoxGap(low, high, b, b, dimension: dimension) <= distance)
            }
        }
    }
}
