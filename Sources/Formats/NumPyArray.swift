/// An array as NumPy has them.
public struct NumPyArray: Sendable, Equatable {
    /// The elements, in C order: the last index varies fastest.
    public enum Elements: Sendable, Equatable {
        case float32([Float])
        case float64([Double])
        case int32([Int32])
        case int64([Int64])
        case uint8([UInt8])
        case bool([Bool])

        public var count: Int {
            switch self {
            case .float32(let elements): elements.count
            case .float64(let elements): elements.count
            case .int32(let elements): elements.count
            case .int64(let elements): elements.count
            case .uint8(let elements): elements.count
            case .bool(let elements): elements.count
            }
        }
    }

    /// The size of each axis; empty for a single number.
    public let shape: [Int]
    public let elements: Elements

    public var count: Int { elements.count }

    /// - Throws: where a size is negative or the sizes do not multiply to the number of elements.
    public init(shape: [Int], elements: Elements) throws(FormatError) {
        guard elementCount(shape) == elements.count else {
            throw FormatError(
                "array", "shape", "\(elements.count) elements do not fill the shape \(shape)", remedy: "check what made it")
        }
        self.shape = shape
        self.elements = elements
    }

    /// An array in double precision.
    /// - Throws: as above.
    public init(shape: [Int], elements: [Double]) throws(FormatError) {
        try self.init(shape: shape, elements: .float64(elements))
    }

    /// The elements in double precision, true as 1. Exact, but for 64-bit integers beyond 2⁵³, which are rounded.
    public var doubles: [Double] {
        switch elements {
        case .float32(let elements): elements.map { Double($0) }
        case .float64(let elements): elements
        case .int32(let elements): elements.map { Double($0) }
        case .int64(let elements): elements.map { Double($0) }
        case .uint8(let elements): elements.map { Double($0) }
        case .bool(let elements): elements.map { $0 ? 1 : 0 }
        }
    }

    /// The elements as integers, or nil for an array of floating-point numbers.
    public var integers: [Int]? {
        switch elements {
        case .float32, .float64: nil
        case .int32(let elements): elements.map { Int($0) }
        case .int64(let elements): elements.map { Int($0) }
        case .uint8(let elements): elements.map { Int($0) }
        case .bool(let elements): elements.map { $0 ? 1 : 0 }
        }
    }
}
