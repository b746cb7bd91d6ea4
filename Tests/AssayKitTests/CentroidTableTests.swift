import AssayKit
import Testing

@Suite struct CentroidTableTests {
    private static func table(_ count: Int, dimension: Int, _ metric: VectorMetric, _ random: inout Random) -> CentroidTable {
        CentroidTable(FloatMatrix(rows: count, columns: dimension, entries: (0..<count * dimension).map { _ in Float(random.normal()) }), metric)
    }

    /// The nearest is that of the least score, at numbers of centroids around the kernel's sixteen lanes; there are points enough
    /// for two blocks.
    @Test(arguments: [1, 2, 15, 16, 17, 40, 300], [VectorMetric.euclidean, .innerProduct]) func theNearestHasTheLeastScore(count: Int, metric: VectorMetric) {
        var random = Random(seed: UInt64(count))
        let table = Self.table(count, dimension: 3, metric, &random)
        let points = (0..<3 * 1100).map { _ in Float(random.normal()) }
        var expected: [Int32] = []
        table.forEachRow(of: points) { row, scores in
            #expect(row == expected.count)
            expected.append(Int32(scores.indices.reduce(0) { scores[$1] < scores[$0] ? $1 : $0 }))
        }
        #expect(expected.count == 1100 && table.nearest(to: points) == expected)
    }

    /// Of the integers here every product and sum is exact.
    @Test func scoresAreThoseOfTheDefinition() {
        let centroids = FloatMatrix(rows: 3, columns: 2, entries: [1, 2, -3, 0, 4, 4]), point: [Float] = [2, -1]
        var euclidean: [Float] = [], inner: [Float] = []
        CentroidTable(centroids, .euclidean).forEachRow(of: point) { _, scores in for place in scores.indices { euclidean.append(scores[place]) } }
        CentroidTable(centroids, .innerProduct).forEachRow(of: point) { _, scores in for place in scores.indices { inner.append(scores[place]) } }
        #expect(euclidean == [5, 21, 24] && inner == [0, 12, -8])
    }

    /// Equal centroids stand in different lanes, in the same lane of different steps, and behind the last whole step.
    @Test(arguments: [[3, 9], [9, 3], [5, 21], [20, 4], [33, 34], [7, 34]]) func ofEqualOnesTheFirstIsNearest(places: [Int]) {
        var entries = [Float](repeating: 8, count: 35)
        for place in places { entries[place] = 1 }
        #expect(CentroidTable(FloatMatrix(rows: 35, columns: 1, entries: entries), .euclidean).nearest(to: [1]) == [Int32(min(places[0], places[1]))])
    }

    @Test func whatIsNoNumberIsNearestToNothing() {
        var entries = [Float](repeating: 2, count: 18)
        entries[0] = .nan
        let table = CentroidTable(FloatMatrix(rows: 18, columns: 1, entries: entries), .euclidean)
        #expect(table.nearest(to: [2, .nan]) == [1, 0])
        #expect(table.nearest(to: []) == [])
    }

    /// Points that are read one at a time make the cells that the same points make in an array, and each is read as often as is said.
    @Test(arguments: VectorMetric.allCases, [5, Int.max]) func cellsOfPointsThatAreRead(metric: VectorMetric, sample: Int) {
        var random = Random(seed: 7)
        let points = (0..<4 * 500).map { _ in Float(random.normal()) }
        var (first, second) = (Random(seed: 1), Random(seed: 1))
        let kept = CoarseQuantizer(points, dimension: 4, listCount: 20, iterations: 3, sample: sample, metric: metric, &first) {}
        var reads = 0
        let read = CoarseQuantizer(count: 500, dimension: 4, listCount: 20, iterations: 3, sample: sample, metric: metric, &second) { point, vector in
            reads += 1
            for axis in 0..<4 { vector[axis] = points[4 * point + axis] }
        }
        #expect(kept.lists == read.lists && kept.table.centroids == read.table.centroids)
        #expect(read.lists.flatMap { $0 }.sorted() == (0..<500).map { Int32($0) })
        #expect(reads == 20 + 3 * (sample == 5 ? 100 : 500) + 500)
    }

    private struct Refused: Error {}

    @Test func whatReadingThrowsEndsIt() {
        var random = Random(seed: 1), reads = 0
        #expect(throws: Refused.self) {
            _ = try CoarseQuantizer(count: 50, dimension: 1, listCount: 5, iterations: 2, &random) { point, vector throws(Refused) in
                reads += 1
                if reads == 60 { throw Refused() }
                vector[0] = Float(point)
            }
        }
        #expect(reads == 60)
    }
}
