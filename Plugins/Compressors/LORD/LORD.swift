import AssayKit

/// LoRD: low-rank decomposition by what a layer puts out. Kaushal, Vaidhya and Rish, "LORD: Low Rank Decomposition Of
/// Monolingual Code LLMs For One-Shot Compression" (2023, arXiv 2309.14021), which decomposes by atomic feature mimicking.
///
/// Of a layer's outputs y = Wx + b on the calibration data, V holds the r leading eigenvectors of the covariance. The layer
/// becomes V·(VᵀW)·x + b' with b' = ȳ + V·Vᵀ·(b − ȳ): outputs lose only what their covariance has outside of V.
///
/// The paper gives every layer of a kind the same share of its rank, and finds by trying which kinds can bear it; here
/// the rank is an option, the same for all layers. A layer without a bias cannot take the correction; its V comes from the
/// second moments instead of the covariance, which is the best one then.
///
/// A matrix m × n is factored where that saves numbers, r·(m + n) < m·n; all other tensors are stored as they are.
///
/// The bytes: those of the tensors with the signature `LRD1`, each factored one in the form of `LowRankFactors`.
public struct LORD: Compressor {
    static let rank = Option("rank", default: 64, in: 1...100_000, "how many eigenvectors of the covariance of a layer's outputs are kept")

    public static var card: Card {
        Card(
            id: "lord", name: "LoRD",
            summary: "Projects each layer's outputs on the leading eigenvectors of their covariance, with a corrected bias.",
            paper: Paper(
                id: "P140", title: "LORD: Low Rank Decomposition Of Monolingual Code LLMs For One-Shot Compression",
                authors: "Ayush Kaushal, Tejas Vaidhya, Irina Rish", year: 2023, arxiv: "2309.14021"),
            options: [rank],
            claims: [
                Claim(
                    "Decomposing by the outputs' covariance keeps more than by the weights alone at equal numbers of parameters. Tested by the loss at rank 64.",
                    paperValue: "less loss than the decomposition of the weights", instance: "weights/digits-mlp", rival: "truncated-svd",
                    metric: "loss", expectation: .ratioAtMost(1)),
                Claim(
                    "Ranks can be reduced by up to 39.58 % with less than 1 % increase in perplexity (abstract).",
                    paperValue: "< 1 % at 39.58 %", instance: "weights/digits-mlp", metric: "loss",
                    expectation: .untestable("the figure is that of language models of code with 16 billion parameters")),
            ])
    }

    private let rank: Int
    public init(_ options: Options) throws { rank = options[Self.rank] }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var tensors = network.tensors
        var forms: [String: [UInt8]] = [:]
        for (name, layer, tensor) in try network.linearWeights() {
            try run.checkTime()
            guard let rank = LowRankFactors.usefulRank(tensor.shape, atLeast: self.rank) else { continue }
            let weight = tensor.matrix
            let images = Matrix.product(try network.inputs(toLayer: layer), weight, transposeRight: true)
            let biasName = network.layers[layer].bias
            let mean = biasName == nil ? [Double](repeating: 0, count: weight.rows) : means(ofColumns: images)
            let projection = try leadingEigenvectors(images, about: mean, rank)
            forms[name] = LowRankFactors(left: projection, right: Matrix.product(projection, weight, transposeLeft: true)).encoded
            if let biasName, let bias = tensors[biasName] {
                // ȳ is the mean of Wx plus b, so b' = b + m − V·Vᵀ·m with the mean m of Wx.
                let kept = Matrix.product(projection, Matrix.product(projection, mean.span, transposed: true).span)
                tensors[biasName] = Tensor(shape: bias.shape, values: bias.values.indices.map { Float(Double(bias.values[$0]) + mean[$0] - kept[$0]) })
            }
        }
        return tensors.encoded(signature: Self.signature, forms: forms)
    }

    private func means(ofColumns matrix: Matrix) -> [Double] {
        let ones = [Double](repeating: 1 / Double(max(1, matrix.rows)), count: matrix.rows)
        return Matrix.product(matrix, ones.span, transposed: true)
    }

    /// As columns, those of the largest eigenvalues of the rows' second moments about a point.
    private func leadingEigenvectors(_ rows: Matrix, about point: [Double], _ rank: Int) throws -> Matrix {
        let centred = Matrix(
            rows: rows.rows, columns: rows.columns, entries: rows.entries.enumerated().map { $1 - point[$0 % rows.columns] })
        let vectors = try Matrix.product(centred, centred, transposeLeft: true).symmetricEigen().vectors
        return vectors.selecting(columns: Array((0..<vectors.columns).reversed().prefix(rank)))
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in Tensor(try LowRankFactors(from: &reader).product) }
    }

    private static let signature = "LRD1"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(LORD.self) }
