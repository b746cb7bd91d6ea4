import AssayKit
import Formats
import Foundation
import Problems
import Testing

@Suite struct NeighborsTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures").path

    private static func problem(_ id: String, deliver: @escaping ([UInt8]) -> Void = { _ in }) throws -> any Metered {
        let instance = try #require(Catalog.instance(id))
        return try instance.makeProblem(ProblemContext(seed: 1, meter: Meter(), data: DataFolder(""), clock: RunClock(), deliver: deliver))
    }

    /// Instances of a file of vectors whose first are these; deleted behind `body`.
    private static func withFile(_ vectors: [Double], dimension: Int, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npy").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let filler = (0..<120 * dimension).map { Double($0 % 17) }
        try NumPy.write(.init(shape: [120 + vectors.count / dimension, dimension], elements: vectors + filler), to: file)
        try body(file)
    }

    /// (3, 4) beside (6, 8), (4, −3), and nothing; methods that know Euclidean distances alone get no others.
    @Test func metricsByHand() throws {
        try Self.withFile([3, 4, 6, 8, 4, -3, 0, 0], dimension: 2) { file in
            let expected: [(String, VectorMetric, [Float])] = [
                ("neighbors", .euclidean, [25, 50, 25]), ("neighbors-cosine", .cosine, [0, 1, 1]), ("neighbors-inner-product", .innerProduct, [-50, 0, 0]),
            ]
            for (form, metric, values) in expected {
                let space = try #require(try Self.problem("\(form):\(file)") as? any NearestNeighbors)
                #expect(space.metric == metric && (space is any EuclideanNeighbors) == (metric == .euclidean))
                let others: [Int32] = [1, 2, 3], query: [Float] = [3, 4]
                var fromVector: [Float] = [9, 9, 9], fromQuery: [Float] = [9, 9, 9]
                var vectorSpan = fromVector.mutableSpan
                try space.distances(from: 0, to: others.span, into: &vectorSpan)
                var querySpan = fromQuery.mutableSpan
                try space.distances(from: query.span, to: others.span, into: &querySpan)
                // 1/5 and 1/10 are rounded.
                for (found, value) in zip(fromVector + fromQuery, values + values) { #expect(abs(found - value) < 1e-6) }
            }
        }
    }

    /// The kernel's sum beside one in double precision, at lengths around that of its lanes and with as many rows as it takes
    /// side by side, fewer and more.
    @Test(arguments: [1, 15, 16, 17, 64, 100], [2, 4, 7]) func innerProductsAreThat(dimension: Int, count: Int) {
        var random = Random(seed: UInt64(dimension))
        let table = (0..<3 * dimension).map { _ in Float(random.normal()) }
        let rows = (0..<count).map { Int32((2 * $0 + 2) % 3) }, query = Array(table[dimension..<2 * dimension])
        var products = [Float](repeating: 0, count: count)
        var span = products.mutableSpan
        innerProducts(of: query.span, with: rows.span, of: table.span, dimension: dimension, into: &span)
        for (place, row) in rows.enumerated() {
            let exact = (0..<dimension).reduce(0.0) { $0 + Double(query[$1]) * Double(table[Int(row) * dimension + $1]) }
            // Each of d products and sums is rounded once.
            let bound = (0..<dimension).reduce(0.0) { $0 + abs(Double(query[$1]) * Double(table[Int(row) * dimension + $1])) } * Double(dimension + 1) * 0x1p-24
            #expect(abs(Double(products[place]) - exact) <= bound)
        }
    }

    @Test func fewerVectorsThanNeighboursCanAllBeFound() throws {
        let scorer = try #require(Catalog.instance("trial/vectors-few")).makeScorer(DataFolder(""))
        var served = Served()
        (served.querySeconds, served.answers) = (1, [[Int32]](repeating: [0, 1, 2, 3, 4], count: 20))
        #expect(try scorer.score(.delivered(served.encoded))["recall"] == 1)
        served.answers = [[Int32]](repeating: [2], count: 20)
        #expect(try scorer.score(.delivered(served.encoded))["recall"] == 0.2)
    }

    /// The neighbours in the file were found by NumPy in double precision.
    @Test func annBenchmarksAreRead() throws {
        let id = "neighbors:" + Self.fixtures + "/angular.hdf5"
        var delivered: [UInt8] = []
        let space = try #require(try Self.problem(id) { delivered = $0 } as? any NearestNeighbors)
        #expect(space.metric == .cosine && space.count == 120 && space.dimension == 5)
        let scorer = try #require(Catalog.instance(id)).makeScorer(DataFolder(""))
        try space.serve { query, k, neighbors in
            let all = (0..<Int32(120)).map { $0 }
            var distances = [Float](repeating: 0, count: 120)
            var span = distances.mutableSpan
            try space.distances(from: query, to: all.span, into: &span)
            for index in all.sorted(by: { distances[Int($0)] < distances[Int($1)] }).prefix(k) { neighbors.append(Int(index)) }
        }
        #expect(try scorer.score(.delivered(delivered))["recall"] == 1)
        #expect(try Served(encoded: delivered).answers.count == 6)
    }

    @Test func wrongFilesAreToldInWords() throws {
        for (file, words) in [("no-neighbors", "dataset neighbors: is not there"), ("jaccard", "‘jaccard’")] {
            let error = #expect(throws: FormatError.self) { try Self.problem("neighbors:" + Self.fixtures + "/\(file).hdf5") }
            #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(String(describing: error))")
        }
        let whole = try Data(contentsOf: URL(filePath: Self.fixtures + "/angular.hdf5"))
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).hdf5")
        defer { try? FileManager.default.removeItem(at: file) }
        for length in stride(from: 0, to: whole.count, by: 613) {
            try whole.prefix(length).write(to: file)
            #expect(throws: FormatError.self) { try Self.problem("neighbors:" + file.path) }
        }
    }
}

@Suite struct DiskNeighborsTests {
    private static let digits = Catalog.instance("disk-neighbors/digits")

    /// All of a query's ten, or every second of them; pages, memory and the disk as the method left them.
    @Test func pagesCountWhereTheRecallIsReached() throws {
        let instance = try #require(Self.digits)
        let scorer = try instance.makeScorer(shippedData)
        var exact = try DiskServed(encoded: try Self.serve { _, _ in })
        exact.residentBytes = 1 << 16
        (exact.pageReads, exact.bytesOnDisk) = (600, 8192)
        let right = try scorer.score(.delivered(exact.encoded))
        #expect(right["recall"] == 1 && right["usablePageReads"] == 3 && right["pageReadsPerQuery"] == 3)
        #expect(right["bytesOnDisk"] == 8192 && right["residentBytes"] == 65536)
        exact.served.answers = exact.served.answers.map { Array($0.prefix(5)) }
        let half = try scorer.score(.delivered(exact.encoded))
        #expect(half["recall"] == 0.5 && half["pageReadsPerQuery"] == 3)
        #expect(half["usablePageReads"] == 100, "1,597 vectors of 256 bytes")
        exact.residentBytes = 1_048_577
        let error = #expect(throws: InvalidAnswer.self) { try scorer.score(.delivered(exact.encoded)) }
        #expect(error?.description.contains("1048576 are allowed") == true)
    }

    /// Lists come back, what is held in memory is measured, and asking for vectors once queries are answered is reading them.
    @Test func theHostMeasuresWhatIsHeldAndRead() throws {
        let lists: [[UInt8]] = [[1, 2, 3], [], (0..<9000).map { UInt8(truncatingIfNeeded: $0) }, [7]]
        let held = [UInt8](repeating: 1, count: 3 << 20)
        var calls: [String: Int] = [:]
        let result = try DiskServed(
            encoded: try Self.serve { disk, query in
                if disk.listCount == 0 {
                    for (number, list) in lists.enumerated() { #expect(try disk.append(list.span) == number) }
                }
                for number in [2, 0, 3, 1] { try disk.read(number) { bytes in #expect(bytes.indices.map { bytes[$0] } == lists[number]) } }
                calls = disk.meter.calls
                #expect(held[query.count] == 1)
            })
        #expect(calls["pageWrites"] == 5 && calls["pageReads"] == 200 * 5)
        // Five pages of lists and 1,597 vectors in a page each, for each of 200 queries.
        #expect(result.pageReads == 200 * (5 + 1597) && result.bytesOnDisk == 5 * 4096)
    }

    /// Answers all queries by comparing with every vector, and before each calls `body`.
    private static func serve(_ body: (any DiskResident, Span<Float>) throws -> Void) throws -> [UInt8] {
        var delivered: [UInt8] = []
        let context = ProblemContext(seed: 1, meter: Meter(), data: shippedData, clock: RunClock(), deliver: { delivered = $0 })
        let instance = try #require(digits)
        let disk = try #require(try instance.makeProblem(context) as? any DiskResident)
        let all = (0..<Int32(disk.count)).map { $0 }
        var distances = [Float](repeating: 0, count: all.count)
        try disk.serve { query, k, neighbors in
            try body(disk, query)
            var span = distances.mutableSpan
            try disk.distances(from: query, to: all.span, into: &span)
            var nearest = NearestList(k)
            for index in all { nearest.insert(index, distances[Int(index)]) }
            neighbors.append(nearest)
        }
        return delivered
    }
}
