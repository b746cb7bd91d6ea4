import AssayKit
import Testing

@Suite struct GitRebasinTests {
    /// Perceptrons with rectifiers, of which the parameters are kept as w0, b0, w1, …
    private final class Pair: ModelPair {
        let meter = Meter()
        let models: (first: Tensors, second: Tensors)
        let layers: [LinearLayer]
        let inputs: Matrix
        var calibrationCount: Int { inputs.rows }

        init(_ first: [Matrix], _ second: [Matrix], _ firstBiases: [[Double]], _ secondBiases: [[Double]], inputs: Matrix) {
            layers = first.indices.map { LinearLayer(weight: "w\($0)", bias: "b\($0)") }
            models = (Self.tensors(first, firstBiases), Self.tensors(second, secondBiases))
            self.inputs = inputs
        }

        static func tensors(_ weights: [Matrix], _ biases: [[Double]]) -> Tensors {
            var tensors = Tensors()
            for i in weights.indices {
                tensors["w\(i)"] = Tensor(weights[i])
                tensors["b\(i)"] = Tensor(shape: [biases[i].count], values: biases[i].map { Float($0) })
            }
            return tensors
        }

        func computeActivations(ofLayer index: Int, _ receipt: borrowing Receipt) -> (first: Matrix, second: Matrix) {
            func activations(_ tensors: Tensors) -> Matrix {
                (0...index).reduce(inputs) { x, layer in
                    guard let weight = tensors["w\(layer)"]?.matrix, let bias = tensors["b\(layer)"]?.values else { return x }
                    let product = Matrix.product(x, weight, transposeRight: true)
                    return Matrix(
                        rows: product.rows, columns: product.columns,
                        entries: product.entries.enumerated().map { max(0, $1 + Double(bias[$0 % bias.count])) })
                }
            }
            return (activations(models.first), activations(models.second))
        }

        /// Where it is given, the loss is half the squared distance from these parameters.
        var target: Tensors?

        func computeLossGradient(at tensors: Tensors, _ receipt: borrowing Receipt) -> (loss: Double, gradient: Tensors) {
            var gradient = tensors, loss = 0.0
            for name in tensors.names {
                for (i, value) in (target?[name]?.values ?? []).enumerated() {
                    gradient[name]?.values[i] -= value
                    loss += 0.5 * Double((tensors[name]?.values[i] ?? 0) - value) * Double((tensors[name]?.values[i] ?? 0) - value)
                }
            }
            return (loss, gradient)
        }
    }

    private static func weights(_ sizes: [Int], _ random: inout Random) -> ([Matrix], [[Double]]) {
        let weights = zip(sizes, sizes.dropFirst()).map { Matrix.random($1, $0, &random) }
        return (weights, weights.map { weight in (0..<weight.rows).map { _ in random.normal() } })
    }

    private func merged(_ id: String, _ pair: Pair, seed: UInt64 = 1) throws -> Tensors {
        try Plugin.restore(id, try Plugin.run(id, on: pair, seed: seed).compressed)
    }

    /// A network with its own hidden units in another order, and a little noise, is merged into itself.
    @Test(arguments: ["git-rebasin", "activation-matching"], 1...5 as ClosedRange<UInt64>) func ordersAreFound(method: String, seed: UInt64) throws {
        var random = Random(seed: seed)
        let sizes = [20, 24, 24, 5], (weights, biases) = Self.weights(sizes, &random)
        var others = weights, otherBiases = biases
        for layer in 0..<2 {
            var order = Array(0..<24)
            random.shuffle(&order)
            others[layer] = others[layer].selecting(rows: order)
            otherBiases[layer] = order.map { otherBiases[layer][$0] }
            others[layer + 1] = others[layer + 1].selecting(columns: order)
        }
        others = others.map { Matrix(rows: $0.rows, columns: $0.columns, entries: $0.entries.map { $0 + 0.01 * random.normal() }) }
        let pair = Pair(weights, others, biases, otherBiases, inputs: .random(200, 20, &random))
        let result = try merged(method, pair, seed: seed)
        #expect(result.names == pair.models.first.names)
        for name in result.names {
            let (before, after) = try (#require(pair.models.first[name]), #require(result[name]))
            // Half the noise, of which five times its deviation is the most that occurs among some thousand numbers.
            #expect(zip(before.values, after.values).allSatisfy { abs($0 - $1) < 0.03 }, "\(name)")
        }
        // Averaging as they are is no such thing.
        let average = try merged("model-averaging", pair), w1 = try (#require(average["w1"]), #require(pair.models.first["w1"]))
        #expect(zip(w1.0.values, w1.1.values).contains { abs($0 - $1) > 0.5 })
    }

    /// With one hidden layer weight matching is one assignment, and so exact: no order of five units brings the weights nearer together.
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func oneHiddenLayerIsMatchedExactly(seed: UInt64) throws {
        var random = Random(seed: seed)
        let (first, firstBiases) = Self.weights([3, 5, 2], &random), (second, secondBiases) = Self.weights([3, 5, 2], &random)
        func average(_ order: [Int]) -> Tensors {
            func mean(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { ($0 + $1) / 2 } }
            let w0 = second[0].selecting(rows: order), w1 = second[1].selecting(columns: order)
            return Pair.tensors(
                [Matrix(rows: 5, columns: 3, entries: mean(first[0].single.entries, w0.single.entries)), Matrix(rows: 2, columns: 5, entries: mean(first[1].single.entries, w1.single.entries))],
                [mean(firstBiases[0].map { Double(Float($0)) }, order.map { Double(Float(secondBiases[0][$0])) }), mean(firstBiases[1].map { Double(Float($0)) }, secondBiases[1].map { Double(Float($0)) })])
        }
        func similarity(_ order: [Int]) -> Double {
            order.indices.reduce(0) { sum, i in
                let j = order[i]
                return sum + (0..<3).reduce(0) { $0 + first[0][i, $1] * second[0][j, $1] } + (0..<2).reduce(0) { $0 + first[1][$1, i] * second[1][$1, j] }
                    + firstBiases[0][i] * secondBiases[0][j]
            }
        }
        func orders(_ left: [Int]) -> [[Int]] { left.isEmpty ? [[]] : left.flatMap { next in orders(left.filter { $0 != next }).map { [next] + $0 } } }
        let best = try #require(orders([0, 1, 2, 3, 4]).max { similarity($0) < similarity($1) })
        let pair = Pair(first, second, firstBiases, secondBiases, inputs: .random(4, 3, &random))
        #expect(try merged("git-rebasin", pair) == average(best))
    }

    /// The loss is least at the average with one certain order of the second network's units, which is nowhere near what weight matching
    /// finds. The gradient there is half the difference between the weights in the order that is tried and in the one that is best, so that
    /// each step moves the free weights' inner products from the one to the other, until the best is the largest.
    @Test(arguments: 1...5 as ClosedRange<UInt64>) func theStraightThroughEstimatorFollowsTheLoss(seed: UInt64) throws {
        var random = Random(seed: seed)
        let (first, firstBiases) = Self.weights([6, 8, 4], &random), (second, secondBiases) = Self.weights([6, 8, 4], &random)
        var order = Array(0..<8)
        random.shuffle(&order)
        let pair = Pair(first, second, firstBiases, secondBiases, inputs: .random(4, 6, &random))
        let permuted = Pair.tensors(
            [second[0].selecting(rows: order), second[1].selecting(columns: order)], [order.map { secondBiases[0][$0] }, secondBiases[1]])
        var target = pair.models.first
        for name in target.names {
            let (one, other) = try (#require(target[name]), #require(permuted[name]))
            let means: [Float] = zip(one.values, other.values).map { (a: Float, b: Float) -> Float in Float((Double(a) + Double(b)) / 2) }
            target[name] = Tensor(shape: one.shape, values: means)
        }
        pair.target = target
        let bytes = try Plugin.run("straight-through-rebasin", ["steps": "300", "learningRate": "0.1"], on: pair, seed: seed).compressed
        #expect(try Plugin.restore("straight-through-rebasin", bytes) == target)
        #expect(try merged("git-rebasin", pair, seed: seed) != target)
        #expect(pair.meter.calls["gradients"] == 300)
        // Without a step it is weight matching.
        pair.target = nil
        #expect(try Plugin.restore("straight-through-rebasin", Plugin.run("straight-through-rebasin", ["steps": "1"], on: pair, seed: seed).compressed)
            == merged("git-rebasin", pair, seed: seed))
    }

    @Test func averagesByHand() throws {
        let pair = Pair([Matrix(rows: 1, columns: 2, entries: [1, 2])], [Matrix(rows: 1, columns: 2, entries: [3, -2])], [[1]], [[0]], inputs: Matrix(zeros: 1, 2))
        for method in ["git-rebasin", "activation-matching", "straight-through-rebasin", "model-averaging"] {
            let result = try merged(method, pair)
            #expect(result["w0"]?.values == [2, 0] && result["b0"]?.values == [0.5])
        }
    }
}
