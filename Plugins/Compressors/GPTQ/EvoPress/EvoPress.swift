import AssayKit

/// EvoPress: an evolutionary search for how much to compress each layer. Sieberling, Kuznedelev, Kurtic and Alistarh,
/// "EvoPress: Towards Optimal Dynamic Model Compression via Evolutionary Search" (2024, arXiv 2410.14649).
///
/// Every layer is compressed to every level beforehand. One parent, a level for each layer, has λ offspring by level
/// switches: some layers rise by a level and others fall, so that the total stays within its bound. Selection goes in
/// steps: all offspring are compared on few calibration examples, those that survive on more, the last ones and the parent
/// on all; the best is the next parent. Fitness is the divergence of the outputs from the original's.
///
/// Differences from the paper: its pruned layers come from SparseGPT, here from magnitudes; its quantised ones come from
/// GPTQ, as here. Switches are between layers of any sizes, as with `group_rule none` of its program. A forward pass here
/// is always one over all the calibration data, so that the steps save no passes; they choose as the paper's do.
///
/// The bytes: those of the tensors with the signature `EVOQ` or `EVOP`, the layers in the form of `QuantizedTensor` or
/// `SparseTensor`.
public struct EvoPress: Compressor {
    static let levels = Option(
        "levels", default: "bits", of: ["bits", "sparsity"], "bits: layers are quantised to 2 to 8 bits by GPTQ; sparsity: they are pruned by magnitude")
    static let averageBits = Option("averageBits", default: 4.0, in: 2...8, unit: "bits", "with bits: how many a weight may have on average")
    static let sparsity = Option("sparsity", default: 0.6, in: 0...1, "with sparsity: the share of the layers' weights that is pruned")
    static let steps = Option("steps", default: 256, in: 2...10_000, "with sparsity: into how many levels the weights of all layers together are divided")
    static let generations = Option("generations", default: 30, in: 1...1_000, "how often a parent is chosen")
    static let offspring = Option("offspring", default: 32, in: 1...1_000, "λ, how many mutations of a parent are compared")

    public static var card: Card {
        Card(
            id: "evopress", name: "EvoPress",
            summary: "Searches how much to compress each layer, by level switches and selection on growing calibration data.",
            paper: Paper(
                id: "P319", title: "EvoPress: Towards Optimal Dynamic Model Compression via Evolutionary Search",
                authors: "Oliver Sieberling, Denis Kuznedelev, Eldar Kurtic, Dan Alistarh", year: 2024, arxiv: "2410.14649"),
            options: [
                levels, averageBits, sparsity, steps, generations, offspring, Quantizer.groupSizeOption, Quantizer.gridOption,
                CodeStorage.option, OutputDistance.option,
            ],
            claims: [
                Claim(
                    "Levels that are searched lose less than uniform ones at the same size (quantisation). Tested by the loss against GPTQ, both at 4 bits on average.",
                    paperValue: "lower perplexity at 3 and 4 bits", instance: "weights/digits-mlp", rival: "gptq", metric: "loss",
                    expectation: .ratioAtMost(1))
                    .with(remark: "At 4 bits GPTQ is next to the network's own loss (0.041 and 0.040), and four matrices leave little to choose; on digits-conv, and by squared distances, its choice is GPTQ's own, and 100 generations choose as 30 do. At 3 bits it loses 0.048 against 0.050."),
                Claim(
                    "The loss is not the sum of the layers' errors: lower sums can lose more (abstract).",
                    paperValue: "shown on Llama models", instance: "weights/digits-mlp", metric: "loss",
                    expectation: .untestable("it is about pairs of configurations of a language model with many blocks")),
            ])
    }

    private let options: Options

    public init(_ options: Options) throws { self.options = options }

    private var prunes: Bool { options[Self.levels] == "sparsity" }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        let database: LevelDatabase = prunes
            ? try .pruned(network, sparsity: options[Self.sparsity], steps: options[Self.steps], run)
            : try .quantized(
                network, averageBits: options[Self.averageBits],
                { bits in
                    ColumnwiseQuantization(
                        quantizer: Quantizer(options, bits: bits), blockSize: GPTQ.blockSize.defaultValue, damping: GPTQ.damping.defaultValue,
                        ordersByActivation: GPTQ.activationOrder.defaultValue)
                }, CodeStorage(options), run)
        guard !database.layers.isEmpty else { return network.tensors.encoded(signature: signature, forms: [:]) }

        let distance = OutputDistance(options, from: try network.outputs(with: network.tensors))
        let count = network.calibrationCount
        let search = LevelSearch(
            database: database, generations: options[Self.generations], offspring: options[Self.offspring],
            selection: [
                (max(1, options[Self.offspring] / 4), max(1, count / 16)), (max(1, options[Self.offspring] / 16), max(1, count / 4)), (1, count),
            ])
        var random = run.random()
        let levels = try search.run(exampleCount: count, &random) { levels in
            var tensors = network.tensors
            for (i, level) in levels.enumerated() { tensors[database.layers[i].name] = database.tensor(i, level) }
            return try network.outputs(with: tensors)
        } distance: {
            distance.to($0, examples: $1)
        }
        var forms: [String: [UInt8]] = [:]
        for (i, level) in levels.enumerated() {
            run.report("level\(i)", Double(level))
            forms[database.layers[i].name] = database.form(i, level)
        }
        return network.tensors.encoded(signature: signature, forms: forms)
    }

    private var signature: String { prunes ? Self.prunedSignature : Self.quantizedSignature }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        var reader = ByteReader(bytes)
        if reader.remaining >= prunedSignature.utf8.count, try reader.bytes(prunedSignature.utf8.count) == Array(prunedSignature.utf8) {
            return try Tensors(bytes, signature: prunedSignature) { reader throws(DamagedBytes) in try SparseTensor.decoded(from: &reader) }
        }
        return try Tensors(bytes, signature: quantizedSignature) { reader throws(DamagedBytes) in try QuantizedTensor(from: &reader).tensor }
    }

    private static let prunedSignature = "EVOP"
    private static let quantizedSignature = "EVOQ"
}
