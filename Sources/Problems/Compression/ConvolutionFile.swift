public import AssayKit
import Formats

/// The convolutional network that ships, and what made it: digits-conv.safetensors.
public struct ConvolutionFile: Sendable {
    static let name = "digits-conv.safetensors"

    public let tensors: Tensors
    /// How it was trained, for people.
    public let metadata: [String: String]

    public init(tensors: Tensors, metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Two convolutions of 3 × 3 with 32 and 64 channels, each with a rectifier and a pooling, and a linear map.
    package static func network(rows: Int) -> Network {
        .convolutional(PictureShape(height: 8, width: 8, channels: 1), channels: [32, 64], classes: 10, rows: rows)
    }

    /// What the network with these tensors puts out for each row of pixels, before any softmax.
    public static func outputs(_ tensors: Tensors, _ inputs: Matrix) throws(UnfitTensors) -> Matrix {
        let network = network(rows: inputs.rows)
        try network.load(tensors)
        return network.outputs(Minibatch(inputs, labels: [Int](repeating: 0, count: inputs.rows)))
    }

    /// - Throws: where the file cannot be read, is damaged, or holds another network.
    public init(_ data: DataFolder) throws {
        let path = try data.file(Self.name)
        let contents = try Safetensors.load(path)
        let stored = try Tensors(contents, path)
        do { try Self.network(rows: 1).load(stored) } catch { throw FormatError(path, "", error.description) }
        var tensors = Tensors()
        // In the order of the network, where the file's is that of the names.
        for parameter in Self.network(rows: 1).parameters { tensors[parameter.name] = stored[parameter.name] }
        self.init(tensors: tensors, metadata: contents.metadata)
    }

    /// Writes the file in single precision; the same network and metadata give the same bytes.
    public func write(to folder: DataFolder) throws { try tensors.write(metadata, to: folder.path + "/" + Self.name) }
}

extension Network {
    /// Weights by the names of the parameters: a matrix is outputs × inputs, a vector has one axis.
    /// - Precondition: there are `weightCount` of them.
    package func tensors(_ weights: [Float]) -> Tensors {
        var tensors = Tensors()
        for parameter in parameters { tensors[parameter.name] = Tensor(shape: Self.shape(parameter), values: Array(weights[parameter.range])) }
        return tensors
    }

    /// - Throws: `UnfitTensors`, naming the first tensor that is missing or has another shape. Others are left aside.
    package func load(_ tensors: Tensors) throws(UnfitTensors) {
        var weights: [Float] = []
        for parameter in parameters { weights += try tensors.tensor(parameter.name, shape: Self.shape(parameter)).values }
        load(weights.span)
    }

    private static func shape(_ parameter: TrainedParameter) -> [Int] {
        parameter.part == .vector ? [parameter.rows] : [parameter.rows, parameter.columns]
    }
}

extension Minibatch {
    /// - Precondition: there is a label for each row.
    package convenience init(_ inputs: Matrix, labels: [Int]) {
        precondition(inputs.rows == labels.count, "\(inputs.rows) rows with \(labels.count) labels")
        self.init(rows: inputs.rows, inputs: inputs.columns)
        let numbers = inputs.entries.map { Float($0) }
        self.inputs.read(numbers.span)
        self.labels = labels.map { Int32($0) }
    }
}
