public import AssayKit

/// Tensors that are not those of the network, in words.
public struct UnfitTensors: Error, CustomStringConvertible, Sendable {
    public let description: String
}

extension Perceptron {
    // The names that PyTorch gives the parameters of a module with linear layers fc1, fc2, …
    private static func weightName(_ layer: Int) -> String { "fc\(layer + 1).weight" }
    private static func biasName(_ layer: Int) -> String { "fc\(layer + 1).bias" }

    /// How the parameters of `count` layers are called: fc1.weight, fc1.bias, fc2.weight, …
    public static func layers(_ count: Int) -> [LinearLayer] {
        (0..<count).map { LinearLayer(weight: weightName($0), bias: biasName($0)) }
    }

    /// Every parameter in single precision, layer after layer: fc‹i›.weight, [outputs, inputs], and fc‹i›.bias, [outputs].
    public var tensors: Tensors {
        var tensors = Tensors()
        for i in weights.indices {
            tensors[Self.weightName(i)] = Tensor(weights[i])
            tensors[Self.biasName(i)] = Tensor(shape: [biases[i].count], values: biases[i].map { Float($0) })
        }
        return tensors
    }

    /// The network that these parameters make; tensors of other names are left aside.
    /// - Parameter sizes: the widths from the input to the output.
    /// - Throws: `UnfitTensors`, naming the first tensor that is missing or has another shape.
    public init(_ tensors: Tensors, sizes: [Int]) throws(UnfitTensors) {
        var weights: [Matrix] = []
        var biases: [[Double]] = []
        for (i, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
            weights.append(try tensors.tensor(Self.weightName(i), shape: [outputs, inputs]).matrix)
            biases.append(try tensors.tensor(Self.biasName(i), shape: [outputs]).values.map { Double($0) })
        }
        self.init(weights: weights, biases: biases)
    }
}

extension Tensors {
    /// - Throws: `UnfitTensors` where there is none of that name, or it has another shape.
    func tensor(_ name: String, shape: [Int]) throws(UnfitTensors) -> Tensor {
        guard let tensor = self[name] else { throw UnfitTensors(description: "the tensor \(name) is missing") }
        guard tensor.shape == shape else { throw UnfitTensors(description: "the tensor \(name) has the shape \(tensor.shape), not \(shape)") }
        return tensor
    }
}
