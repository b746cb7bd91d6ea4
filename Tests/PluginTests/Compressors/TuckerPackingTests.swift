import AssayKit
import Foundation
import Testing

@Suite struct TuckerPackingTests {
    private final class Sample: DenseTensor {
        let meter = Meter()
        let tensor: Tensor
        let numberBudget: Int

        init(_ tensor: Tensor, budget: Int) {
            self.tensor = tensor
            numberBudget = budget
        }
    }

    private static let methods = ["tucker-packing", "tucker-greedy", "tucker-uniform"]

    private func compressed(_ id: String, _ tensor: Tensor, budget: Int) throws -> (bytes: [UInt8], error: Double) {
        let bytes = try Plugin.run(id, on: Sample(tensor, budget: budget)).compressed
        let restored: Tensor = try Plugin.restored(id, bytes)
        #expect(restored.shape == tensor.shape)
        var squares = 0.0, norm = 0.0
        for (before, after) in zip(tensor.values, restored.values) {
            let (x, y) = (Double(before), Double(after))
            squares += (x - y) * (x - y)
            norm += x * x
        }
        return (bytes, (squares / norm).squareRoot())
    }

    /// The signature and the tensor's shape, then the core's: all numbers here are below 128, one byte each.
    private func coreShape(_ bytes: [UInt8]) -> [Int] {
        let axes = Int(bytes[4])
        return bytes[(6 + axes)..<(6 + 2 * axes)].map { Int($0) }
    }

    /// Every core shape tried by another program, and TensorLy's error at the best of them: make_tucker.py made the fixture.
    @Test func shapesAreTheBestAndErrorsThoseOfTensorLy() throws {
        struct Case: Decodable { let shape: [Int]; let values: [Float]; let budget: Int; let ranks: [Int]; let error: Double }
        let cases = try JSONDecoder().decode(
            [Case].self, from: try Data(contentsOf: URL(filePath: Plugin.root + "/Tests/PluginTests/Fixtures/tucker.json")))
        for example in cases {
            let (bytes, error) = try compressed("tucker-packing", Tensor(shape: example.shape, values: example.values), budget: example.budget)
            #expect(coreShape(bytes) == example.ranks)
            // Iterations end where the energy grows by less than 10⁻⁸; numbers are stored in single precision.
            #expect(abs(error - example.error) < 1e-4, "\(example.shape): \(error) and \(example.error)")
            #expect(bytes.count <= 4 * example.budget + 64)
        }
        #expect(cases.count == 4)
    }

    /// A tensor of multilinear rank (2, 3, 2) comes back whole from a budget that a core of that shape just fits, 2·3·2 + 2·8 + 3·7 + 2·6 = 61.
    @Test(arguments: ["tucker-packing", "tucker-greedy"]) func lowRankComesBackWhole(method: String) throws {
        var random = Random(seed: 5)
        let core = (0..<12).map { _ in random.normal() }
        let factors = [(8, 2), (7, 3), (6, 2)].map { Matrix.random($0, $1, &random) }
        var values: [Float] = []
        for i in 0..<8 {
            for j in 0..<7 {
                for k in 0..<6 {
                    var sum = 0.0
                    for (place, value) in core.enumerated() {
                        let weights = (factors[0][i, place / 6], factors[1][j, place / 2 % 3], factors[2][k, place % 2])
                        sum += value * weights.0 * weights.1 * weights.2
                    }
                    values.append(Float(sum))
                }
            }
        }
        let tensor = Tensor(shape: [8, 7, 6], values: values)
        let (bytes, error) = try compressed(method, tensor, budget: 61)
        #expect(coreShape(bytes) == [2, 3, 2] && error < 1e-6, "\(coreShape(bytes)): \(error)")
        #expect(try compressed(method, tensor, budget: 60).error > 1e-3)
    }

    /// Of a matrix the best decomposition of a rank is known, by Eckart and Young: the singular values left out are the error.
    @Test(arguments: methods) func matricesAreTruncated(method: String) throws {
        var random = Random(seed: 6)
        let matrix = Matrix.random(12, 10, &random).single
        let (bytes, error) = try compressed(method, Tensor(matrix), budget: 3 * 3 + 3 * 22)
        let values = try SingularValueDecomposition(matrix).values.map { $0 * $0 }
        #expect(coreShape(bytes) == [3, 3])
        let expected = (values[3...].reduce(0, +) / values.reduce(0, +)).squareRoot()
        #expect(abs(error - expected) < 1e-6)
    }

    @Test func damagedBytesAreTold() throws {
        var random = Random(seed: 7)
        let tensor = Tensor(shape: [5, 4, 3], values: (0..<60).map { _ in Float(random.normal()) })
        let bytes = try compressed("tucker-packing", tensor, budget: 40).bytes
        for length in 0..<bytes.count { #expect(throws: DamagedBytes.self) { try Plugin.restored("tucker-packing", Array(bytes.prefix(length))) as Tensor } }
        #expect(throws: DamagedBytes.self) { try Plugin.restored("tucker-packing", bytes + [0]) as Tensor }
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0...random.index(below: 3) { damaged[random.index(below: random.uniform() < 0.5 ? 12 : bytes.count)] = UInt8(random.index(below: 256)) }
            do { _ = try Plugin.restored("tucker-packing", damaged) as Tensor } catch is DamagedBytes {}
        }
    }
}
