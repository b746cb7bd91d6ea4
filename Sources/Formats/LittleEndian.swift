/// Bounds-checked integers from a file's bytes.
struct ByteView {
    let bytes: [UInt8]
    let file: String

    /// The range of `count` bytes from `offset`.
    /// - Throws: where the file ends before.
    func range(_ offset: Int, _ count: Int, of what: String) throws(FormatError) -> Range<Int> {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            throw FormatError(file, "byte \(offset)", "\(what) wants \(count) bytes and \(max(0, bytes.count - offset)) are left; the file is truncated")
        }
        return offset..<offset + count
    }

    func integer<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int, bigEndian: Bool = false, of what: String) throws(FormatError) -> Value {
        let range = try range(offset, MemoryLayout<Value>.size, of: what)
        return load(type, at: range.lowerBound, bigEndian: bigEndian)
    }

    /// - Precondition: the bytes are there.
    func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int, bigEndian: Bool = false) -> Value {
        let value = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
        return bigEndian ? Value(bigEndian: value) : Value(littleEndian: value)
    }
}

/// The product of sizes, or nil where it overflows or one is negative.
func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, size >= 0 else { return nil }
        count = product
    }
    return count
}

extension Array<UInt8> {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        for byte in 0..<MemoryLayout<Value>.size { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
}
