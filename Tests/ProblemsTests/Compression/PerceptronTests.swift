import AssayKit
import Problems
import Testing

@Suite struct PerceptronTests {
    let sizes = [5, 4, 3, 3]

    func network(_ seed: UInt64) -> Perceptron {
        var random = Random(seed: seed)
        let weights = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            Matrix(rows: outputs, columns: inputs, entries: (0..<outputs * inputs).map { _ in random.normal() })
        }
        return Perceptron(weights: weights, biases: weights.map { weight in (0..<weight.rows).map { _ in random.normal() } })
    }

    func inputs(_ seed: UInt64, rows: Int) -> Matrix {
        var random = Random(seed: seed, stream: 1)
        return Matrix(rows: rows, columns: sizes[0], entries: (0..<rows * sizes[0]).map { _ in random.normal() })
    }

    @Test func aNetworkSmallEnoughToCheckByHand() {
        let network = Perceptron(
            weights: [Matrix(rows: 2, columns: 2, entries: [1, 2, -1, 1]), Matrix(rows: 1, columns: 2, entries: [3, 5])],
            biases: [[0.5, -4], [-1]])
        // Hidden: (1 + 4 + 0.5, −1 + 2 − 4) → (5.5, 0); out: 16.5 − 1. Then (−2 − 2 + 0.5, 2 − 1 − 4) → (0, 0); out: −1.
        let rows = Matrix(rows: 2, columns: 2, entries: [1, 2, -2, -1])
        #expect(network.outputs(rows).entries == [15.5, -1])
        #expect(network.activations(rows).map(\.entries) == [[1, 2, -2, -1], [5.5, 0, 0, 0], [15.5, -1]])
        #expect(network.sizes == [2, 2, 1])
    }

    @Test func noRowsGiveNoOutputs() {
        #expect(network(0).outputs(Matrix(zeros: 0, 5)) == Matrix(zeros: 0, 3))
    }

    /// A central difference of step h errs by about h²/6 times the third derivative and by 2⁻⁵³/h in rounding: with
    /// h = 10⁻⁵ both stay near 10⁻¹⁰. The seeds keep every rectifier farther than that from its kink.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func theGradientIsThatOfFiniteDifferences(seed: UInt64) {
        let network = network(seed)
        let inputs = inputs(seed, rows: 7)
        let labels = [0, 1, 2, 2, 1, 0, 2]
        let gradient = network.crossEntropyGradient(inputs, labels: labels)
        let h = 1e-5
        func difference(_ move: (inout Perceptron, Double) -> Void) -> Double {
            let losses = [h, -h].map { step in
                var moved = network
                move(&moved, step)
                return CrossEntropy.mean(moved.outputs(inputs), labels: labels)
            }
            return (losses[0] - losses[1]) / (2 * h)
        }
        for layer in network.weights.indices {
            for i in network.weights[layer].entries.indices {
                let expected = difference { $0.weights[layer].entries[i] += $1 }
                #expect(isClose(gradient.weights[layer].entries[i], expected, within: 1e-7))
            }
            for i in network.biases[layer].indices {
                let expected = difference { $0.biases[layer][i] += $1 }
                #expect(isClose(gradient.biases[layer][i], expected, within: 1e-7))
            }
        }
        #expect(gradient.weights[0].entries.contains { $0 != 0 }, "a gradient of zeros would prove nothing")
    }

    @Test func tensorsMakeTheNetworkAgain() throws {
        let network = network(3)
        let tensors = network.tensors
        #expect(tensors.names == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"])
        #expect(tensors["fc2.weight"]?.shape == [3, 4])
        #expect(tensors["fc2.bias"]?.shape == [3])
        #expect(try Perceptron(tensors, sizes: sizes).tensors == tensors)
        #expect(Perceptron.layers(3).flatMap { [$0.weight, $0.bias] } == tensors.names)
    }

    @Test func tensorsThatDoNotFitAreNamed() {
        var missing = network(3).tensors
        missing["fc2.bias"] = nil
        #expect(throws: UnfitTensors.self) { try Perceptron(missing, sizes: sizes) }
        var turned = network(3).tensors
        turned["fc2.weight"] = Tensor(shape: [4, 3], values: [Float](repeating: 0, count: 12))
        let error = #expect(throws: UnfitTensors.self) { try Perceptron(turned, sizes: sizes) }
        #expect(error?.description == "the tensor fc2.weight has the shape [4, 3], not [3, 4]")
    }
}
