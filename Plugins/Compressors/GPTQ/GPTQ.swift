import AssayKit

/// GPTQ: post-training quantisation with second-order information. Frantar, Ashkboos, Hoefler and Alistarh, "GPTQ: Accurate
/// Post-Training Quantization for Generative Pre-trained Transformers" (ICLR 2023, arXiv 2210.17323), Algorithm 1.
///
/// For each linear layer the squared error of its outputs on the calibration data, ‖WX − ŴX‖², has the Hessian H = 2XXᵀ
/// in each row of W (the factor 2 cancels here). Columns are rounded one after the other; the columns that are still to
/// come move by what makes up best for the error, −(w_j − q_j) / [H⁻¹]_jj · [H⁻¹]_j,: , of the inverse for what is left.
/// All these inverses come from one Cholesky factor; updates beyond a block of columns wait until the block is done.
///
/// Differences from the paper's program: a layer sees what enters it in the unchanged network, not behind layers that are
/// quantised already. With activation order, grids are those of the original weights, so that no order has to be stored.
/// Where a group crosses the end of a block, its grids miss that block's errors, as they do in the paper's program. A
/// weight that is not a matrix is rounded to nearest.
///
/// The bytes: those of the tensors with the signature `GPTQ`, each quantised one in the form of `QuantizedTensor`.
public struct GPTQ: Compressor {
    static let blockSize = Option(
        "blockSize", default: 128, in: 1...100_000, unit: "columns", "how many columns are done between updates of all the rest")
    static let damping = Option("damping", default: 0.01, in: 0.000_001...1, "what is added to the Hessian's diagonal, as a share of its mean")
    static let activationOrder = Option("activationOrder", default: false, "whether columns go by descending diagonal of the Hessian")

    public static var card: Card {
        Card(
            id: "gptq", name: "GPTQ",
            summary: "Rounds a matrix column by column; later columns make up for the error, by the Hessian of the layer's outputs.",
            paper: Paper(
                title: "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers",
                authors: "Elias Frantar, Saleh Ashkboos, Torsten Hoefler, Dan Alistarh", year: 2022, arxiv: "2210.17323"),
            options: [
                Quantizer.bitsOption, Quantizer.groupSizeOption, Quantizer.gridOption, CodeStorage.option, blockSize, damping, activationOrder,
            ],
            claims: [
                Claim(
                    "At the same bits it loses less than rounding to nearest. Tested on a convolutional network.", paperValue: "a lower perplexity",
                    instance: "weights/digits-conv", rival: "round-to-nearest", metric: "loss", expectation: .ratioAtMost(1)),
                Claim(
                    "At the same bits it loses less than rounding to nearest. Tested on a perceptron.", paperValue: "a lower perplexity",
                    instance: "weights/digits-mlp", rival: "round-to-nearest", metric: "loss", expectation: .ratioAtMost(1))
                    .with(remark: "The network itself loses 0.040, GPTQ at 4 bits 0.041, and rounding 0.036, less than what it rounds, by chance. At 3 bits it is 0.050 against 0.042, at 2 bits 0.062 against 0.218: it pays where rounding hurts. Damping of 0.1 and 1 and activation order leave 0.038 to 0.041."),
            ])
    }

    private let quantization: ColumnwiseQuantization
    private let storage: CodeStorage

    public init(_ options: Options) throws {
        quantization = ColumnwiseQuantization(
            quantizer: Quantizer(options), blockSize: options[Self.blockSize], damping: options[Self.damping],
            ordersByActivation: options[Self.activationOrder])
        storage = CodeStorage(options)
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var forms: [String: [UInt8]] = [:]
        for (name, layer, tensor) in try network.linearWeights() {
            try run.checkTime()
            let quantized = tensor.shape.count == 2
                ? try quantization.quantize(tensor, inputs: try network.inputs(toLayer: layer))
                : quantization.quantizer.roundToNearest(tensor)
            forms[name] = quantized.encoded(storage)
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try QuantizedTensor(from: &reader).tensor }
    }

    private static let signature = "GPTQ"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(GPTQ.self, EvoPress.self) }
