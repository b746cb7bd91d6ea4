import AssayKit
import Testing

@Suite struct BitStackTests {
    private func run(_ network: any NetworkWeights, _ options: [String: String]) throws -> (bytes: [UInt8], tensors: Tensors) {
        let bytes = try Plugin.run("bitstack", options, on: network).compressed
        return (bytes, try Plugin.restore("bitstack", bytes))
    }

    /// A matrix whose magnitudes have rank one is a single block: signs and that rank give it back, to the eleven bits of
    /// half precision. Signs alone make its own rank full, so that no truncated decomposition of it does so.
    @Test func magnitudesOfRankOneAreOneBlock() throws {
        var random = Random(seed: 1)
        let (a, b) = ((0..<16).map { _ in random.uniform(0.5, 2) }, (0..<24).map { _ in random.uniform(0.5, 2) })
        let weight = Matrix(rows: 16, columns: 24, entries: (0..<384).map { a[$0 / 24] * b[$0 % 24] * (random.uniform() < 0.5 ? -1 : 1) }).single
        let network = LinearNetwork([weight], calibration: Matrix(identity: 24))
        let (_, tensors) = try run(network, ["rank": "1", "iterations": "1", "bitsPerWeight": "1"])
        let restored = try #require(tensors["w0"]).matrix
        for (x, y) in zip(weight.entries, restored.entries) { #expect((x - y).magnitude <= 0x1p-9 * x.magnitude) }
        #expect(tensors["scale"] == network.tensors["scale"])
    }

    /// Each block takes from the scaled residual all but the singular values of its magnitudes that are left out, and what
    /// the next block begins with is what this one left. Computed here without half precision, so to about a thousandth.
    @Test(arguments: [1, 2, 4]) func residualsAreThoseOfTheDecomposition(blocks: Int) throws {
        var random = Random(seed: 2)
        let weight = Matrix.random(20, 30, &random).single
        // Orthogonal columns of different sizes: the scales. Adding a thousandth of the largest is part of the method.
        var inputs = Matrix(identity: 30)
        for j in 0..<30 { inputs[j, j] = 1 + Double(j) }
        let scales = (0..<30).map { 1 + Double($0) + 0.03 }
        func scaled(_ matrix: Matrix) -> Matrix { Matrix(rows: 20, columns: 30, entries: matrix.entries.enumerated().map { $1 * scales[$0 % 30] }) }
        var residual = scaled(weight)
        var losses: [Double] = []
        for _ in 0..<blocks {
            let magnitudes = Matrix(rows: 20, columns: 30, entries: residual.entries.map(\.magnitude))
            let decomposition = try SingularValueDecomposition(magnitudes)
            losses.append(norm(Array(decomposition.values.dropFirst(2))))
            var approximation = decomposition.u.selecting(columns: [0, 1])
            for i in 0..<20 { for k in 0..<2 { approximation[i, k] *= decomposition.values[k] } }
            let product = approximation * decomposition.transposedV.selecting(rows: [0, 1])
            residual = residual - Matrix(rows: 20, columns: 30, entries: zip(residual.entries, product.entries).map { $0 < 0 ? -$1 : $1 })
        }
        let (_, tensors) = try run(LinearNetwork([weight], calibration: inputs), ["rank": "2", "iterations": "\(blocks)", "bitsPerWeight": "60"])
        let loss = scaled(weight - (try #require(tensors["w0"]).matrix)).frobeniusNorm
        // Scales are stored in eight significant bits, which moves the decomposition a little.
        #expect((loss / losses[blocks - 1] - 1).magnitude < 0.05)
        #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 < $0 })
    }

    /// One stack serves every size: a smaller budget gives the same bytes but for the count, cut off behind a block.
    @Test func smallerBudgetsArePrefixes() throws {
        var random = Random(seed: 3)
        let network = LinearNetwork([.random(16, 24, &random).single, .random(8, 16, &random).single], calibration: .random(30, 24, &random))
        let stacks = try (2...12).map { try run(network, ["rank": "1", "iterations": "6", "bitsPerWeight": "\($0)"]) }
        for (small, large) in zip(stacks, stacks.dropFirst()) {
            #expect(small.bytes.count <= large.bytes.count)
            #expect(small.bytes.dropFirst(5) == large.bytes.dropFirst(5).prefix(small.bytes.count - 5))
        }
        #expect(Set(stacks.map(\.bytes.count)).count > 5)
        // The blocks keep to what they may take: the rest is heads of a few dozen bytes and scales of two bytes a column.
        for (bits, stack) in zip(2...12, stacks) where bits > 3 { #expect(stack.bytes.count <= bits * 512 / 8 + 2 * 40 + 100) }
    }

    /// Of two matrices, the one that the outputs feel goes first. Here the second's outputs are scaled down to nothing.
    @Test func blocksThatMatterComeFirst() throws {
        var random = Random(seed: 4)
        let network = TwoHeads(.random(16, 16, &random).single, .random(16, 16, &random).single, weights: [0.001, 1], calibration: .random(30, 16, &random))
        // One block each and one more: its size is 16·16 bits of signs and 32 halves, 96 bytes.
        let (_, tensors) = try run(network, ["rank": "1", "iterations": "2", "bitsPerWeight": "4.6", "distance": "squared"])
        let (_, least) = try run(network, ["rank": "1", "iterations": "1", "bitsPerWeight": "4.6"])
        #expect(tensors["w0"] == least["w0"])
        #expect(tensors["w1"] != least["w1"])
    }
}

/// Two layers side by side: Σ weightᵢ·Wᵢ·x.
final class TwoHeads: NetworkWeights {
    let meter = Meter(Budget())
    let tensors: Tensors
    let layers = [LinearLayer(weight: "w0", bias: nil), LinearLayer(weight: "w1", bias: nil)]
    private let weights: [Double]
    private let calibration: Matrix

    init(_ first: Matrix, _ second: Matrix, weights: [Double], calibration: Matrix) {
        var tensors = Tensors()
        tensors["w0"] = Tensor(first)
        tensors["w1"] = Tensor(second)
        self.tensors = tensors
        self.weights = weights
        self.calibration = calibration
    }

    var calibrationCount: Int { calibration.rows }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        let heads = (0..<2).map { Matrix.product(calibration, tensors["w\($0)"]!.matrix, transposeRight: true).scaled(weights[$0]) }
        return heads[0] - heads[1].scaled(-1)
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { calibration }
}
