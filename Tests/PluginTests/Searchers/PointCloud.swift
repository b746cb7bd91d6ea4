import AssayKit
import FoundationEssentials
import Testing

/// Points to be clustered that a test knows all of. Coordinates are whole numbers: squared distances are exact.
final class PointCloud: Clustering {
    let meter: Meter
    let dimension: Int
    let groupCount: Int
    let coordinates: [Double]

    init(_ coordinates: [Double], dimension: Int, groupCount: Int = 1, budget: Budget = Budget()) {
        self.coordinates = coordinates
        self.dimension = dimension
        self.groupCount = groupCount
        meter = Meter(budget)
    }

    /// Clouds by seed. The odd seeds round coarsely, so that points coincide and distances tie.
    static func clouds(_ count: Int, dimension: Int, seed: UInt64) -> PointCloud {
        var random = Random(seed: seed)
        let centres = (0..<4).map { _ in (0..<dimension).map { _ in random.uniform(0, 10_000) } }
        let spreads = [100.0, 300, 500, 4_000], grain = seed % 2 == 1 ? 500.0 : 1
        let coordinates = (0..<count).flatMap { _ in
            let cloud = random.index(below: 4)
            return centres[cloud].map { (($0 + spreads[cloud] * random.normal()) / grain).rounded() * grain }
        }
        return PointCloud(coordinates, dimension: dimension, groupCount: 4)
    }

    var count: Int { coordinates.count / dimension }

    func squaredDistance(_ i: Int, _ j: Int) -> Double {
        (0..<dimension).reduce(0) { sum, axis in
            let difference = coordinates[i * dimension + axis] - coordinates[j * dimension + axis]
            return sum + difference * difference
        }
    }

    func readPoints(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let coordinates = coordinates
        body(coordinates.span)
    }

    func computeDistances(
        from: Span<Int32>, to: Span<Int32>, into distances: inout MutableSpan<Double>, _ receipt: borrowing Receipt
    ) {
        for i in from.indices {
            for j in to.indices { distances[i * to.count + j] = squaredDistance(Int(from[i]), Int(to[j])) }
        }
    }
}

/// What the hdbscan package finds, as Fixtures/make_hdbscan.py wrote it.
struct HDBSCANFixture: Decodable, Sendable, CustomTestStringConvertible {
    var dimension: Int
    var minClusterSize: Int
    var minSamples: Int
    var points: [Double]
    var labels: [Int]
    var treeLength: Double

    var testDescription: String { "\(labels.count) points in \(dimension) dimensions" }

    static let all = Result {
        let file = Plugin.root + "/Tests/PluginTests/Fixtures/hdbscan.json"
        return try JSONDecoder().decode([HDBSCANFixture].self, from: Data(contentsOf: URL(filePath: file)))
    }
}
