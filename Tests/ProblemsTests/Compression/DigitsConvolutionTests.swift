import AssayKit
import Problems
import Testing

@Suite struct DigitsConvolutionTests {
    let instance: any Instance
    let network: any NetworkWeights

    init() throws {
        instance = try #require(Catalog.instance("weights/digits-conv"))
        let context = ProblemContext(seed: 1, meter: Meter(), data: shippedData, clock: RunClock(), deliver: { _ in })
        network = try #require(try instance.makeProblem(context) as? any NetworkWeights)
    }

    @Test func theShippedNetworkReadsDigits() throws {
        #expect(network.tensors.valueCount == 21_386)
        #expect(network.layers.map(\.weight) == ["conv1.weight", "conv2.weight", "fc.weight"])
        let metrics = try instance.makeScorer(shippedData).score(.restored(size: 100, value: network.tensors.encoded))
        let accuracy = try #require(metrics["accuracy"])
        #expect(accuracy >= 0.98 && metrics["usableBytes"] == 100)
        #expect(try ConvolutionFile(shippedData).metadata["heldOutAccuracy"] == "\(accuracy)")
    }

    /// What enters the last map makes, with its weight and bias, the outputs; what enters the first are pixels and zeros.
    @Test func inputsAreThoseOfTheMaps() throws {
        let weight = try #require(network.tensors["fc.weight"]).matrix, bias = try #require(network.tensors["fc.bias"]).values
        let inputs = try network.inputs(toLayer: 2), outputs = try network.outputs(with: network.tensors)
        let product = Matrix.product(inputs, weight, transposeRight: true)
        #expect(inputs.rows == 1_024 && inputs.columns == 256 && network.calibrationCount == 1_024)
        for row in 0..<5 {
            for j in 0..<10 { #expect(isClose(product[row, j] + Double(bias[j]), outputs[row, j], within: 1e-4)) }
        }
        let pixels = try network.inputs(toLayer: 0)
        #expect(pixels.columns == 9 && pixels.entries.allSatisfy { (0...16).contains($0 * 16) && $0 * 16 == ($0 * 16).rounded() })
        #expect(try network.inputs(toLayer: 1).columns == 288)
    }

    @Test func outputsAreThoseOfTheTensorsThatAreGiven() throws {
        var tensors = network.tensors
        tensors["fc.weight"] = Tensor(shape: [10, 256], values: [Float](repeating: 0, count: 2_560))
        let bias = try #require(tensors["fc.bias"]).values.map { Double($0) }
        #expect(try network.outputs(with: tensors).row(7) == bias)
        let scorer = try instance.makeScorer(shippedData)
        tensors["conv1.bias"] = nil
        #expect(throws: InvalidAnswer.self) { try scorer.score(.restored(size: 1, value: tensors.encoded)) }
    }
}
