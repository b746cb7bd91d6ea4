import AssayKit

/// Rounds every weight to the nearest level of a uniform grid, one grid for each group of neighbours in a row: the
/// textbook quantiser that every paper on quantisation is measured against. It needs no calibration data.
///
/// The weights of the network's linear maps are quantised; all other tensors are stored as they are.
///
/// The bytes: the text `RTN1`; the tensors as `Tensors` encodes them, the quantised ones empty; how many are quantised;
/// then for each its place among the tensors and its grids and codes (`QuantizedTensor`).
public struct RoundToNearest: Compressor {
    static let bits = Option("bits", default: 4, in: 2...8, unit: "bits", "how many bits a weight is rounded to")
    static let groupSize = Option(
        "groupSize", default: 128, in: 1...1_000_000, unit: "weights",
        "how many neighbours in a row share a grid; a whole row where it has fewer")
    static let grid = Option(
        "grid", default: "range", of: ["range", "symmetric"],
        "range: levels from the group's least weight to its largest; symmetric: levels about zero, as far as the largest magnitude, which costs one number less a group")

    public static var card: Card {
        Card(
            id: "round-to-nearest", name: "Rounding to nearest",
            summary: "Rounds weights to a uniform grid of 2 to 8 bits, one grid a group.",
            options: [bits, groupSize, grid])
    }

    private let quantizer: Quantizer

    public init(_ options: Options) throws {
        quantizer = Quantizer(
            bits: options[Self.bits], groupSize: options[Self.groupSize], isSymmetric: options[Self.grid] == "symmetric")
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var stored = network.tensors
        var quantized: [(place: Int, tensor: QuantizedTensor)] = []
        for name in network.layers.map(\.weight) {
            try run.checkTime()
            guard let tensor = network.tensors[name], let place = network.tensors.names.firstIndex(of: name) else { continue }
            guard tensor.values.allSatisfy(\.isFinite) else { throw NotFinite(name: name) }
            guard !tensor.values.isEmpty, stored[name] != .placeholder else { continue }
            stored[name] = .placeholder
            quantized.append((place, quantizer.quantize(tensor)))
        }
        var writer = ByteWriter()
        writer.append(contentsOf: Self.signature)
        stored.encode(to: &writer)
        writer.append(variable: quantized.count)
        for (place, tensor) in quantized {
            writer.append(variable: place)
            tensor.encode(to: &writer)
        }
        return writer.bytes
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        var reader = ByteReader(bytes)
        guard try reader.bytes(signature.count) == signature else { throw DamagedBytes(at: 0, "these bytes are not of round-to-nearest") }
        var tensors = try Tensors(from: &reader)
        for _ in 0..<(try reader.variable(atMost: tensors.names.count)) {
            let begin = reader.offset
            let name = tensors.names[try reader.variable(atMost: tensors.names.count - 1)]
            guard tensors[name] == .placeholder else { throw DamagedBytes(at: begin, "\(name) comes twice") }
            tensors[name] = try QuantizedTensor(from: &reader).tensor
        }
        try reader.finish()
        return tensors
    }

    private static let signature = Array("RTN1".utf8)
}

struct NotFinite: Error, CustomStringConvertible {
    let name: String
    var description: String { "the tensor \(name) holds a number that is not finite, which no grid has" }
}

extension Tensor {
    /// Stands for a tensor whose values come later.
    static var placeholder: Tensor { Tensor(shape: [0], values: []) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(RoundToNearest.self) }
