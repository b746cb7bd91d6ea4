import AssayKit
import FoundationEssentials
import Testing

/// Objects by their dissimilarity matrix, for tests that know all of it.
final class MedoidObjects: Medoids {
    let meter: Meter
    let count: Int
    let start: [Int]
    /// Row after row; symmetric, zero on the diagonal.
    let matrix: [Double]

    init(_ matrix: [Double], start: [Int], budget: Budget = Budget()) {
        self.matrix = matrix
        self.start = start
        meter = Meter(budget)
        count = Int(Double(matrix.count).squareRoot())
    }

    convenience init(count: Int, start: [Int], budget: Budget = Budget(), dissimilarity: (Int, Int) -> Double) {
        let matrix = (0..<count * count).map { dissimilarity($0 / count, $0 % count) }
        self.init(matrix, start: start, budget: budget)
    }

    var medoidCount: Int { start.count }

    func readDissimilarities(of index: Int, _ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let entries = matrix
        body(entries.span.extracting(index * count..<(index + 1) * count))
    }

    /// TD by its definition.
    func deviation(_ medoids: [Int]) -> Double {
        (0..<count).reduce(0) { sum, object in sum + (medoids.map { matrix[$0 * count + object] }.min() ?? .infinity) }
    }

    /// How far two summations of TD may lie apart: each of them errs by less than n·2⁻⁵³·TD, all terms having one sign.
    func rounding(of deviation: Double) -> Double { 2 * Double(count) * 0x1p-53 * deviation }

    /// Small sets by seed whose dissimilarities are whole numbers, so that every sum is exact and ties are frequent.
    /// Odd seeds give points of a coarse grid, several in one place; even ones no metric at all.
    static func wholeNumbers(seed: UInt64) -> MedoidObjects {
        var random = Random(seed: seed)
        let count = 8 + random.index(below: 20)
        let start = random.sample(2 + random.index(below: 5), of: count)
        if seed % 2 == 1 {
            let points = (0..<count).map { _ in (random.index(below: 6), random.index(below: 6)) }
            return MedoidObjects(count: count, start: start) { i, j in
                Double(abs(points[i].0 - points[j].0) + abs(points[i].1 - points[j].1))
            }
        }
        let entries = (0..<count * count).map { _ in Double(1 + random.index(below: 50)) }
        return MedoidObjects(count: count, start: start) { i, j in
            i == j ? 0 : entries[min(i, j) * count + max(i, j)]
        }
    }

    /// Random points in the plane under the Euclidean distance: no two sums are equal.
    static func points(_ count: Int, medoidCount: Int, seed: UInt64) -> MedoidObjects {
        var random = Random(seed: seed)
        let points = (0..<count).map { _ in (random.uniform(), random.uniform()) }
        return MedoidObjects(count: count, start: random.sample(medoidCount, of: count)) { i, j in
            let (x, y) = (points[i].0 - points[j].0, points[i].1 - points[j].1)
            return (x * x + y * y).squareRoot()
        }
    }
}

/// What the kmedoids package finds, as Fixtures/make_kmedoids.py wrote it.
struct KMedoidsFixture: Decodable {
    struct Twelve: Decodable {
        var points: [[Int]]
        var leastDeviation: [String: Double]
    }

    struct Outcome: Decodable {
        var deviation: Double
        var medoids: [Int]
        var iterations: Int
        var swaps: Int
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var objects: String
        var initialisation: String
        var start: [Int]
        var startDeviation: Double
        var fasterpam: Outcome
        var fastpam1: Outcome
        var pam: Outcome

        var testDescription: String { "\(start.count) medoids of \(objects), start \(initialisation)" }

        var problem: MedoidObjects {
            get throws {
                let matrix = objects == "twelve" ? try KMedoidsFixture.twelveMatrix.get() : try KMedoidsFixture.digitsMatrix.get()
                return MedoidObjects(matrix, start: start)
            }
        }
    }

    var twelve: Twelve
    var cases: [Case]

    static let shared = Result {
        let file = Plugin.root + "/Tests/PluginTests/Fixtures/kmedoids.json"
        return try JSONDecoder().decode(KMedoidsFixture.self, from: Data(contentsOf: URL(filePath: file)))
    }

    private static let twelveMatrix = Result {
        let points = try shared.get().twelve.points
        return MedoidObjects(count: points.count, start: []) { i, j in
            zip(points[i], points[j]).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
        }.matrix
    }

    /// Squared distances of pixels are whole numbers and the root is correctly rounded: the same bits as in Python.
    private static let digitsMatrix = Result {
        let text = String(decoding: try Data(contentsOf: URL(filePath: Plugin.root + "/Data/digits.csv")), as: UTF8.self)
        let pixels = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").prefix(64).compactMap { Int32($0) } }
        var squares = [Int32](repeating: 0, count: pixels.count * pixels.count)
        for i in pixels.indices {
            for j in 0..<i {
                var sum: Int32 = 0
                for (a, b) in zip(pixels[i], pixels[j]) { sum += (a - b) * (a - b) }
                squares[i * pixels.count + j] = sum
                squares[j * pixels.count + i] = sum
            }
        }
        return squares.map { Double($0).squareRoot() }
    }
}
