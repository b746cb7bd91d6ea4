import AssayKit
import Testing

@Suite struct JohnsonLindenstraussTests {
    private final class Sample: DimensionReduction {
        let meter = Meter()
        let points: Points
        let targetDimension: Int

        init(_ points: Points, _ targetDimension: Int) {
            self.points = points
            self.targetDimension = targetDimension
        }
    }

    private static let methods = ["sparser-fast-jl", "fast-jl", "gaussian-projection"]

    private func embedded(_ id: String, _ points: Points, _ k: Int, seed: UInt64 = 1) throws -> Points {
        try Plugin.restored(id, try Plugin.run(id, on: Sample(points, k), seed: seed).compressed)
    }

    /// The unit vectors come out as the columns of the whole transform. With points of one coordinate that is not zero, H makes all
    /// entries ±√(1/d): so an entry of a result is √(1/(kd)) times a signed sum of the row's entries of P.
    private static func units(_ d: Int) -> Points {
        Points(dimension: d, values: (0..<d * d).map { $0 / d == $0 % d ? 1 : 0 })
    }

    @Test(arguments: methods, [1, 2, 3] as [UInt64]) func itIsLinear(method: String, seed: UInt64) throws {
        var random = Random(seed: seed)
        let d = 37, k = 5
        let point = (0..<d).map { _ in Float(random.normal()) }
        // One count of points, for the density goes by it.
        let columns = try embedded(method, Self.units(d), k, seed: seed)
        let image = try embedded(method, Points(dimension: d, values: point + [Float](repeating: 0, count: d * (d - 1))), k, seed: seed)
        for row in 0..<k {
            let sum = (0..<d).reduce(0.0) { $0 + Double(point[$1]) * Double(columns.values[$1 * k + row]) }
            // Single precision of 37 products.
            #expect(abs(Double(image.values[row]) - sum) < 1e-5)
        }
    }

    /// ‖f(x)‖² is ‖x‖² in the mean: columns of the transform have mean square 1. Of k·d numbers of variance about 1/k, over 20 seeds.
    @Test(arguments: methods) func normsAreKeptInTheMean(method: String) throws {
        var sum = 0.0
        for seed in 1...20 {
            sum += try embedded(method, Self.units(64), 16, seed: UInt64(seed)).values.reduce(0) { $0 + Double($1) * Double($1) } / 64 / 20
        }
        // Each seed is a χ² of at least some hundred degrees of freedom, over which H spreads what the sparse matrix has.
        #expect(abs(sum - 1) < 0.1, "\(sum)")
    }

    /// A single coordinate is where a sparse matrix alone fails: most rows would miss it. After H none does, but those of P that are empty;
    /// and P's rows have ln²n entries in the mean, or those divided by α = min(ln(1/ε)/ε, ln n).
    @Test func sparsityIsThatOfThePaper() throws {
        let d = 4096, k = 256, n = 300
        var values = [Float](repeating: 0, count: n * d)
        values[0] = 1
        let logCount = logarithm(Double(n)), epsilon = (logCount / Double(k)).squareRoot()
        let alpha = min(logarithm(1 / epsilon) / epsilon, logCount)
        for (method, density) in [("fast-jl", logCount * logCount), ("sparser-fast-jl", logCount * logCount / alpha)] {
            // The fourth moment of an entry says how many there are: of a sum of m normal numbers, m Poisson with mean λ, it is 3(1 + 1/λ).
            var second = 0.0, fourth = 0.0
            for seed in 1...40 {
                for value in try embedded(method, Points(dimension: d, values: values), k, seed: UInt64(seed)).values.prefix(k) {
                    let square = Double(value) * Double(value) * Double(k)
                    second += square / 40 / Double(k)
                    fourth += square * square / 40 / Double(k)
                }
            }
            let kurtosis = fourth / (second * second)
            // 10,240 numbers: the kurtosis of nearly normal ones scatters by √(24/10,240) ≈ 0.05.
            #expect(abs(kurtosis - 3 * (1 + 1 / density)) < 0.3, "\(method): \(kurtosis)")
        }
    }

    @Test(arguments: methods) func distancesAreKept(method: String) throws {
        var random = Random(seed: 9)
        let d = 1000, n = 40, k = 400
        var values = [Float](repeating: 0, count: n * d)
        for i in 0..<n { for place in random.sample(3, of: d) { values[i * d + place] = Float(random.normal()) } }
        let points = Points(dimension: d, values: values), images = try embedded(method, points, k)
        #expect(images.count == n && images.dimension == k)
        for i in 0..<n {
            for j in 0..<i {
                // ‖f(x)‖ of 400 numbers deviates by 1/√800 ≈ 0.035: six of that.
                let ratio = (images.squaredDistance(i, j) / points.squaredDistance(i, j)).squareRoot()
                #expect(abs(ratio - 1) < 0.22, "\(method): \(ratio)")
            }
        }
        #expect(try embedded(method, points, k) == images)
    }
}
