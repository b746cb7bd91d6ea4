extension Oracle {
    public static let forwardPasses = Oracle("forwardPasses")
}

/// One linear map of a network: y = W·x + b.
public struct LinearLayer: Sendable {
    /// The name of W in `tensors`; its shape is [outputs, inputs].
    public let weight: String
    /// The name of b in `tensors`, [outputs]; none where there is none.
    public let bias: String?

    public init(weight: String, bias: String?) {
        self.weight = weight
        self.bias = bias
    }
}

/// A trained network to be made smaller: its tensors, and passes of calibration data through it. The data on which
/// the restored network is judged is not here.
public protocol NetworkWeights: Metered {
    /// Every parameter. All of them must come back from `restore`, with their names and shapes.
    var tensors: Tensors { get }
    /// The linear maps in the order of the data's way through them: what is worth compressing.
    var layers: [LinearLayer] { get }
    /// How many calibration examples there are.
    var calibrationCount: Int { get }
    /// The network's outputs with these tensors in place of its own: calibrationCount × outputs.
    func computeOutputs(with tensors: Tensors, _ receipt: borrowing Receipt) -> Matrix
    /// What enters the linear map of that index when calibration data passes: calibrationCount × inputs.
    func computeInputs(toLayer index: Int, _ receipt: borrowing Receipt) -> Matrix
}

extension NetworkWeights {
    /// The network's outputs (before any softmax) on the calibration data, with these tensors in place of its own:
    /// calibrationCount × outputs. Charged as one of `forwardPasses`.
    /// - Precondition: `tensors` has the names and shapes of the network's own.
    /// - Throws: `Stop` where the budget is spent.
    public func outputs(with tensors: Tensors) throws(Stop) -> Matrix {
        for name in self.tensors.names {
            precondition(tensors[name]?.shape == self.tensors[name]?.shape, "tensor \(name) is missing or has another shape")
        }
        return computeOutputs(with: tensors, try meter.paid(.forwardPasses))
    }

    /// What enters the linear map of that index when the calibration data passes through the unchanged network:
    /// calibrationCount × inputs. Charged as one of `forwardPasses`.
    /// - Throws: `Stop` where the budget is spent.
    public func inputs(toLayer index: Int) throws(Stop) -> Matrix {
        precondition(layers.indices.contains(index), "layer \(index) of \(layers.count)")
        return computeInputs(toLayer: index, try meter.paid(.forwardPasses))
    }
}

extension NetworkWeights {
    /// The weights of the network's linear maps, each once, in the order of the layers, with the first layer that uses it.
    /// Empty tensors are left out.
    /// - Throws: where one holds a number that is not finite.
    public func linearWeights() throws(NotFiniteWeights) -> [(name: String, layer: Int, tensor: Tensor)] {
        var weights: [(name: String, layer: Int, tensor: Tensor)] = []
        for (index, layer) in layers.enumerated() where !weights.contains(where: { $0.name == layer.weight }) {
            guard let tensor = tensors[layer.weight], !tensor.values.isEmpty else { continue }
            guard tensor.values.allSatisfy(\.isFinite) else { throw NotFiniteWeights(name: layer.weight) }
            weights.append((layer.weight, index, tensor))
        }
        return weights
    }
}

/// A tensor holds a number that is not finite, which no compressor of numbers can approximate.
public struct NotFiniteWeights: Error, CustomStringConvertible, Sendable {
    let name: String
    public var description: String { "the tensor \(name) holds a number that is not finite" }
}
