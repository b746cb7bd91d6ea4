import AssayKit
import Testing

@Suite struct GPTQTests {
    private func restored(_ weight: Matrix, inputs: Matrix, _ options: [String: String], _ method: String = "gptq") throws -> Matrix {
        let bytes = try Plugin.run(method, options, on: LinearNetwork([weight], calibration: inputs)).compressed
        return try #require(try Plugin.restore(method, bytes)["w0"]).matrix
    }

    private func loss(_ weight: Matrix, _ other: Matrix, _ inputs: Matrix) -> Double {
        Matrix.product(inputs, weight - other, transposeRight: true).frobeniusNorm
    }

    /// Inputs that do not correlate leave nothing to make up for: then every weight goes to its nearest level, whatever the
    /// options say about the order of the columns.
    @Test(arguments: ["false", "true"]) func uncorrelatedInputsGiveRoundingToNearest(activationOrder: String) throws {
        var random = Random(seed: 1)
        let weight = Matrix.random(6, 40, &random).single
        var inputs = Matrix(identity: 40)
        for j in 0..<40 { inputs[j, j] = 1 + Double(j % 7) }
        let options = ["bits": "3", "groupSize": "16"]
        let nearest = try restored(weight, inputs: inputs, options, "round-to-nearest")
        #expect(try restored(weight, inputs: inputs, options.merging(["activationOrder": activationOrder, "blockSize": "8"]) { $1 }) == nearest)
    }

    /// What the algorithm does, without its Cholesky factor and blocks: after each column that is rounded, all columns to
    /// come take the values that make the error of the outputs least, by solving for them anew from the original weights.
    /// Since the errors of the columns so far were made up for in the same way each time, that is one least-squares problem.
    @Test(arguments: [1, 3, 128], ["false", "true"]) func columnsToComeTakeTheirBestValues(blockSize: Int, activationOrder: String) throws {
        var random = Random(seed: 2)
        let (m, n) = (5, 12)
        let weight = Matrix.random(m, n, &random).single
        let inputs = Matrix.random(30, n, &random) * Matrix.random(n, n, &random)
        let damping = 0.01
        var hessian = Matrix.product(inputs, inputs, transposeLeft: true)
        let diagonal = (0..<n).map { hessian[$0, $0] }
        for j in 0..<n { hessian[j, j] += damping * diagonal.reduce(0, +) / Double(n) }
        let order = activationOrder == "true" ? diagonal.indices.sorted { diagonal[$0] > diagonal[$1] } : Array(0..<n)

        // Both orders with the grids of the original weights: one group a row, whose grid is made before any column moves.
        var quantized = QuantizedTensor(shape: [m, n], Quantizer(bits: 3, groupSize: 128, isSymmetric: false))
        var expected = weight
        for i in 0..<m {
            let grid = quantized.fitGrid(i, from: weight.row(i).min()!, to: weight.row(i).max()!)
            for (turn, j) in order.enumerated() {
                // The weights to come: H_FF · (w_F + δ) = H_FF · w_F − H_FD · (q_D − w_D) for the columns D that are done.
                let (done, free) = (Array(order.prefix(turn)), Array(order.dropFirst(turn)))
                let errors = done.map { expected[i, $0] - weight[i, $0] }
                let right = free.map { k in -zip(done, errors).reduce(0) { $0 + hessian[k, $1.0] * $1.1 } }
                let change = try hessian.selecting(rows: free).selecting(columns: free).solvingPositiveDefinite(right)
                expected[i, j] = Double(grid.level(grid.code(of: weight[i, j] + change[0])))
            }
        }
        let result = try restored(
            weight, inputs: inputs, ["bits": "3", "blockSize": "\(blockSize)", "activationOrder": activationOrder, "damping": "\(damping)"])
        #expect(result == expected)
    }

    /// What it is for: with inputs that go mostly in few directions, errors are turned to where the outputs do not feel them.
    @Test(arguments: [2, 3, 4]) func outputsLoseLessThanByRounding(bits: Int) throws {
        var random = Random(seed: 3)
        let weight = Matrix.random(32, 48, &random).single
        let inputs = Matrix.random(200, 12, &random) * Matrix.random(12, 48, &random) - Matrix.random(200, 48, &random)
        let options = ["bits": "\(bits)", "groupSize": "16"]
        let nearest = loss(weight, try restored(weight, inputs: inputs, options, "round-to-nearest"), inputs)
        #expect(loss(weight, try restored(weight, inputs: inputs, options), inputs) < 0.8 * nearest)
    }

    /// An input that never comes has nothing to say, and its column restores to the level nearest to zero.
    @Test func deadInputsDoNoHarm() throws {
        var random = Random(seed: 4)
        let weight = Matrix.random(4, 6, &random).single
        var inputs = Matrix.random(9, 6, &random)
        for i in 0..<9 { inputs[i, 2] = 0 }
        let result = try restored(weight, inputs: inputs, ["bits": "8"])
        #expect((0..<4).allSatisfy { result[$0, 2].magnitude < 0.02 })
        #expect(loss(weight, result, inputs) < 0.02 * Matrix.product(inputs, weight, transposeRight: true).frobeniusNorm)
    }
}
