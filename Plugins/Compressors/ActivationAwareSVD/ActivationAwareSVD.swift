import AssayKit

/// The best approximation of rank r of each weight matrix for the data that comes through it: the singular value
/// decomposition after whitening, as in Wang, Zheng, Wan and Zhang, "SVD-LLM: Truncation-aware Singular Value Decomposition
/// for Large Language Model Compression" (ICLR 2025, arXiv 2403.07378).
///
/// With the Cholesky factor S of the inputs' second moments, XXᵀ = S·Sᵀ, what is lost at the layer's outputs is
/// ‖WX − W'X‖ = ‖WS − W'S‖. So WS is decomposed into U·diag(σ)·Vᵀ, and W' = U_r·diag(σ_r)·V_rᵀ·S⁻¹ loses just the singular
/// values that are left out. The paper also updates weights behind compressed layers; that step is its second one and not here.
///
/// A matrix m × n is factored where that saves numbers, r·(m + n) < m·n; all other tensors are stored as they are.
///
/// The bytes: those of the tensors with the signature `ASV1`, each factored one in the form of `LowRankFactors`.
public struct ActivationAwareSVD: Compressor {
    static let rank = Option("rank", default: 64, in: 1...100_000, "how many singular values of a matrix are kept")
    static let damping = Option(
        "damping", default: 0.000_1, in: 0...1,
        "what is added to the diagonal of the second moments, as a share of its mean: they are singular where there are fewer examples than inputs")

    public static var card: Card {
        Card(
            id: "activation-aware-svd", name: "Activation-aware singular value decomposition (SVD-LLM)",
            summary: "Keeps the leading singular values of each weight matrix times a whitening of its inputs.",
            paper: Paper(
                title: "SVD-LLM: Truncation-aware Singular Value Decomposition for Large Language Model Compression",
                authors: "Xin Wang, Yu Zheng, Zhongwei Wan, Mi Zhang", year: 2024, arxiv: "2403.07378"),
            options: [rank, damping],
            claims: [
                Claim(
                    "Whitened by its inputs a matrix loses less at the same rank than by its own singular values. Tested by the loss at rank 64.",
                    paperValue: "a lower perplexity than plain decomposition", instance: "weights/digits-mlp", rival: "truncated-svd", metric: "loss",
                    expectation: .ratioAtMost(1))
            ])
    }

    private let rank: Int
    private let damping: Double

    public init(_ options: Options) throws {
        rank = options[Self.rank]
        damping = options[Self.damping]
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var forms: [String: [UInt8]] = [:]
        for (name, layer, tensor) in try network.linearWeights() {
            try run.checkTime()
            guard let rank = LowRankFactors.usefulRank(tensor.shape, atLeast: self.rank) else { continue }
            forms[name] = try factors(tensor.matrix, inputs: try network.inputs(toLayer: layer), rank: rank).encoded
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    private func factors(_ weight: Matrix, inputs: Matrix, rank: Int) throws -> LowRankFactors {
        var moments = Matrix.product(inputs, inputs, transposeLeft: true)
        let n = moments.rows
        let mean = (0..<n).reduce(0) { $0 + moments[$1, $1] } / Double(n)
        // Inputs that are all zero leave every matrix as good as any other: then this is the plain decomposition.
        for j in 0..<n { moments[j, j] += mean > 0 ? damping * mean : 1 }
        let whitening = try moments.choleskyFactor()
        let whitened = try LowRankFactors(weight * whitening, rank: rank)
        return LowRankFactors(left: whitened.left, right: whitened.right * (try whitening.lowerTriangularInverse()))
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in Tensor(try LowRankFactors(from: &reader).product) }
    }

    private static let signature = "ASV1"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(ActivationAwareSVD.self) }
