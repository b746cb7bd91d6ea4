import AssayKit

/// Replaces each weight matrix by its best approximation of a rank r, the leading part of its singular value
/// decomposition, kept as two thin factors (Eckart and Young, 1936). It is the textbook rival of every low-rank method:
/// no matrix of that rank is nearer in the Frobenius norm. It needs no calibration data.
///
/// A matrix m × n is factored where that saves numbers, r·(m + n) < m·n; all other tensors are stored as they are.
///
/// The bytes: those of the tensors with the signature `SVD1`, each factored one in the form of `LowRankFactors`.
public struct TruncatedSVD: Compressor {
    static let rank = Option(
        "rank", default: 64, in: 1...100_000, "how many singular values of a matrix are kept")

    public static var card: Card {
        Card(
            id: "truncated-svd", name: "Truncated singular value decomposition",
            summary: "Keeps the leading singular values and vectors of each weight matrix.",
            paper: Paper(title: "The Approximation of One Matrix by Another of Lower Rank", authors: "Carl Eckart, Gale Young", year: 1936),
            options: [rank],
            claims: [
                Claim(
                    "No matrix of that rank is nearer. Tested by the network's loss, beside rows and columns of the matrices themselves.",
                    paperValue: "the least error of all matrices of that rank", instance: "weights/digits-mlp", rival: "curing", metric: "loss",
                    expectation: .ratioAtMost(1))
            ])
    }

    private let rank: Int
    public init(_ options: Options) throws { rank = options[Self.rank] }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var forms: [String: [UInt8]] = [:]
        for (name, _, tensor) in try network.linearWeights() {
            try run.checkTime()
            guard let rank = LowRankFactors.usefulRank(tensor.shape, atLeast: self.rank) else { continue }
            forms[name] = try LowRankFactors(tensor.matrix, rank: rank).encoded
        }
        return network.tensors.encoded(signature: Self.signature, forms: forms)
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in Tensor(try LowRankFactors(from: &reader).product) }
    }

    private static let signature = "SVD1"
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(TruncatedSVD.self) }
