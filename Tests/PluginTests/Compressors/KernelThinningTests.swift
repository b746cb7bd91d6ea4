import AssayKit
import Foundation
import Testing

@Suite struct KernelThinningTests {
    private final class Sample: Thinning {
        let meter = Meter()
        let points: Points
        let kernel: RadialKernel
        let halvings: Int

        init(_ points: Points, _ kernel: RadialKernel, halvings: Int) {
            self.points = points
            self.kernel = kernel
            self.halvings = halvings
        }

        func squaredDiscrepancy(_ others: Points) -> Double {
            func mean(_ x: Points, _ y: Points) -> Double {
                var sum = 0.0
                for i in 0..<x.count { for j in 0..<y.count { sum += kernel.value(squaredDistance: x.squaredDistance(i, j, in: y)) } }
                return sum / Double(x.count * y.count)
            }
            return mean(points, points) - 2 * mean(points, others) + mean(others, others)
        }
    }

    private static func normals(_ count: Int, dimension: Int = 2, seed: UInt64) -> Points {
        var random = Random(seed: seed)
        return Points(dimension: dimension, values: (0..<count * dimension).map { _ in Float(random.normal()) })
    }

    private func thinned(_ id: String, _ sample: Sample, _ options: [String: String] = [:], seed: UInt64 = 1) throws -> Points {
        try Plugin.restored(id, try Plugin.run(id, options, on: sample, seed: seed).compressed)
    }

    /// goodpoints by the authors, with the same random numbers: make_thinning.py made the fixture.
    @Test func coresetsAreThoseOfGoodpoints() throws {
        struct Reference: Decodable {
            struct Case: Decodable { let split: String; let seed: UInt64; let coreset: [Int] }
            let points: [Float]
            let cases: [Case]
        }
        let reference = try JSONDecoder().decode(
            Reference.self, from: try Data(contentsOf: URL(filePath: Plugin.root + "/Tests/PluginTests/Fixtures/thinning.json")))
        let points = Points(dimension: 3, values: reference.points)
        for example in reference.cases {
            let isLaplace = example.split == "laplace"
            let sample = Sample(points, isLaplace ? .laplace(bandwidth: 1.5) : .gaussian(bandwidth: 1.5), halvings: 3)
            let result = try thinned("kernel-thinning", sample, ["split": isLaplace ? "target" : example.split], seed: example.seed)
            #expect(result == points.selecting(example.coreset), "\(example.split), seed \(example.seed)")
        }
        #expect(reference.cases.count == 12)
    }

    /// √n of n points: the discrepancy falls like 1/√n, that of random ones like n^(−1/4). Four times the points come to about 1/2 and
    /// 0.71; means of five seeds, with room for their scatter.
    @Test func discrepancyFallsTwiceAsFast() throws {
        func mean(_ id: String, _ count: Int, _ halvings: Int) throws -> Double {
            try (1...5).reduce(0) { sum, seed in
                let sample = Sample(Self.normals(count, seed: UInt64(seed)), .gaussian(bandwidth: 1), halvings: halvings)
                return sum + sample.squaredDiscrepancy(try thinned(id, sample, seed: UInt64(seed))).squareRoot() / 5
            }
        }
        let (small, large) = (try mean("kernel-thinning", 64, 3), try mean("kernel-thinning", 1024, 5))
        let (randomSmall, randomLarge) = (try mean("random-thinning", 64, 3), try mean("random-thinning", 1024, 5))
        #expect(large / small < 0.4 && randomLarge / randomSmall > 0.4, "\(large / small), \(randomLarge / randomSmall)")
        #expect(large < 0.25 * randomLarge)
    }

    @Test func rivalsKeepWhatTheySay() throws {
        let sample = Sample(Points(dimension: 1, values: (0..<37).map { Float($0) }), .gaussian(bandwidth: 1), halvings: 2)
        #expect(try thinned("standard-thinning", sample).values == [4, 8, 12, 16, 20, 24, 28, 32, 36])
        let random = try thinned("random-thinning", sample).values
        #expect(random.count == 9 && Set(random).count == 9 && random.allSatisfy { sample.points.values.contains($0) })
        #expect(try thinned("random-thinning", sample, seed: 2).values != random)
    }

    @Test func laplaceHasNoPower() throws {
        let sample = Sample(Self.normals(8, seed: 1), .laplace(bandwidth: 1), halvings: 1)
        #expect(throws: (any Error).self) { try thinned("kernel-thinning", sample, ["split": "power"]) }
    }

    @Test func damagedBytesAreTold() throws {
        let bytes = try Plugin.run("kernel-thinning", on: Sample(Self.normals(16, seed: 1), .gaussian(bandwidth: 1), halvings: 1)).compressed
        for length in 0..<bytes.count { #expect(throws: DamagedBytes.self) { try Plugin.restored("kernel-thinning", Array(bytes.prefix(length))) as Points } }
        for bytes in [bytes + [0], [0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1]] {
            #expect(throws: DamagedBytes.self) { try Plugin.restored("kernel-thinning", bytes) as Points }
        }
    }
}
