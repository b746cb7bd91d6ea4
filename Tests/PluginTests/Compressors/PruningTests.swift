import AssayKit
import Testing

@Suite struct PruningTests {
    private func zeros(_ tensors: Tensors, _ network: any NetworkWeights) -> [Int] {
        network.layers.map { tensors[$0.weight]?.values.count { $0 == 0 } ?? 0 }
    }

    /// The least of all sums over the layers, found by trying every way to prune at least so many weights.
    private func leastLoss(_ losses: [[Double]], pruning count: Int) -> Double {
        guard let first = losses.first else { return count <= 0 ? 0 : .infinity }
        return first.indices.map { first[$0] + leastLoss(Array(losses.dropFirst()), pruning: count - $0) }.min() ?? .infinity
    }

    /// On a network whose error is the sum of its layers' losses, whatever these are, the dynamic program finds the best
    /// of all allocations, and predicts its distortion.
    @Test(arguments: 0..<12) func theAllocationIsTheBestOfAll(seed: UInt64) throws {
        var random = Random(seed: seed)
        let losses = [5, 8, 6].map { size in [0] + (0..<size).map { _ in random.uniform(0, 10) } }
        let network = AdditiveNetwork(losses: losses, &random)
        for sparsity in [0.2, 0.5, 0.8, 1] {
            // 120 levels: every amount of each layer (5, 8 and 6 divide it) is on its curve.
            let result = try Plugin.run("rate-distortion-pruning", ["sparsity": "\(sparsity)", "levels": "120"], on: network)
            let pruned = zeros(try Plugin.restore("rate-distortion-pruning", result.compressed), network)
            let target = Int((sparsity * 19).rounded())
            #expect(pruned.reduce(0, +) >= target)
            let loss = zip(losses, pruned).reduce(0) { sum, layer in
                // The distortion is measured against the unpruned output: √δ where nothing is lost at zero.
                sum + layer.0[layer.1]
            }
            #expect((loss - leastLoss(losses, pruning: target)).magnitude < 1e-9)
            #expect(((result.reports["predictedDistortion"] ?? .nan) - loss).magnitude < 1e-9)
            #expect(((result.reports["measuredDistortion"] ?? .nan) - loss).magnitude < 1e-9)
        }
    }

    /// Within a layer the weights of least magnitude go, and the others are left bit for bit.
    @Test(arguments: ["rate-distortion-pruning", "magnitude-pruning"], [0.3, 0.9]) func theSmallestOfALayerGo(id: String, sparsity: Double) throws {
        var random = Random(seed: 9)
        let network = LinearNetwork([.random(12, 20, &random), .random(6, 12, &random)], calibration: .random(25, 20, &random))
        let restored = try Plugin.restore(id, try Plugin.run(id, ["sparsity": "\(sparsity)"], on: network).compressed)
        #expect(zeros(restored, network).reduce(0, +) >= Int((sparsity * 312).rounded()))
        #expect(restored["scale"] == network.tensors["scale"])
        for layer in network.layers {
            let (before, after) = (network.tensors[layer.weight]!.values, restored[layer.weight]!.values)
            let largestPruned = zip(before, after).filter { $1 == 0 }.map(\.0.magnitude).max() ?? 0
            for (w, v) in zip(before, after) { #expect(v == (w.magnitude <= largestPruned ? 0 : w)) }
        }
    }

    /// More iterations reach the same sparsity, and no layer gets back what it has lost.
    @Test func iterationsReachTheSparsityToo() throws {
        var random = Random(seed: 2)
        let network = LinearNetwork([.random(12, 20, &random), .random(6, 12, &random)], calibration: .random(25, 20, &random))
        for iterations in [1, 4] {
            let bytes = try Plugin.run("rate-distortion-pruning", ["sparsity": "0.7", "iterations": "\(iterations)"], on: network).compressed
            let pruned = zeros(try Plugin.restore("rate-distortion-pruning", bytes), network)
            // A level is a hundredth of a layer, so less than three weights are pruned beyond what is asked.
            #expect(218...221 ~= pruned.reduce(0, +))
        }
    }

    /// Weights 1, 2, 3 have the LAMP scores 1/14, 4/13, 1; weights 10, 11, 12 have 100/365, 121/265, 1.
    @Test(arguments: [("lamp", [2, 1]), ("global", [3, 0]), ("uniform", [2, 2])])
    func magnitudesAreSharedAsByHand(allocation: String, pruned: [Int]) throws {
        let network = LinearNetwork(
            [Matrix(rows: 1, columns: 3, entries: [2, -3, 1]), Matrix(rows: 3, columns: 1, entries: [-11, 10, 12])],
            calibration: Matrix(identity: 3))
        let bytes = try Plugin.run("magnitude-pruning", ["sparsity": "0.5", "allocation": allocation], on: network).compressed
        #expect(zeros(try Plugin.restore("magnitude-pruning", bytes), network) == pruned)
    }

    /// A pruned network takes its numbers, and no more than a bit for each place.
    @Test(arguments: [0.5, 0.9, 0.99]) func bytesAreThoseOfNumbersAndPlaces(sparsity: Double) throws {
        var random = Random(seed: 4)
        let network = LinearNetwork([.random(100, 200, &random)], calibration: .random(2, 200, &random))
        let bytes = try Plugin.run("magnitude-pruning", ["sparsity": "\(sparsity)"], on: network).compressed
        let numbers = Int((20_000 * (1 - sparsity)).rounded())
        #expect(bytes.count >= numbers * 4)
        // The entropy of the places is a lower bound; the Rice code is within a few per cent of it, a bitmap takes a bit.
        let entropy = -(sparsity * logarithm(sparsity) + (1 - sparsity) * logarithm(1 - sparsity)) / logarithm(2) * 20_000 / 8
        #expect(Double(bytes.count - numbers * 4) < min(2_500, 1.1 * entropy) + 100)
    }
}
