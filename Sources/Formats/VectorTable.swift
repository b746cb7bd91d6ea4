/// The element of a vector file: 32-bit floats (`fvecs`), 32-bit integers (`ivecs`) or bytes (`bvecs`).
public protocol VectorElement: BitwiseCopyable, Sendable, Equatable {}
extension Float: VectorElement {}
extension Int32: VectorElement {}
extension UInt8: VectorElement {}

/// Vectors of one dimension, one after the other.
public struct VectorTable<Element: VectorElement>: Sendable, Equatable {
    /// At least 1.
    public let dimension: Int
    /// count × dimension, row-major.
    public let elements: [Element]

    public var count: Int { elements.count / dimension }

    /// - Throws: where the dimension is not from 1 to `Vecs.largestDimension`, or the elements do not fill whole vectors.
    public init(dimension: Int, elements: [Element]) throws(FormatError) {
        guard (1...Vecs.largestDimension).contains(dimension) else {
            throw FormatError(
                "vectors", "dimension", "\(dimension) is not from 1 to \(Vecs.largestDimension)", remedy: "check what made them")
        }
        guard elements.count % dimension == 0 else {
            throw FormatError(
                "vectors", "elements", "\(elements.count) elements do not fill vectors of dimension \(dimension)",
                remedy: "check what made them")
        }
        self.dimension = dimension
        self.elements = elements
    }

    /// One vector.
    /// - Precondition: `index` is in `0..<count`.
    public subscript(_ index: Int) -> ArraySlice<Element> { elements[index * dimension..<(index + 1) * dimension] }
}
