/// Vectors put into clusters by Lloyd's iteration (S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions on
/// Information Theory 28(2), 1982), from centres that are vectors drawn at random.
public struct VectorClusters: Sendable {
    /// One centre after the other, `dimension` numbers each.
    public private(set) var centres: [Float]
    /// Of each vector the number of the nearest centre, the first of several.
    public private(set) var assignment: [Int]

    /// - Parameters:
    ///   - vectors: one after the other, `dimension` numbers each.
    ///   - count: clusters, as many as there are vectors at the most. A centre that all vectors left stays where it was.
    ///   - iterations: Lloyd's steps at the most.
    public init(of vectors: [Float], dimension: Int, count: Int, iterations: Int, _ random: inout Random) {
        let vectorCount = vectors.count / dimension
        let chosen = random.sample(min(count, vectorCount), of: vectorCount)
        centres = chosen.flatMap { vectors[$0 * dimension..<($0 + 1) * dimension] }
        assignment = []
        for _ in 0..<iterations {
            let assigned = Self.nearest(vectors, centres, dimension)
            if assigned == assignment { return }
            assignment = assigned
            move(vectors, dimension)
        }
        assignment = Self.nearest(vectors, centres, dimension)
    }

    private static func nearest(_ vectors: [Float], _ centres: [Float], _ dimension: Int) -> [Int] {
        let rows = (0..<Int32(centres.count / dimension)).map { $0 }
        var distances = [Float](repeating: 0, count: rows.count)
        return (0..<vectors.count / dimension).map { vector in
            var span = distances.mutableSpan
            let whole = vectors.span
            squaredDistances(
                from: whole.extracting(vector * dimension..<(vector + 1) * dimension), to: rows.span, of: centres.span, dimension: dimension, into: &span)
            var best = 0
            for centre in distances.indices where distances[centre] < distances[best] { best = centre }
            return best
        }
    }

    private mutating func move(_ vectors: [Float], _ dimension: Int) {
        var sums = [Double](repeating: 0, count: centres.count)
        var sizes = [Double](repeating: 0, count: centres.count / dimension)
        for (vector, centre) in assignment.enumerated() {
            sizes[centre] += 1
            for axis in 0..<dimension { sums[centre * dimension + axis] += Double(vectors[vector * dimension + axis]) }
        }
        for entry in centres.indices where sizes[entry / dimension] > 0 { centres[entry] = Float(sums[entry] / sizes[entry / dimension]) }
    }
}
