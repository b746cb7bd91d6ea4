import AssayKit

/// Which posting lists a vector goes into (section 3.2.2): that of its nearest head, and those of heads hardly farther.
///
/// A list stays out where its head is nearer to a head already chosen than to the vector: whoever looks for the vector there
/// would have come to the other list as well (the rule of relative neighbourhood graphs).
struct ClosureAssignment {
    /// The heads' coordinates, one after the other.
    let heads: [Float]
    let dimension: Int
    /// (1 + ε₁)², since distances are squared.
    let reach: Float
    /// Lists that a vector may be in.
    let replicas: Int
    private let table: CentroidTable
    private let candidateCount: Int

    /// - Parameter candidateCount: heads that are looked at for each vector, the nearest ones.
    init(heads: [Float], dimension: Int, closure: Double, replicas: Int, candidateCount: Int) {
        self.heads = heads
        self.dimension = dimension
        self.replicas = replicas
        self.candidateCount = candidateCount
        reach = Float((1 + closure) * (1 + closure))
        table = CentroidTable(FloatMatrix(rows: heads.count / dimension, columns: dimension, entries: heads), .euclidean)
    }

    /// Calls `body` for each vector with the heads whose lists it goes into, the nearest first, and its distances from them.
    func forEach(_ vectors: [Float], _ body: (_ row: Int, _ chosen: [NearestList.Entry]) throws -> Void) rethrows {
        var candidates = NearestList(candidateCount), rows: [Int32] = [], distances = [Float](repeating: 0, count: candidateCount)
        try table.forEachRow(of: vectors) { row, scores in
            candidates.removeAll()
            for head in scores.indices { candidates.insert(Int32(head), scores[head]) }
            // Measured again: scores are rounded, and lack |x|².
            rows = candidates.entries.map(\.index)
            let vector = vectors.span.extracting(row * dimension..<(row + 1) * dimension)
            var span = distances.mutableSpan
            squaredDistances(from: vector, to: rows.span, of: heads.span, dimension: dimension, into: &span)
            candidates.removeAll()
            for place in rows.indices { candidates.insert(rows[place], distances[place]) }
            try body(row, choose(candidates.entries))
        }
    }

    /// Of heads, nearest first, those whose lists the vector goes into.
    func choose(_ candidates: [NearestList.Entry]) -> [NearestList.Entry] {
        guard let nearest = candidates.first else { return [] }
        var chosen: [NearestList.Entry] = []
        for candidate in candidates where chosen.count < replicas {
            guard candidate.distance <= reach * nearest.distance else { break }
            let isNearest = chosen.allSatisfy { rowDistance(heads, Int($0.index), heads, Int(candidate.index), dimension: dimension) > candidate.distance }
            if isNearest { chosen.append(candidate) }
        }
        return chosen
    }
}
