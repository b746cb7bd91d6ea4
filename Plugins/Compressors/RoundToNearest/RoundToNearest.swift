import AssayKit

/// Rounds every weight to the nearest level of a uniform grid, one grid for each group of neighbours in a row: the
/// textbook quantiser that every paper on quantisation is measured against. It needs no calibration data.
///
/// The weights of the network's linear maps are quantised; all other tensors are stored as they are.
///
/// The bytes: those of the tensors with the signature `RTN1`, each quantised one in the form of `QuantizedTensor`.
public struct RoundToNearest: Compressor {
    static let bits = Option("bits", default: 8, in: 2...8, unit: "bits", "how many bits a weight is rounded to")
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
        var forms: [String: [UInt8]] = [:]
        for name in network.layers.map(\.weight) where forms[name] == nil {
            try run.checkTime()
            guard let tensor = network.tensors[name], !tensor.values.isEmpty else { continue }
            guard tensor.values.allSatisfy(\.isFinite) else { throw NotFinite(name: name) }
            forms[name] = quantizer.quantize(tensor).encoded
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try QuantizedTensor(from: &reader).tensor }
    }

    private static let signature = "RTN1"
}

struct NotFinite: Error, CustomStringConvertible {
    let name: String
    var description: String { "the tensor \(name) holds a number that is not finite, which no grid has" }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(RoundToNearest.self) }
