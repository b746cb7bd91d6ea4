import AssayKit
import Testing

@Suite struct HAWQTests {
    /// Of a linear network y = W₁·W₀·x with the squared distance, the Hessian in W₀ is 2·W₁ᵀW₁ ⊗ XᵀX/N, and in W₁ it is that of
    /// W₀·X; so the largest eigenvalue is twice the product of both factors' largest. Differences of a linear network's
    /// outputs are exact but for single precision; power iteration stops within about a thousandth.
    @Test func eigenvaluesOfALinearNetwork() throws {
        var random = Random(seed: 1)
        let weights = [Matrix.random(7, 5, &random).single, Matrix.random(4, 7, &random).single]
        let inputs = Matrix.random(40, 5, &random)
        let recorder = try Plugin.run("hawq", ["distance": "squared", "iterations": "1000"], on: LinearNetwork(weights, calibration: inputs))
        func largest(_ matrix: Matrix) throws -> Double { try SingularValueDecomposition(matrix).values[0] }
        let hidden = Matrix.product(inputs, weights[0], transposeRight: true)
        let expected = [
            try 2 * (largest(weights[1]) * largest(inputs)) * (largest(weights[1]) * largest(inputs)) / 40,
            try 2 * largest(hidden) * largest(hidden) / 40,
        ]
        for (layer, eigenvalue) in expected.enumerated() {
            #expect((try #require(recorder.reports["topEigenvalue\(layer)"]) / eigenvalue - 1).magnitude < 0.02)
        }
    }

    /// With the divergence of a softmax the Hessian is the mean of (diag p − p·pᵀ) ⊗ x·xᵀ, built here in full. Derivatives go
    /// through the bias.
    @Test func eigenvalueOfTheDivergence() throws {
        var random = Random(seed: 2)
        let weight = Matrix.random(3, 4, &random).single
        let inputs = Matrix.random(20, 4, &random)
        let network = BiasedLayer(weight, bias: [0.5, -1, 0.25], calibration: inputs)
        let outputs = try network.outputs(with: network.tensors)
        var hessian = Matrix(zeros: 12, 12)
        for i in 0..<20 {
            let exponentials = outputs.row(i).map(exponential)
            let p = exponentials.map { $0 / exponentials.reduce(0, +) }
            for a in 0..<12 {
                for b in 0..<12 {
                    let curvature = (a / 4 == b / 4 ? p[a / 4] : 0) - p[a / 4] * p[b / 4]
                    hessian[a, b] += curvature * inputs[i, a % 4] * inputs[i, b % 4] / 20
                }
            }
        }
        let expected = try #require(try hessian.symmetricEigen().values.last)
        let recorder = try Plugin.run("hawq", ["iterations": "1000"], on: network)
        #expect((try #require(recorder.reports["topEigenvalue0"]) / expected - 1).magnitude < 0.02)
        // A pass for each output of the layer, one for the original's, and one for what enters.
        #expect(network.meter.calls["forwardPasses"] == 3 + 1 + 1 + 1)
    }

    /// The layer with the larger eigenvalue a weight has no fewer bits; and all together keep to the average.
    @Test(arguments: [2.0, 3.0, 4.5, 8.0]) func bitsFollowTheEigenvalues(averageBits: Double) throws {
        var random = Random(seed: 3)
        let network = TwoHeads(.random(16, 16, &random).single, .random(16, 16, &random).single, weights: [0.01, 1], calibration: .random(60, 16, &random))
        let recorder = try Plugin.run("hawq", ["distance": "squared", "averageBits": "\(averageBits)"], on: network)
        let bits = try (0..<2).map { try #require(recorder.reports["bits\($0)"]) }
        #expect(bits[1] >= bits[0])
        #expect(bits[0] + bits[1] <= 2 * averageBits)
        // Ten thousand times the curvature is worth more than the bits that can be moved.
        #expect(bits[1] == min(8, 2 * averageBits - 2))
        let restored = try Plugin.restore("hawq", recorder.compressed)
        for (layer, name) in ["w0", "w1"].enumerated() {
            let values = try #require(restored[name]).values
            let levels = (0..<16).map { row in Set(values[row * 16..<(row + 1) * 16]).count }
            #expect(levels.allSatisfy { $0 <= 1 << Int(bits[layer]) })
        }
    }
}
