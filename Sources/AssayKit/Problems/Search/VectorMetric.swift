/// By what vectors are near to each other. Every one is given as a number that is the smaller the nearer, and only its
/// order has a meaning.
@frozen public enum VectorMetric: String, Sendable, CaseIterable {
    /// |q − x|².
    case euclidean
    /// 1 − ⟨q, x⟩ / (|q|·|x|); 1 where either vector is zero.
    case cosine
    /// −⟨q, x⟩: no distance, since a vector need not be nearest to itself.
    case innerProduct
}

/// Neighbours by the Euclidean distance: for methods whose geometry holds for no other metric.
public protocol EuclideanNeighbors: NearestNeighbors {}

extension EuclideanNeighbors {
    public var metric: VectorMetric { .euclidean }
}
