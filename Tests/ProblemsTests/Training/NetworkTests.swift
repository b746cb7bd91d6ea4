import AssayKit
import Foundation
import Problems
import Testing

/// Whole networks, beside what make_training.py had PyTorch compute.
@Suite struct NetworkTests {
    struct Fixture: Decodable {
        let inputs: [Float]
        let labels: [Int32]
        let loss: Double
        let weights: [Float]
        let gradient: [Double]
    }

    static let fixtures: [String: Fixture] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/training.json")
        return (try? JSONDecoder().decode([String: Fixture].self, from: Data(contentsOf: file.standardized))) ?? [:]
    }()

    static func network(_ name: String) -> Network? {
        switch name {
        case "perceptron": .perceptron([6, 9, 7, 4], rows: 11)
        case "convolutional": .convolutional(PictureShape(height: 8, width: 8, channels: 1), channels: [3, 4], classes: 5, rows: 4)
        case "transformer": .transformer(symbols: 9, context: 7, width: 12, heads: 3, blocks: 2, rows: 21)
        default: nil
        }
    }

    static let names = ["perceptron", "convolutional", "transformer"]

    func made(_ name: String) throws -> (Network, Fixture, Minibatch) {
        let fixture = try #require(Self.fixtures[name]), network = try #require(Self.network(name))
        let minibatch = Minibatch(rows: fixture.labels.count, inputs: fixture.inputs.count / fixture.labels.count)
        minibatch.inputs.read(fixture.inputs.span)
        minibatch.labels = fixture.labels
        try #require(network.weightCount == fixture.weights.count)
        network.load(fixture.weights.span)
        return (network, fixture, minibatch)
    }

    /// PyTorch computed in double precision; what differs is rounding in single, some ten operations deep.
    @Test(arguments: names)
    func oneStepIsPyTorchs(_ name: String) throws {
        let (network, fixture, minibatch) = try made(name)
        var gradient = [Float](repeating: .nan, count: network.weightCount)
        var span = gradient.mutableSpan
        let loss = network.gradient(minibatch, into: &span) { _, _, _ in }
        #expect((loss - fixture.loss).magnitude <= 64 * 0x1p-24 * fixture.loss)
        #expect(network.loss(minibatch).loss == loss)
        for parameter in network.parameters {
            let scale = fixture.gradient[parameter.range].reduce(0) { max($0, $1.magnitude) }
            for i in parameter.range {
                // The keys' biases have no gradient at all: what is left of it is rounding of the others'.
                let tolerance = 64 * 0x1p-24 * max(scale, 0.01)
                #expect((Double(gradient[i]) - fixture.gradient[i]).magnitude <= tolerance, "\(parameter.name), \(i - parameter.offset)")
            }
        }
    }

    /// ∂W is the transposed output gradients times the inputs, ∂b their sum: what is shown is what the gradient is made of.
    @Test(arguments: names)
    func whatLayersShowMakesTheirGradient(_ name: String) throws {
        let (network, _, minibatch) = try made(name)
        var gradient = [Float](repeating: .nan, count: network.weightCount)
        var seen: [Int: (inputs: [Float], outputs: [Float])] = [:]
        var span = gradient.mutableSpan
        _ = network.gradient(minibatch, into: &span) { layer, inputs, outputGradients in
            #expect(seen[layer] == nil)
            seen[layer] = (inputs.indices.map { inputs[$0] }, outputGradients.indices.map { outputGradients[$0] })
        }
        #expect(seen.count == network.linearLayers.count)
        let matrices = network.parameters.indices.filter { [.hidden, .output].contains(network.parameters[$0].part) }
        #expect(network.linearLayers.map(\.weight) == matrices)
        for (number, layer) in network.linearLayers.enumerated() {
            let weight = network.parameters[layer.weight], bias = network.parameters[try #require(layer.bias)]
            let shown = try #require(seen[number])
            let rows = shown.inputs.count / weight.columns
            #expect(shown.inputs.count == rows * weight.columns && shown.outputs.count == rows * weight.rows)
            let x = FloatMatrix(rows: rows, columns: weight.columns, entries: shown.inputs)
            let dy = FloatMatrix(rows: rows, columns: weight.rows, entries: shown.outputs)
            // The product is the network's own.
            let product = FloatMatrix.product(dy, x, transposeLeft: true).entries
            #expect(zip(product, gradient[weight.range]).allSatisfy { ($0 - $1).magnitude <= 1e-6 * (1 + $0.magnitude) })
            for output in 0..<weight.rows {
                let sum = (0..<rows).reduce(0) { $0 + dy.entries[$1 * weight.rows + output] }
                #expect((sum - gradient[bias.offset + output]).magnitude <= 1e-6 * (1 + sum.magnitude))
            }
        }
    }

    /// Every minibatch leaves the weights' gradient whole: nothing of the one before is left in it.
    @Test(arguments: names)
    func gradientsDoNotAddUp(_ name: String) throws {
        let (network, _, minibatch) = try made(name)
        var first = [Float](repeating: .nan, count: network.weightCount), second = first
        var span = first.mutableSpan
        _ = network.gradient(minibatch, into: &span) { _, _, _ in }
        var again = second.mutableSpan
        _ = network.gradient(minibatch, into: &again) { _, _, _ in }
        #expect(first == second)
    }

    /// Fewer rows than there is room for.
    @Test func aSmallMinibatchIsJudgedByItsRowsAlone() throws {
        let (network, fixture, minibatch) = try made("perceptron")
        _ = network.loss(minibatch)
        let small = Minibatch(rows: 2, inputs: 6)
        small.inputs.read(fixture.inputs.span.extracting(0..<12))
        small.labels = Array(fixture.labels[..<2])
        let alone = Network.perceptron([6, 9, 7, 4], rows: 2)
        alone.load(fixture.weights.span)
        #expect(network.loss(small).loss == alone.loss(small).loss)
    }

    /// Half of the least normal number, by the thread's arithmetic as it is now.
    @inline(never) private func half() -> Float { [Float.leastNormalMagnitude].reduce(0) { $0 + $1 * 0.5 } }

    /// With inputs of 2e-38 a weight's gradient is less than 1.2e-38 throughout: zeros, and nothing for whoever is told of layers or
    /// comes afterwards.
    @Test func subnormalsAreZerosInNetworksAlone() {
        let network = Network.perceptron([2, 2], rows: 1), minibatch = Minibatch(rows: 1, inputs: 2)
        let inputs: [Float] = [2e-38, 2e-38], weights = [Float](repeating: 0, count: network.weightCount)
        minibatch.inputs.read(inputs.span)
        minibatch.labels = [0]
        network.load(weights.span)
        var gradient = [Float](repeating: .nan, count: network.weightCount), seen: [Float] = []
        var span = gradient.mutableSpan
        let loss = network.gradient(minibatch, into: &span) { _, _, _ in seen.append(half()) }
        #expect((loss - log(2)).magnitude < 1e-6)
        // Two rows of weights, then the biases, whose gradient is that of the outputs.
        #expect(gradient == [0, 0, 0, 0, -0.5, 0.5], "each weight's would be 1e-38 in magnitude")
        #expect(seen.count == 1 && seen[0] > 0 && half() > 0)
        _ = network.loss(minibatch)
        #expect(half() > 0)
    }
}
