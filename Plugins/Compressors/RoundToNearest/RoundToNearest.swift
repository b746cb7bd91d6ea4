import AssayKit

/// Rounds every weight to the nearest level of a uniform grid, one grid for each group of neighbours in a row: the
/// textbook quantiser that every paper on quantisation is measured against. It needs no calibration data.
///
/// The weights of the network's linear maps are quantised; all other tensors are stored as they are.
///
/// The bytes: those of the tensors with the signature `RTN2`, each quantised one in the form of `QuantizedTensor`.
public struct RoundToNearest: Compressor {
    public static var card: Card {
        Card(
            id: "round-to-nearest", name: "Rounding to nearest",
            summary: "Rounds weights to a uniform grid of 2 to 8 bits, one grid a group.",
            paper: Paper(
                title: "A White Paper on Neural Network Quantization",
                authors: "Markus Nagel, Marios Fournarakis, Rana Ali Amjad, Yelysei Bondarenko, Mart van Baalen, Tijmen Blankevoort", year: 2021,
                arxiv: "2106.08295"),
            options: [Quantizer.bitsOption, Quantizer.groupSizeOption, Quantizer.gridOption, CodeStorage.option],
            claims: [
                Claim(
                    "After training, without data, rounding keeps close to the accuracy of floating point. Tested at 4 bits in groups.",
                    paperValue: "close to floating-point accuracy", instance: "weights/digits-mlp", metric: "accuracy", expectation: .valueAtLeast(0.98))
            ])
    }

    private let quantizer: Quantizer
    private let storage: CodeStorage

    public init(_ options: Options) throws {
        quantizer = Quantizer(options)
        storage = CodeStorage(options)
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var forms: [String: [UInt8]] = [:]
        for (name, _, tensor) in try network.linearWeights() {
            try run.checkTime()
            forms[name] = quantizer.roundToNearest(tensor).encoded(storage)
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try QuantizedTensor(from: &reader).tensor }
    }

    private static let signature = "RTN2"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(RoundToNearest.self) }
