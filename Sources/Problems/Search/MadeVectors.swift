import AssayKit

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

/// Vectors made by seed that are as hard to part as real ones: Gaussian clouds that lie within each other, wide and narrow,
/// large and small, with the variance of axis j falling as 1/j. A query's neighbours lie in few cells of a partition or in
/// many, according to where it is.
struct OverlappingVectors: Sendable {
    let count: Int
    let queryCount: Int
    let dimension: Int
    let clusterCount: Int

    func make() -> VectorSet {
        var random = Random(seed: 0x6F76_6572_6C61_70)
        let scales = (0..<dimension).map { 1 / Double($0 + 1).squareRoot() }
        let centres = (0..<clusterCount * dimension).map { scales[$0 % dimension] * random.normal() }
        let widths = (0..<clusterCount).map { _ in random.uniform(0.3, 1.2) }
        // A cluster that has five parts of the vectors stands here five times.
        let shares = (0..<clusterCount).flatMap { cluster in [Int](repeating: cluster, count: 1 + random.index(below: 10)) }
        func draw(_ count: Int) -> [Float] {
            var vectors: [Float] = []
            vectors.reserveCapacity(count * dimension)
            for _ in 0..<count {
                let cluster = shares[random.index(below: shares.count)]
                for axis in 0..<dimension {
                    vectors.append(Float(centres[cluster * dimension + axis] + widths[cluster] * scales[axis] * random.normal()))
                }
            }
            return vectors
        }
        let vectors = draw(count)
        return VectorSet(dimension: dimension, vectors: vectors, queries: draw(queryCount))
    }
}

/// Items and users as matrix factorisation gives them, made by seed: Gaussian directions, and items whose lengths are
/// log-normal, for some are liked by all. The best items of a user are those of the greatest inner product.
struct FactorVectors: Sendable {
    let count: Int
    let queryCount: Int
    let dimension: Int

    func make() -> VectorSet {
        var random = Random(seed: 0x6661_6374_6F72_73)
        let items = (0..<count).flatMap { _ in
            let length = exponential(0.4 * random.normal())
            return (0..<dimension).map { _ in Float(length * random.normal()) }
        }
        let users = (0..<queryCount * dimension).map { _ in Float(random.normal()) }
        return VectorSet(dimension: dimension, vectors: items, queries: users, metric: .innerProduct)
    }
}
