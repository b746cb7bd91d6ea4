import AssayKit
import Formats

/// Two perceptrons that ship, and what made them: digits-pair.safetensors.
public struct PerceptronPairFile: Sendable {
    static let name = "digits-pair.safetensors"
    /// The widths from the input to the output.
    public static let sizes = [64, 128, 128, 10]
    private static let prefixes = ["first.", "second."]

    public let first: Perceptron
    public let second: Perceptron
    /// How they were trained, for people.
    public let metadata: [String: String]

    public init(first: Perceptron, second: Perceptron, metadata: [String: String]) {
        self.first = first
        self.second = second
        self.metadata = metadata
    }

    /// Which of the training rows a network saw: all that show one of five digits, and of the others each tenth.
    public static func trainingRows(_ data: DataFolder, isFirst: Bool) throws -> [Int] {
        let labels = try DigitExamples(data, rows: DigitsSplit.training).labels
        return DigitsSplit.training.indices.filter { (labels[$0] < 5) == isFirst || $0 % 10 == 0 }.map { DigitsSplit.training[$0] }
    }

    /// - Throws: where the file cannot be read, is damaged, or holds other networks.
    public init(_ data: DataFolder) throws {
        let path = try data.file(Self.name)
        let contents = try Safetensors.load(path)
        let networks = try Self.prefixes.map { prefix in
            var tensors = Tensors()
            for tensor in contents.tensors where tensor.name.hasPrefix(prefix) {
                guard let values = tensor.floats, values.allSatisfy(\.isFinite) else {
                    throw FormatError(path, "tensor \(tensor.name)", "its values are not finite floating-point numbers")
                }
                tensors[String(tensor.name.dropFirst(prefix.count))] = Tensor(shape: tensor.shape, values: values)
            }
            do { return try Perceptron(tensors, sizes: Self.sizes) } catch { throw FormatError(path, prefix, "\(error)") }
        }
        (first, second, metadata) = (networks[0], networks[1], contents.metadata)
    }

    /// Writes the file in single precision; the same networks and metadata give the same bytes.
    public func write(to folder: DataFolder) throws {
        let contents = zip(Self.prefixes, [first, second]).flatMap { prefix, network in
            let tensors = network.tensors
            return tensors.names.compactMap { name in
                tensors[name].map { Safetensors.Tensor(name: prefix + name, shape: $0.shape, values: $0.values) }
            }
        }
        try Safetensors.write(Safetensors.Contents(tensors: contents, metadata: metadata), to: folder.path + "/" + Self.name)
    }
}
