import AssayKit
import Formats

/// The perceptron that ships, and what made it: digits-mlp.safetensors.
public struct PerceptronFile: Sendable {
    static let name = "digits-mlp.safetensors"
    /// The widths from the input to the output.
    public static let sizes = [64, 256, 256, 256, 10]

    public let network: Perceptron
    /// How it was trained, for people.
    public let metadata: [String: String]

    public init(network: Perceptron, metadata: [String: String]) {
        self.network = network
        self.metadata = metadata
    }

    /// - Throws: where the file cannot be read, is damaged, or holds another network.
    public init(_ data: DataFolder) throws {
        let path = try data.file(Self.name)
        let contents = try Safetensors.load(path)
        let tensors = try Tensors(contents, path)
        do { network = try Perceptron(tensors, sizes: Self.sizes) } catch { throw FormatError(path, "", error.description) }
        metadata = contents.metadata
    }

    /// Writes the file in single precision; the same network and metadata give the same bytes.
    public func write(to folder: DataFolder) throws { try network.tensors.write(metadata, to: folder.path + "/" + Self.name) }
}

extension Tensors {
    /// - Throws: where one of them is not of finite floating-point numbers.
    init(_ contents: Safetensors.Contents, _ path: String) throws(FormatError) {
        self.init()
        for tensor in contents.tensors {
            guard let values = tensor.floats, values.allSatisfy(\.isFinite) else {
                throw FormatError(path, "tensor \(tensor.name)", "its values are not finite floating-point numbers")
            }
            self[tensor.name] = Tensor(shape: tensor.shape, values: values)
        }
    }

    func write(_ metadata: [String: String], to file: String) throws(FormatError) {
        let contents = names.compactMap { name in self[name].map { Safetensors.Tensor(name: name, shape: $0.shape, values: $0.values) } }
        try Safetensors.write(Safetensors.Contents(tensors: contents, metadata: metadata), to: file)
    }
}
