import AssayKit
import Testing

@Suite struct EvoPressTests {
    /// Two layers of one size, of which the outputs feel only the second: all the bits that can move there do.
    @Test func bitsGoWhereTheyMatter() throws {
        var random = Random(seed: 1)
        let network = TwoHeads(.random(16, 16, &random).single, .random(16, 16, &random).single, weights: [0, 1], calibration: .random(64, 16, &random))
        let options = ["averageBits": "4", "distance": "squared", "generations": "20", "offspring": "8"]
        let recorder = try Plugin.run("evopress", options, on: network)
        #expect(recorder.reports["level0"] == 2)
        #expect(recorder.reports["level1"] == 6)
        // The database is that of GPTQ: the layer restores to what GPTQ makes of it with as many bits.
        let alone = try Plugin.restore("gptq", try Plugin.run("gptq", ["bits": "6"], on: network).compressed)
        #expect(try Plugin.restore("evopress", recorder.compressed)["w1"] == alone["w1"])
        // An average between whole numbers is kept to as well.
        let between = try Plugin.run("evopress", options.merging(["averageBits": "3.5"]) { $1 }, on: network)
        #expect(try #require(between.reports["level0"]) + (try #require(between.reports["level1"])) <= 7)
    }

    /// Where the loss is a sum over the layers, known for each number of zeros, the best levels can be found by trying all. Each
    /// layer's losses rise faster and faster, so that no other levels stop the search; layers differ by factors, so that the
    /// best is far from the uniform start. Switches keep the total exactly.
    @Test(arguments: 0..<4) func theBestPruningIsFound(seed: UInt64) throws {
        var random = Random(seed: seed)
        let losses = (0..<4).map { layer in
            let rises = (0..<6).map { _ in random.uniform() * Double(1 << (2 * layer)) }.sorted()
            return rises.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
        }
        // Twenty-four weights in as many steps: one weight a step. Half of them go.
        let network = AdditiveNetwork(losses: losses, &random)
        var best = Double.infinity
        for a in 0...6 { for b in 0...6 { for c in 0...6 where 0...6 ~= 12 - a - b - c {
            best = min(best, losses[0][a] + losses[1][b] + losses[2][c] + losses[3][12 - a - b - c])
        } } }
        let recorder = try Plugin.run(
            "evopress", ["levels": "sparsity", "sparsity": "0.5", "steps": "24", "distance": "squared", "generations": "60"], on: network)
        let restored = try Plugin.restore("evopress", recorder.compressed)
        let zeros = (0..<4).map { i in restored["w\(i)"]!.values.count { $0 == 0 } }
        #expect(zeros.reduce(0, +) == 12)
        let found = zip(losses, zeros).reduce(0.0) { $0 + $1.0[$1.1] }
        // Outputs are roots of the losses, and zero for the whole network: their squared distance is the sum.
        #expect((found - best).magnitude < 1e-9)
    }

    /// The parent takes part in the last step of a selection, on all examples: so longer searches never end worse.
    @Test func longerSearchesAreNoWorse() throws {
        var random = Random(seed: 5)
        let weights = (0..<4).map { _ in Matrix.random(12, 12, &random).scaled(0.4).single }
        let network = LinearNetwork(weights, calibration: .random(48, 12, &random))
        let outputs = try network.outputs(with: network.tensors)
        let distances = try [1, 5, 25].map { generations in
            let bytes = try Plugin.run("evopress", ["averageBits": "3", "generations": "\(generations)", "offspring": "16"], on: network).compressed
            return OutputDistance(.kl, from: outputs).to(try network.outputs(with: try Plugin.restore("evopress", bytes)))
        }
        #expect(distances[1] <= distances[0] && distances[2] <= distances[1])
    }
}
