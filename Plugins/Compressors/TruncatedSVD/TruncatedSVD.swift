import AssayKit

/// Replaces each weight matrix by its best approximation of a rank r, the leading part of its singular value
/// decomposition, kept as two thin factors (Eckart and Young, 1936). It is the textbook rival of every low-rank method:
/// no matrix of that rank is nearer in the Frobenius norm. It needs no calibration data.
///
/// A matrix m × n is factored where that saves numbers, r·(m + n) < m·n; all other tensors are stored as they are.
///
/// The bytes: the text `SVD1`; the tensors as `Tensors` encodes them, the factored ones empty; how many are factored;
/// then for each its place among the tensors and its factors (`LowRankFactors`).
public struct TruncatedSVD: Compressor {
    static let rank = Option(
        "rank", default: 64, in: 1...100_000, "how many singular values of a matrix are kept")

    public static var card: Card {
        Card(
            id: "truncated-svd", name: "Truncated singular value decomposition",
            summary: "Keeps the leading singular values and vectors of each weight matrix.", options: [rank])
    }

    private let rank: Int
    public init(_ options: Options) throws { rank = options[Self.rank] }

    public func compress(_ network: any NetworkWeights, _ run: Run) throws -> [UInt8] {
        var stored = network.tensors
        var factored: [(place: Int, factors: LowRankFactors)] = []
        for name in network.layers.map(\.weight) {
            try run.checkTime()
            guard let tensor = stored[name], tensor.shape.count == 2, let place = stored.names.firstIndex(of: name) else { continue }
            let (m, n) = (tensor.shape[0], tensor.shape[1])
            let rank = max(self.rank, LowRankFactors.leastRank(m, n))
            guard rank * (m + n) < m * n else { continue }
            factored.append((place, try LowRankFactors(tensor.matrix, rank: rank)))
            stored[name] = .placeholder
        }
        var writer = ByteWriter()
        writer.append(contentsOf: Self.signature)
        stored.encode(to: &writer)
        writer.append(variable: factored.count)
        for (place, factors) in factored {
            writer.append(variable: place)
            factors.encode(to: &writer)
        }
        return writer.bytes
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Tensors {
        var reader = ByteReader(bytes)
        guard try reader.bytes(signature.count) == signature else { throw DamagedBytes(at: 0, "these bytes are not of truncated-svd") }
        var tensors = try Tensors(from: &reader)
        for _ in 0..<(try reader.variable(atMost: tensors.names.count)) {
            let begin = reader.offset
            let name = tensors.names[try reader.variable(atMost: tensors.names.count - 1)]
            guard tensors[name] == .placeholder else { throw DamagedBytes(at: begin, "\(name) comes twice") }
            tensors[name] = Tensor(try LowRankFactors(from: &reader).product)
        }
        try reader.finish()
        return tensors
    }

    private static let signature = Array("SVD1".utf8)
}

extension Tensor {
    /// Stands for a tensor whose values come later.
    static var placeholder: Tensor { Tensor(shape: [0], values: []) }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(TruncatedSVD.self) }
