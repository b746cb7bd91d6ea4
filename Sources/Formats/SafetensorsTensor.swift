extension Safetensors {
    /// A tensor with a name.
    public struct Tensor: Sendable, Equatable {
        public let name: String
        public let type: ElementType
        /// The size of each axis; empty for a single number.
        public let shape: [Int]
        /// The elements, little-endian, row-major.
        public let bytes: [UInt8]

        /// A tensor of raw bytes. That they fill the shape is checked where it is written.
        public init(name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }

        /// A tensor in single precision. That the values fill the shape is checked where it is written.
        public init(name: String, shape: [Int], values: [Float]) {
            self.init(name: name, type: .float32, shape: shape, bytes: Formats.bytes(of: values))
        }

        /// The elements in single precision, those of float64 rounded; nil where the type is not a floating-point one.
        public var floats: [Float]? {
            switch type {
            case .float32: numbers(Float.self, in: bytes[...])
            case .float64: numbers(Double.self, in: bytes[...]).map { Float($0) }
            case .float16: numbers(Float16.self, in: bytes[...]).map { Float($0) }
            // The upper half of a float32.
            case .bfloat16: numbers(UInt16.self, in: bytes[...]).map { Float(bitPattern: UInt32($0) << 16) }
            default: nil
            }
        }
    }

    /// What elements are, in the order in which the format's reference implementation lists them.
    public enum ElementType: String, Sendable, CaseIterable {
        case bool = "BOOL", uint8 = "U8", int8 = "I8"
        case int16 = "I16", uint16 = "U16", float16 = "F16", bfloat16 = "BF16"
        case int32 = "I32", uint32 = "U32", float32 = "F32"
        case float64 = "F64", int64 = "I64", uint64 = "U64"

        /// In bytes.
        public var size: Int {
            switch self {
            case .bool, .uint8, .int8: 1
            case .int16, .uint16, .float16, .bfloat16: 2
            case .int32, .uint32, .float32: 4
            case .float64, .int64, .uint64: 8
            }
        }

        public var isFloatingPoint: Bool { [.float16, .bfloat16, .float32, .float64].contains(self) }

        /// Numbers as elements of this type, to the nearest; of two as near the even one.
        /// - Precondition: it is a floating-point type.
        public func bytes(of numbers: [Float]) -> [UInt8] {
            switch self {
            case .float32: return Formats.bytes(of: numbers)
            case .float64: return Formats.bytes(of: numbers.map { Double($0) })
            case .float16: return Formats.bytes(of: numbers.map { Float16($0) })
            case .bfloat16:
                // Half of the last place that stays, less where that is even already; what is not a number keeps its upper half.
                return Formats.bytes(of: numbers.map { number in
                    let bits = number.bitPattern
                    return number.isNaN ? UInt16(bits >> 16) | 0x40 : UInt16(truncatingIfNeeded: (UInt64(bits) + 0x7FFF + UInt64(bits >> 16 & 1)) >> 16)
                })
            default: preconditionFailure("\(rawValue) is no floating-point type")
            }
        }

        /// The bytes that a shape takes, or nil where a size is negative or the product overflows.
        func byteCount(_ shape: [Int]) -> Int? { elementCount(shape).flatMap { product([$0, size]) } }
    }
}
