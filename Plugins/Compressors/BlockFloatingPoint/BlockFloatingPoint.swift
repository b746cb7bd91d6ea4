import AssayKit

private let bitsOption = Option("bits", default: 4, in: 2...8, unit: "bits", "how many bits a mantissa has, with its sign")
private let blockSizeOption = Option("blockSize", default: 32, in: 1...100_000, unit: "weights", "how many neighbours in a row share an exponent")

/// Block floating point: neighbours in a row of a weight matrix share an exponent of eight bits, and each keeps a mantissa
/// of few. It needs no calibration data. What `KSort` is measured against.
///
/// The bytes: those of the tensors with the signature `BFP1`, each weight matrix in the form of `BlockFloatMatrix`.
public struct BlockFloatingPoint: Compressor {
    public static var card: Card {
        Card(
            id: "block-floating-point", name: "Block floating point",
            summary: "Mantissas of few bits that share an exponent a block.",
            paper: Paper(
                title: "Training DNNs with Hybrid Block Floating Point", authors: "Mario Drumond, Tao Lin, Martin Jaggi, Babak Falsafi", year: 2018,
                arxiv: "1804.01526"),
            options: [bitsOption, blockSizeOption, CodeStorage.option],
            claims: [
                Claim(
                    "Numbers that share exponents match the accuracy of single precision. Tested on weights after training.",
                    paperValue: "the accuracy of 32-bit floating point", instance: "weights/digits-mlp", metric: "accuracy", expectation: .valueAtLeast(0.98))
            ])
    }

    private let options: Options
    public init(_ options: Options) throws { self.options = options }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        try encoded(network, network.tensors, orders: [:], options)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try restored(bytes) }
}

/// Block floating point behind an ordering of channels that brings outliers together: K-sort. Trukhanov and Soloveychik,
/// "Accurate Block Quantization in LLMs with Outliers" (2024, arXiv 2403.20137).
///
/// An outlier makes a block's exponent large, and the others of its block are rounded away. Outliers sit in the same few
/// channels throughout; sorted by their norm, these share blocks and spoil no others. The order is fixed when the network
/// is compiled, and the layers before and after take it in, so that nothing is done at run time.
///
/// The paper's channels are those of the keys of attention, sorted by the norms of W_k's rows, and its blocks are of the
/// cache. Here blocks are of the weights themselves, so that the channels are the inputs of each layer, sorted by the norms
/// of its columns. Where the layer before cannot take in the order (`SortedChannels` tries it), the order is stored.
///
/// The bytes: as those of `BlockFloatingPoint`.
public struct KSort: Compressor {
    public static var card: Card {
        Card(
            id: "k-sort", name: "Block floating point with sorted channels (K-sort)",
            summary: "Sorts channels by norm, so that outliers share blocks, before block floating point.",
            paper: Paper(
                id: "P071", title: "Accurate Block Quantization in LLMs with Outliers", authors: "Nikita Trukhanov, Ilya Soloveychik", year: 2024,
                arxiv: "2403.20137"),
            options: [bitsOption, blockSizeOption, CodeStorage.option],
            claims: [
                Claim(
                    "Sorted channels make block floating point more accurate at the same bits (abstract). Tested by the loss, on weights in place of cached keys.",
                    paperValue: "no significant degradation where unsorted formats degrade", instance: "weights/digits-mlp",
                    rival: "block-floating-point", metric: "loss", expectation: .ratioAtMost(1))
                    .with(remark: "With 2, 3 and 5 bits it is 1.62, 0.96 and 0.93, on digits-conv 0.60 with 3 bits and 0.95 with 4: a perceptron has few outliers to sort away, and with 4 bits both (0.040 and 0.038) are about the network's own loss of 0.040."),
                Claim(
                    "The memory of the cache of keys and values is halved without significant degradation (abstract).", paperValue: "2x",
                    instance: "weights/digits-mlp", metric: "loss",
                    expectation: .untestable("a perceptron has no cache of keys and values")),
            ])
    }

    private let options: Options
    public init(_ options: Options) throws { self.options = options }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        let sorted = try SortedChannels(network, run)
        run.report("storedOrders", Double(sorted.orders.count))
        return try encoded(network, sorted.tensors, orders: sorted.orders, options)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors { try restored(bytes) }
}

private let signature = "BFP1"

private func encoded(_ network: any NetworkWeights, _ tensors: Tensors, orders: [String: [Int]], _ options: Options) throws -> [UInt8] {
    var forms: [String: [UInt8]] = [:]
    for (name, _, original) in try network.linearWeights() where original.shape.count == 2 {
        let matrix = BlockFloatMatrix(
            (tensors[name] ?? original).matrix, bits: options[bitsOption], blockSize: options[blockSizeOption], order: orders[name])
        forms[name] = matrix.encoded(CodeStorage(options))
    }
    return tensors.encoded(signature: signature, forms: forms)
}

private func restored(_ bytes: Span<UInt8>) throws -> Tensors {
    try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try BlockFloatMatrix(from: &reader).tensor }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(BlockFloatingPoint.self, KSort.self) }
