import AssayKit

/// Vectors to search among, and vectors to search for.
struct VectorSet: Sendable {
    let dimension: Int
    /// One after the other, `dimension` numbers each.
    let vectors: [Float]
    let queries: [Float]

    var count: Int { vectors.count / dimension }
    var queryCount: Int { queries.count / dimension }

    func query(_ index: Int) -> [Float] { Array(queries[index * dimension..<(index + 1) * dimension]) }
}

/// Vectors made by seed: centres uniform in [0, 10)ᵈ, and around each a Gaussian cloud of unit variance.
struct ClusteredVectors: Sendable {
    let count: Int
    let queryCount: Int
    let dimension: Int
    let clusterCount: Int

    func make() -> VectorSet {
        var random = Random(seed: 0x6E65_6967_6862_6F72)
        let centres = (0..<clusterCount * dimension).map { _ in Float(10 * random.uniform()) }
        func draw(_ count: Int) -> [Float] {
            var vectors: [Float] = []
            vectors.reserveCapacity(count * dimension)
            for _ in 0..<count {
                let centre = random.index(below: clusterCount) * dimension
                for axis in 0..<dimension { vectors.append(centres[centre + axis] + Float(random.normal())) }
            }
            return vectors
        }
        return VectorSet(dimension: dimension, vectors: draw(count), queries: draw(queryCount))
    }
}
