import Glibc
package import Registry

/// What a name in a binding stands for while it runs.
package enum ForeignValue {
    case none
    case integer(Int)
    case number(Double)
    /// The run's seed, which fits every type of integer by losing its upper bits.
    case seed(UInt64)
    /// What a library returned.
    case address(UnsafeMutableRawPointer?)
    case memory(ForeignMemory)

    /// What a step is to look at.
    package var integer: Int? {
        switch self {
        case .integer(let value): value
        case .address(let pointer): Int(bitPattern: pointer)
        case .seed(let value): Int(truncatingIfNeeded: value)
        case .memory(let memory): memory.first.integer
        case .number(let value): Int(exactly: value)
        case .none: nil
        }
    }
}

/// Memory with elements of one type. Whoever made it releases it.
package struct ForeignMemory {
    package let pointer: UnsafeMutableRawPointer
    package let type: ForeignType
    package let count: Int

    package init(pointer: UnsafeMutableRawPointer, type: ForeignType, count: Int) {
        unsafe self.pointer = pointer
        self.type = type
        self.count = count
    }

    package var first: ForeignValue { count == 0 ? .none : unsafe type.load(from: UnsafeRawPointer(pointer)) }
}

extension ForeignType {
    /// - Precondition: there is a value of this type.
    package func load(from pointer: UnsafeRawPointer) -> ForeignValue {
        switch self {
        case .void: .none
        case .pointer, .string: unsafe .address(pointer.load(as: UnsafeMutableRawPointer?.self))
        case .float: .number(Double(unsafe pointer.load(as: Float.self)))
        case .double: .number(unsafe pointer.load(as: Double.self))
        default:
            switch (bytes, isSigned) {
            case (1, true): .integer(Int(unsafe pointer.load(as: Int8.self)))
            case (1, false): .integer(Int(unsafe pointer.load(as: UInt8.self)))
            case (2, true): .integer(Int(unsafe pointer.load(as: Int16.self)))
            case (2, false): .integer(Int(unsafe pointer.load(as: UInt16.self)))
            case (4, true): .integer(Int(unsafe pointer.load(as: Int32.self)))
            case (4, false): .integer(Int(unsafe pointer.load(as: UInt32.self)))
            default: .integer(unsafe pointer.load(as: Int.self))
            }
        }
    }

    /// Writes a value as this type.
    /// - Returns: false where it does not fit.
    package func store(_ value: ForeignValue, at pointer: UnsafeMutableRawPointer) -> Bool {
        switch self {
        case .void: return true
        case .pointer, .string:
            switch value {
            case .address(let address): unsafe pointer.storeBytes(of: address, as: UnsafeMutableRawPointer?.self)
            case .memory(let memory): unsafe pointer.storeBytes(of: memory.pointer, as: UnsafeMutableRawPointer?.self)
            case .integer(0): unsafe pointer.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            default: return false
            }
        case .float, .double:
            let number: Double
            switch value {
            case .number(let value): number = value
            case .integer(let value): number = Double(value)
            case .memory(let memory): return unsafe store(memory.first, at: pointer)
            default: return false
            }
            if self == .float {
                unsafe pointer.storeBytes(of: Float(number), as: Float.self)
            } else {
                unsafe pointer.storeBytes(of: number, as: Double.self)
            }
        default:
            if case .seed(let seed) = value {
                // Positive in every type.
                return unsafe store(.integer(Int(truncatingIfNeeded: seed & (bytes == 8 ? .max >> 1 : 1 << (8 * UInt64(bytes) - 1) - 1))), at: pointer)
            }
            guard let integer = value.integer, holds(integer) else { return false }
            withUnsafeBytes(of: integer.littleEndian) { unsafe pointer.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: bytes) }
        }
        return true
    }

    /// Whether an integer is in the range of this type; in 64 bits a library's errors are often negative sizes.
    package func holds(_ integer: Int) -> Bool {
        guard bytes < 8 else { return true }
        let range = isSigned ? -(1 << (8 * bytes - 1))...(1 << (8 * bytes - 1) - 1) : 0...(1 << (8 * bytes) - 1)
        return range.contains(integer)
    }
}
