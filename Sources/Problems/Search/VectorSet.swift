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

    func make() -> VectorSet { makeLabelled().set }

    /// With the number of the centre that each vector is around.
    func makeLabelled() -> (set: VectorSet, labels: [Int]) {
        var random = Random(seed: 0x6E65_6967_6862_6F72)
        let centres = (0..<clusterCount * dimension).map { _ in Float(10 * random.uniform()) }
        func draw(_ count: Int) -> (vectors: [Float], labels: [Int]) {
            var vectors: [Float] = [], labels: [Int] = []
            vectors.reserveCapacity(count * dimension)
            for _ in 0..<count {
                let cluster = random.index(below: clusterCount)
                for axis in 0..<dimension { vectors.append(centres[cluster * dimension + axis] + Float(random.normal())) }
                labels.append(cluster)
            }
            return (vectors, labels)
        }
        let (vectors, labels) = draw(count)
        return (VectorSet(dimension: dimension, vectors: vectors, queries: draw(queryCount).vectors), labels)
    }
}
