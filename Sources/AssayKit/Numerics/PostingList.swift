/// Vectors of an inverted file and which ones they are, as they lie on a disk: their numbers, then their coordinates.
public struct PostingList: Sendable {
    /// d.
    public let dimension: Int
    public private(set) var indices: [Int32] = []
    /// One vector after the other.
    public private(set) var vectors: [Float] = []
    private var places: [Int32] = []
    private var distances: [Float] = []

    public init(dimension: Int) { self.dimension = dimension }

    /// Bytes that a vector takes in a list.
    public static func entrySize(dimension: Int) -> Int { 4 * (dimension + 1) }

    /// - Precondition: the vector has d numbers.
    public mutating func append(_ index: Int32, _ vector: Span<Float>) {
        precondition(vector.count == dimension, "\(vector.count) numbers in dimension \(dimension)")
        indices.append(index)
        for axis in vector.indices { vectors.append(vector[axis]) }
    }

    public var encoded: [UInt8] {
        let first = unsafe indices.withUnsafeBytes { unsafe Array($0) }
        return first + (unsafe vectors.withUnsafeBytes { unsafe Array($0) })
    }

    /// Takes the place of what it was with what `encoded` gave.
    /// - Precondition: the bytes are those of a list of the same dimension.
    public mutating func decode(_ bytes: Span<UInt8>) {
        let count = bytes.count / Self.entrySize(dimension: dimension)
        precondition(bytes.count == count * Self.entrySize(dimension: dimension), "\(bytes.count) bytes of vectors in dimension \(dimension)")
        if indices.count != count {
            indices = [Int32](repeating: 0, count: count)
            vectors = [Float](repeating: 0, count: count * dimension)
        }
        // Copied whole: a query reads thousands of vectors.
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe indices.withUnsafeMutableBytes { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<(4 * count)])) }
            unsafe vectors.withUnsafeMutableBytes { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[(4 * count)...])) }
        }
    }

    /// Shows `nearest` all vectors of the list with their squared distances from a query.
    public mutating func scan(_ query: Span<Float>, _ nearest: inout NearestList) {
        // Taken out of the list for the call, which reads the rest of it.
        var distances: [Float] = []
        swap(&distances, &self.distances)
        defer { swap(&distances, &self.distances) }
        while places.count < indices.count { places.append(Int32(places.count)) }
        while distances.count < indices.count { distances.append(0) }
        var target = distances.mutableSpan
        squaredDistances(from: query, to: places.span.extracting(first: indices.count), of: vectors.span, dimension: dimension, into: &target)
        nearest.insert(indices.span, at: distances.span)
    }
}
