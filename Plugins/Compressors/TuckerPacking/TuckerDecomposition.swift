import AssayKit

/// A core multiplied along each axis by a factor of orthonormal columns.
///
/// Its bytes: the signature `TKR1`; the tensor's shape and the core's; the factors, length × rank each, and the core in single precision.
struct TuckerDecomposition {
    let shape: [Int]
    let ranks: [Int]
    private let factors: [Matrix]
    private let core: DenseArray
    /// ‖core‖²: the tensor's ‖X‖² less the squared error.
    let energy: Double

    private static let signature = Array("TKR1".utf8)
    // As for low-rank factors: a stored number may stand for this many restored ones, so that a few bytes cannot ask for all memory.
    private static let expansionLimit = 16_384

    /// Higher-order orthogonal iteration (De Lathauwer, De Moor and Vandewalle, 2000): each factor in turn becomes the leading left singular
    /// vectors of the tensor multiplied by all others, until the energy grows by less than 10⁻⁸ of itself, or 100 rounds are over.
    /// - Parameter start: left singular vectors of the unfoldings, as many columns as the ranks at least.
    init(_ array: DenseArray, ranks: [Int], start: [Matrix], _ run: Run) throws {
        var factors = zip(start, ranks).map { $0.selecting(columns: Array(0..<$1)) }
        var energy = 0.0
        for _ in 0..<100 {
            try run.checkTime()
            var now = 0.0
            for axis in ranks.indices {
                let others = ranks.indices.filter { $0 != axis }
                let projected = others.reduce(array) { $0.multiplied($1, by: factors[$1], transposed: true) }
                let decomposition = try SingularValueDecomposition(projected.unfolded(axis))
                factors[axis] = decomposition.u.selecting(columns: Array(0..<ranks[axis]))
                now = decomposition.values.prefix(ranks[axis]).reduce(0) { $0 + $1 * $1 }
            }
            let hasSettled = now - energy <= 1e-8 * now
            energy = now
            if hasSettled { break }
        }
        shape = array.shape
        self.ranks = ranks
        self.factors = factors
        self.energy = energy
        core = ranks.indices.reduce(array) { $0.multiplied($1, by: factors[$1], transposed: true) }
    }

    var tensor: Tensor {
        let array = ranks.indices.reduce(core) { $0.multiplied($1, by: factors[$1]) }
        return Tensor(shape: shape, values: array.values.map { Float($0) })
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(contentsOf: Self.signature)
        writer.append(shape: shape)
        writer.append(shape: ranks)
        for factor in factors { writer.append(single: factor.entries) }
        writer.append(single: core.values)
        return writer.bytes
    }

    init(_ bytes: Span<UInt8>) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        guard reader.remaining >= 4, try reader.bytes(4) == Self.signature else { throw DamagedBytes(at: 0, "they do not begin with TKR1") }
        let begin = reader.offset, numbers = reader.remaining / 4
        let (shape, count) = try reader.shape(fillingAtMost: numbers * Self.expansionLimit)
        let (ranks, coreCount) = try reader.shape(fillingAtMost: numbers)
        guard !shape.isEmpty, count > 0, ranks.count == shape.count, zip(ranks, shape).allSatisfy({ 1...$1 ~= $0 && $1 <= numbers }) else {
            throw DamagedBytes(at: begin, "a core of \(ranks) of a tensor of \(shape)")
        }
        factors = try zip(shape, ranks).map { length, rank throws(DamagedBytes) in
            guard length * rank <= numbers else { throw DamagedBytes(at: begin, "a factor of \(length) × \(rank) where there are \(numbers) numbers") }
            return Matrix(rows: length, columns: rank, entries: try reader.singles(length * rank))
        }
        core = DenseArray(shape: ranks, values: try reader.singles(coreCount))
        try reader.finish()
        self.shape = shape
        self.ranks = ranks
        energy = core.squaredNorm
    }
}
