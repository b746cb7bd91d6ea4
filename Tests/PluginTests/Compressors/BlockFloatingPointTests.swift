import AssayKit
import Testing

@Suite struct BlockFloatingPointTests {
    private func run(_ id: String, _ network: any NetworkWeights, _ options: [String: String]) throws -> (run: Recorder, tensors: Tensors) {
        let recorder = try Plugin.run(id, options, on: network)
        return (recorder, try Plugin.restore(id, recorder.compressed))
    }

    @Test func blocksByHand() throws {
        // Three bits: mantissas −3…3. The largest of the first block is in 1..<2, so the exponent is 1 and a step 2^(1−2) = 0.5;
        // 1.9 is 3.8 steps, more than there are. In the second a step is 2^(−1−2) = 0.125.
        let weight = Matrix(rows: 1, columns: 7, entries: [1, 0.5, -0.3, 1.9, 0.375, -0.1, 0.05])
        let network = LinearNetwork([weight], calibration: Matrix(identity: 7))
        let restored = try run("block-floating-point", network, ["bits": "3", "blockSize": "4"]).tensors
        #expect(restored["w0"]?.values == [1, 0.5, -0.5, 1.5, 0.375, -0.125, 0])
        #expect(restored["scale"] == network.tensors["scale"])
    }

    /// One outlier in every block makes all others zero. Sorted, outliers fill a block of their own, and no small weight
    /// loses more than half a step of a block of small ones.
    @Test func outliersShareBlocks() throws {
        var random = Random(seed: 1)
        var weight = Matrix(rows: 8, columns: 16, entries: (0..<128).map { _ in random.uniform(-0.1, 0.1) })
        for i in 0..<8 { for j in [1, 6, 8, 15] { weight[i, j] = random.uniform(50, 60) } }
        weight = weight.single
        let network = LinearNetwork([weight], calibration: .random(20, 16, &random))
        let options = ["bits": "4", "blockSize": "4"]
        let plain = try #require(try run("block-floating-point", network, options).tensors["w0"]).matrix
        let (recorder, tensors) = try run("k-sort", network, options)
        let sorted = try #require(tensors["w0"]).matrix
        // The first layer's inputs are the data's: its order has to be stored.
        #expect(recorder.reports["storedOrders"] == 1)
        for i in 0..<8 {
            for j in 0..<16 where ![1, 6, 8, 15].contains(j) {
                #expect(plain[i, j] == 0)
                // A block below 0.1 < 2⁻³ has a step of at most 2⁻⁶; the largest mantissa may be short of its number by a whole one.
                #expect((sorted[i, j] - weight[i, j]).magnitude <= 0x1p-6)
            }
            for j in [1, 6, 8, 15] { #expect(sorted[i, j] == plain[i, j]) }
        }
    }

    /// Between two layers that follow each other the order costs nothing: both restore in it, and the network computes what it did.
    @Test func neighboursTakeInTheOrder() throws {
        var random = Random(seed: 2)
        var second = Matrix.random(5, 24, &random)
        for j in 0..<24 { for i in 0..<5 { second[i, j] *= Double(1 + j % 5) } }
        let network = LinearNetwork([.random(24, 8, &random).single, second.single], calibration: .random(30, 8, &random))
        let (recorder, tensors) = try run("k-sort", network, ["bits": "8", "blockSize": "4", "storage": "packed"])
        #expect(recorder.reports["storedOrders"] == 1)
        let restored = try #require(tensors["w1"]).matrix
        let norms = (0..<24).map { norm(restored.column($0)) }
        #expect(zip(norms, norms.dropFirst()).allSatisfy { $1 <= $0 * 1.02 })
        let outputs = try network.outputs(with: network.tensors)
        let difference = (try network.outputs(with: tensors) - outputs).frobeniusNorm
        #expect(difference < 0.02 * outputs.frobeniusNorm)
        // Of the first layer alone the order is stored: three bits for each of its eight columns.
        let plain = try Plugin.run("block-floating-point", ["bits": "8", "blockSize": "4", "storage": "packed"], on: network).compressed
        #expect(recorder.compressed.count == plain.count + 3)
    }

    /// Layers side by side do not feed each other, though their sizes fit: then both orders are stored.
    @Test func othersKeepTheirOrder() throws {
        var random = Random(seed: 3)
        let network = TwoHeads(.random(16, 16, &random).single, .random(16, 16, &random).single, weights: [1, 1], calibration: .random(30, 16, &random))
        let (recorder, tensors) = try run("k-sort", network, ["bits": "8"])
        #expect(recorder.reports["storedOrders"] == 2)
        let outputs = try network.outputs(with: network.tensors)
        #expect((try network.outputs(with: tensors) - outputs).frobeniusNorm < 0.02 * outputs.frobeniusNorm)
    }
}
