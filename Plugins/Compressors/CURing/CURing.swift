import AssayKit

/// CURing: rows and columns of a weight matrix stand for all of it. Park and Moon, "CURing Large Models: Compression via
/// CUR Decomposition" (arXiv 2501.04211).
///
/// Layers that turn what passes them the least are chosen; in each, W ≈ C · U · R with C and R columns and rows of W,
/// selected by DEIM on the singular vectors of |W| weighted by the size of what enters; at last U alone is healed.
///
/// Differences from the paper:
/// - A layer is one linear map here, a transformer's block there.
/// - DEIM is the algorithm as its authors give it. The released code corrects each vector for the newest index alone,
///   which loses the interpolation at the earlier ones.
/// - Healing trains U + dU there by gradient steps, on the error of every layer's output and, with a tenth of the weight,
///   on labels. A compressor has neither labels nor what passes the compressed network. What is left is the error of the
///   layer's own output for the inputs it had, whose minimiser is found at once (`heal`).
/// - Where chosen rows and columns cross, a number is stored once.
///
/// The bytes: those of the tensors with the signature `CUR1`, each factored one in the form of `CURFactors`.
public struct CURing: Compressor {
    static let layerChoice = Option(
        "layerChoice", default: "angular", of: ["angular", "all"],
        "angular: inner layers with as many outputs as inputs, those first that turn the data least; all: every layer")
    static let layerCount = Option(
        "layerCount", default: 10, in: 1...100_000, "how many layers are compressed at the most, by angular distance")
    static let maximumRank = Option(
        "maximumRank", default: 256, in: 1...100_000, "the most rows and columns that are kept of a matrix")
    static let rankRule = Option(
        "rankRule", default: "largest", of: ["largest", "power-of-two"],
        "largest: the largest rank for which C, U and R have fewer entries than W; power-of-two: the largest such power of two")
    static let importance = Option(
        "importance", default: "wanda", of: ["wanda", "weights"],
        "what DEIM sees: |W| times the norms of what enters (wanda), or |W| alone")
    static let healing = Option("healing", default: true, "whether U is fitted to the outputs on the calibration data")

    public static var card: Card {
        Card(
            id: "curing", name: "CURing",
            summary: "Keeps rows and columns of weight matrices, chosen by DEIM on activation-weighted magnitudes.",
            paper: Paper(
                id: "P141", title: "CURing Large Models: Compression via CUR Decomposition", authors: "Sanghyeon Park, Soo-Mook Moon",
                year: 2025, arxiv: "2501.04211"),
            options: [layerChoice, layerCount, maximumRank, rankRule, importance, healing],
            claims: [
                Claim(
                    "Parameters fall by 9 % with minimal loss of performance (abstract). Tested: at most 91 % of the 603,176 bytes of weights, with 99 % of the accuracy kept.",
                    paperValue: "Llama3.1-8B to 7.32B, −9 %", instance: "weights/digits-mlp", metric: "usableBytes",
                    expectation: .valueAtMost(548_890)),
                Claim(
                    "Over 20 times faster than prior compression methods (abstract).", paperValue: "129 seconds for Llama3.1-8B",
                    instance: "weights/digits-mlp", metric: "seconds",
                    expectation: .untestable("the prior methods, SliceGPT and LLM-Pruner, compress transformers, and no instance is one")),
            ])
    }

    private let layerChoice: String
    private let layerCount: Int
    private let maximumRank: Int
    private let roundsToPowerOfTwo: Bool
    private let importance: String
    private let healing: Bool

    public init(_ options: Options) throws {
        layerChoice = options[Self.layerChoice]
        layerCount = options[Self.layerCount]
        maximumRank = options[Self.maximumRank]
        roundsToPowerOfTwo = options[Self.rankRule] == "power-of-two"
        importance = options[Self.importance]
        healing = options[Self.healing]
    }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var data = CalibrationData(network)
        var forms: [String: [UInt8]] = [:]
        let layers = layerChoice == "all" ? Array(network.layers.indices) : try data.layersByAngle(atMost: layerCount)
        for layer in layers {
            try run.checkTime()
            let name = network.layers[layer].weight
            guard forms[name] == nil, let tensor = network.tensors[name], tensor.shape.count == 2 else { continue }
            let weight = tensor.matrix
            let rank = rank(weight.rows, weight.columns)
            guard rank >= CURFactors.leastRank(weight.rows, weight.columns) else { continue }
            let inputs = try data.inputs(toLayer: layer)
            // The singular vectors of S, where S_ij = |W_ij| · ‖X_j‖.
            let decomposition = try SingularValueDecomposition(scores(weight, inputs))
            let leading = Array(0..<rank)
            let rows = interpolationIndices(decomposition.u.selecting(columns: leading))
            let columns = interpolationIndices(decomposition.transposedV.selecting(rows: leading).transposed)
            var factors = try CURFactors(weight, rows: rows, columns: columns)
            if healing { try heal(&factors, of: weight, inputs) }
            forms[name] = factors.encoded
        }
        run.report("layers", Double(forms.count))
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    /// The rank for a matrix m × n: the largest r with r·m + r² + r·n < m·n, which is
    /// r < (√(m² + 6·m·n + n²) − (m + n)) / 2, and at most `maximumRank`. 0 where there is none.
    private func rank(_ m: Int, _ n: Int) -> Int {
        let root = Double(m * m + 6 * m * n + n * n).squareRoot()
        var rank = Int((root - Double(m + n)) / 2)
        if rank > 0 && rank * (m + n) + rank * rank >= m * n { rank -= 1 }
        rank = min(rank, maximumRank)
        return roundsToPowerOfTwo && rank > 0 ? 1 << (Int.bitWidth - 1 - rank.leadingZeroBitCount) : rank
    }

    /// S: |W_ij| · ‖X_j‖₂, the importance of a weight by WANDA (Sun et al., 2023); or |W_ij|.
    private func scores(_ weight: Matrix, _ inputs: Matrix) -> Matrix {
        let norms = importance == "wanda" ? (0..<inputs.columns).map { norm(inputs.column($0)) } : Array(repeating: 1, count: weight.columns)
        let entries = weight.entries.enumerated().map { $1.magnitude * norms[$0 % weight.columns] }
        return Matrix(rows: weight.rows, columns: weight.columns, entries: entries)
    }

    /// Adds to U the dU of least norm that minimises ‖C·(U + dU)·R·Xᵀ − W·Xᵀ‖: with E = W − C·U·R that is
    /// dU = C⁺ · (E·Xᵀ) · (R·Xᵀ)⁺.
    private func heal(_ factors: inout CURFactors, of weight: Matrix, _ inputs: Matrix) throws {
        let error = Matrix.product(weight - factors.product, inputs, transposeRight: true)
        let entering = Matrix.product(factors.r, inputs, transposeRight: true)
        let correction = try factors.c.pseudoInverse() * error * entering.pseudoInverse()
        add(1, correction.entries, to: &factors.u.entries)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in Tensor(try CURFactors(from: &reader).product) }
    }

    private static let signature = "CUR1"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(CURing.self) }
