import AssayKit
import Testing

/// Low rank for the data that comes through a layer: by whitened inputs, and by the outputs' covariance.
@Suite struct LowRankTests {
    private func restored(_ id: String, _ network: any NetworkWeights, _ options: [String: String]) throws -> Tensors {
        try Plugin.restore(id, try Plugin.run(id, options, on: network).compressed)
    }

    private func data(_ random: inout Random) -> (weight: Matrix, inputs: Matrix) {
        // Inputs that go mostly in a few directions.
        (Matrix.random(24, 20, &random).single, Matrix.random(60, 6, &random) * Matrix.random(6, 20, &random) - Matrix.random(60, 20, &random).scaled(0.05))
    }

    /// Wang et al.: what is lost at the outputs is the root of the sum of squares of the singular values that are left out;
    /// and no matrix of that rank loses less, by Eckart and Young for the outputs themselves.
    @Test(arguments: [2, 5, 9]) func whiteningLosesTheSingularValuesThatAreLeftOut(rank: Int) throws {
        var random = Random(seed: 1)
        let (weight, inputs) = data(&random)
        let network = LinearNetwork([weight], calibration: inputs)
        let outputs = Matrix.product(inputs, weight, transposeRight: true)
        let left = norm(Array(try SingularValueDecomposition(outputs).values.dropFirst(rank)))
        // LoRD without a bias finds the same from the other side.
        for (id, options) in [("activation-aware-svd", ["damping": "0"]), ("lord", [:])] {
            let changed = try #require(try restored(id, network, options.merging(["rank": "\(rank)"]) { $1 })["w0"]).matrix
            #expect(try SingularValueDecomposition(changed).values[rank] < 1e-5)
            let loss = (outputs - Matrix.product(inputs, changed, transposeRight: true)).frobeniusNorm
            // Factors are stored in single precision.
            #expect((loss - left).magnitude < 1e-4 * outputs.frobeniusNorm)
        }
        let plain = try #require(try restored("truncated-svd", network, ["rank": "\(rank)"])["w0"]).matrix
        #expect((outputs - Matrix.product(inputs, plain, transposeRight: true)).frobeniusNorm > 1.2 * left)
    }

    /// With fewer examples than inputs the moments are singular: damping lets the factor exist.
    @Test func fewExamplesAreEnough() throws {
        var random = Random(seed: 2)
        let weight = Matrix.random(24, 20, &random).single
        let inputs = Matrix.random(4, 20, &random)
        let changed = try #require(try restored("activation-aware-svd", LinearNetwork([weight], calibration: inputs), ["rank": "4"])["w0"]).matrix
        let outputs = Matrix.product(inputs, weight, transposeRight: true)
        #expect((outputs - Matrix.product(inputs, changed, transposeRight: true)).frobeniusNorm < 0.01 * outputs.frobeniusNorm)
    }

    /// Atomic feature mimicking: outputs with bias lose the eigenvalues of their covariance that are left out, and their
    /// mean is kept. Without the corrected bias neither would be so.
    @Test(arguments: [1, 4]) func theBiasKeepsTheMean(rank: Int) throws {
        var random = Random(seed: 3)
        let (weight, centred) = data(&random)
        let inputs = Matrix(rows: 60, columns: 20, entries: centred.entries.map { $0 + 1.5 })
        let network = BiasedLayer(weight, bias: (0..<24).map { Float($0) / 10 - 1 }, calibration: inputs)
        let outputs = try network.outputs(with: network.tensors)
        let changed = try network.outputs(with: try restored("lord", network, ["rank": "\(rank)"]))
        func means(_ matrix: Matrix) -> [Double] { (0..<24).map { matrix.column($0).reduce(0, +) / 60 } }
        let mean = means(outputs)
        for (a, b) in zip(mean, means(changed)) { #expect((a - b).magnitude < 1e-4) }
        let about = Matrix(rows: 60, columns: 24, entries: outputs.entries.enumerated().map { $1 - mean[$0 % 24] })
        let left = norm(Array(try SingularValueDecomposition(about).values.dropFirst(rank)))
        #expect(((outputs - changed).frobeniusNorm - left).magnitude < 1e-4 * outputs.frobeniusNorm)
    }
}

/// y = W·x + b.
final class BiasedLayer: NetworkWeights {
    let meter = Meter(Budget())
    let tensors: Tensors
    let layers = [LinearLayer(weight: "w", bias: "b")]
    private let calibration: Matrix

    init(_ weight: Matrix, bias: [Float], calibration: Matrix) {
        var tensors = Tensors()
        tensors["w"] = Tensor(weight)
        tensors["b"] = Tensor(shape: [bias.count], values: bias)
        self.tensors = tensors
        self.calibration = calibration
    }

    var calibrationCount: Int { calibration.rows }

    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix {
        var outputs = Matrix.product(calibration, tensors["w"]!.matrix, transposeRight: true)
        let bias = tensors["b"]!.values
        for i in outputs.entries.indices { outputs.entries[i] += Double(bias[i % bias.count]) }
        return outputs
    }

    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix { calibration }
}

extension Matrix {
    func scaled(_ factor: Double) -> Matrix { Matrix(rows: rows, columns: columns, entries: entries.map { $0 * factor }) }
}
