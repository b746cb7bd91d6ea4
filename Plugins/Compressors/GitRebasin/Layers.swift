import AssayKit

/// A network's linear maps.
struct Layers {
    /// Outputs × inputs.
    private var weights: [Matrix] = []
    private var biases: [[Double]] = []
    /// How many units each hidden layer has.
    var hiddenSizes: [Int] { weights.dropLast().map(\.rows) }

    init(_ tensors: Tensors, _ layers: [LinearLayer]) throws {
        for layer in layers {
            guard let weight = tensors[layer.weight]?.matrix else { throw Unmergeable(description: "\(layer.weight) is missing") }
            let bias = layer.bias.map { tensors[$0]?.values ?? [] } ?? [Float](repeating: 0, count: weight.rows)
            guard bias.count == weight.rows else { throw Unmergeable(description: "\(layer.weight) has a bias of \(bias.count) numbers") }
            guard weight.entries.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else {
                throw Unmergeable(description: "\(layer.weight) or its bias holds a number that is not finite")
            }
            weights.append(weight)
            biases.append(bias.map { Double($0) })
        }
    }

    /// How much Σ ⟨Wᴬ, Wᴮ permuted⟩ gains where a unit of this layer (a row) is matched with one of the other network's (a column), the
    /// layers beside it being in the orders given: the inner products of all that goes in, the bias too, and all that comes out.
    func similarities(_ layer: Int, _ other: Layers, _ orders: [[Int]]) -> Matrix {
        let into = layer == 0 ? other.weights[0] : other.weights[layer].selecting(columns: orders[layer - 1])
        let outOf = layer + 1 == orders.count ? other.weights[layer + 1] : other.weights[layer + 1].selecting(rows: orders[layer + 1])
        var sum = Matrix.product(weights[layer], into, transposeRight: true)
        let after = Matrix.product(weights[layer + 1], outOf, transposeLeft: true)
        for i in 0..<sum.rows {
            for j in 0..<sum.columns { sum[i, j] += biases[layer][i] * other.biases[layer][j] + after[i, j] }
        }
        return sum
    }

    /// The same network with the hidden units of each layer in this order.
    func permuted(_ orders: [[Int]]) -> Layers {
        var result = self
        for (layer, order) in orders.enumerated() {
            result.weights[layer] = result.weights[layer].selecting(rows: order)
            result.biases[layer] = order.map { biases[layer][$0] }
            result.weights[layer + 1] = result.weights[layer + 1].selecting(columns: order)
        }
        return result
    }

    func average(with other: Layers) -> Layers { scaled(by: 0.5).adding(other, times: 0.5) }

    func scaled(by factor: Double) -> Layers {
        var result = self
        for layer in weights.indices {
            result.weights[layer].entries = weights[layer].entries.map { factor * $0 }
            result.biases[layer] = biases[layer].map { factor * $0 }
        }
        return result
    }

    func adding(_ other: Layers, times factor: Double) -> Layers {
        var result = self
        for layer in weights.indices {
            result.weights[layer].entries = zip(weights[layer].entries, other.weights[layer].entries).map { $0 + factor * $1 }
            result.biases[layer] = zip(biases[layer], other.biases[layer]).map { $0 + factor * $1 }
        }
        return result
    }

    func tensors(_ layers: [LinearLayer]) -> Tensors {
        var tensors = Tensors()
        for (i, layer) in layers.enumerated() {
            tensors[layer.weight] = Tensor(weights[i])
            if let name = layer.bias { tensors[name] = Tensor(shape: [biases[i].count], values: biases[i].map { Float($0) }) }
        }
        return tensors
    }
}

struct Unmergeable: Error, CustomStringConvertible {
    let description: String
}
