import AssayKit
import Testing

@Suite struct RoundToNearestTests {
    private func restored(_ weight: Matrix, _ options: [String: String]) throws -> [Float] {
        let network = LinearNetwork([weight], calibration: Matrix(identity: weight.columns))
        let bytes = try Plugin.run("round-to-nearest", options, on: network).compressed
        let restored = try Plugin.restore("round-to-nearest", bytes)
        #expect(restored["scale"] == network.tensors["scale"])
        return try #require(restored["w0"]).values
    }

    @Test func smallGridsByHand() throws {
        // Two bits: −1, 0 and 1 where they are symmetric; 0, 1, 2 and 3 from the least to the largest.
        let symmetric = Matrix(rows: 1, columns: 5, entries: [-1, 0.2, 0.6, 1, -0.4])
        #expect(try restored(symmetric, ["bits": "2", "grid": "symmetric"]) == [-1, 0, 1, 1, 0])
        let range = Matrix(rows: 1, columns: 6, entries: [0, 0.4, 0.6, 1.7, 2.6, 3])
        #expect(try restored(range, ["bits": "2", "grid": "range"]) == [0, 0, 1, 2, 3, 3])
        // A row, or what is left of it, has a grid of its own: both are hit exactly.
        let rows = Matrix(rows: 2, columns: 2, entries: [0, 3, 0, 96])
        #expect(try restored(rows, ["bits": "2"]) == [0, 3, 0, 96])
        let groups = Matrix(rows: 1, columns: 4, entries: [0, 3, 0, 96])
        #expect(try restored(groups, ["bits": "2", "groupSize": "2"]) == [0, 3, 0, 96])
        #expect(try restored(groups, ["bits": "2", "groupSize": "4"]) == [0, 0, 0, 96])
    }

    /// No weight is further from its level than half a step. Grids are kept in 16 bits, rounded outwards, which makes a
    /// step longer by at most two parts in 2⁷ of it and one of the largest magnitude shared among the levels.
    @Test(arguments: [2, 4, 8], ["range", "symmetric"]) func noWeightMovesMoreThanHalfAStep(bits: Int, grid: String) throws {
        var random = Random(seed: UInt64(bits))
        let weight = Matrix.random(7, 50, &random).single
        let values = try restored(weight, ["bits": "\(bits)", "grid": grid, "groupSize": "16"])
        for row in 0..<7 {
            for start in stride(from: 0, to: 50, by: 16) {
                let group = (start..<min(50, start + 16)).map { weight[row, $0] }
                let (least, largest) = (group.min()!, group.max()!)
                let magnitude = max(-least, largest)
                let exact = grid == "range" ? (largest - least) / Double(1 << bits - 1) : magnitude / Double(1 << (bits - 1) - 1)
                let step = exact * (1 + 0x1p-6) + magnitude * 0x1p-7 / Double(1 << bits - 1)
                for (j, w) in group.enumerated() {
                    #expect((Double(values[row * 50 + start + j]) - w).magnitude <= step / 2 + 1e-6)
                }
            }
        }
    }

    @Test func bytesAreThoseOfCodesAndGrids() throws {
        var random = Random(seed: 1)
        let network = LinearNetwork([.random(64, 256, &random)], calibration: .random(1, 256, &random))
        func size(_ options: [String: String]) throws -> Int { try Plugin.run("round-to-nearest", options, on: network).compressed.count }
        // 16,384 codes and 128 groups, and a few dozen bytes for names, shapes and the tensor that is left alone.
        for (bits, grid, gridBytes) in [(8, "range", 4), (4, "symmetric", 2), (3, "range", 4)] {
            let expected = 16_384 * bits / 8 + 128 * gridBytes
            #expect(expected..<expected + 64 ~= (try size(["bits": "\(bits)", "grid": grid, "groupSize": "128", "storage": "packed"])))
        }
    }
}
