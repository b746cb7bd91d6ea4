// Numbers as they lie in binary files, and the sizes of arrays of them.

#if _endian(big)
    #error("the binary formats are little-endian and are copied as they are")
#endif

/// The number of elements of a shape, or nil where a size is negative or the product overflows. The empty shape is one
/// number; a size of zero makes an empty array, whatever the other sizes are.
func elementCount(_ shape: [Int]) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    return product(shape)
}

/// The product, or nil where it overflows.
func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
        let (next, overflows) = result.multipliedReportingOverflow(by: factor)
        guard !overflows else { return nil }
        result = next
    }
    return result
}

/// The little-endian integer at an offset, or nil where the bytes end before it does.
func integer<Value: FixedWidthInteger>(_ type: Value.Type, in bytes: [UInt8], at offset: Int) -> Value? {
    let size = MemoryLayout<Value>.size
    guard offset >= 0, offset <= bytes.count, bytes.count - offset >= size else { return nil }
    var value: Value = 0
    for index in (offset..<offset + size).reversed() { value = value << 8 | Value(truncatingIfNeeded: bytes[index]) }
    return value
}

/// The numbers whose little-endian bytes fill a range; bytes that do not make a whole number are left out.
/// - Precondition: the range is within the bytes. Every pattern of bits is a value of `Number`.
/// - Complexity: one copy of memory.
func numbers<Number: BitwiseCopyable>(_ type: Number.Type, in bytes: ArraySlice<UInt8>) -> [Number] {
    let count = bytes.count / MemoryLayout<Number>.stride
    // Unsafe: files of hundreds of megabytes are read at the speed of memory, and not a byte at a time.
    return unsafe [Number](unsafeUninitializedCapacity: count) { target, initialized in
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: source.prefix(count * MemoryLayout<Number>.stride)))
        }
        initialized = count
    }
}

/// The little-endian bytes of numbers.
func bytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] {
    // Unsafe: as above.
    unsafe numbers.withUnsafeBytes { unsafe [UInt8]($0) }
}

/// Reverses the bytes of every number of the given size.
func swapBytes(_ bytes: inout [UInt8], size: Int) {
    guard size > 1 else { return }
    for begin in stride(from: 0, to: bytes.count - bytes.count % size, by: size) {
        for index in 0..<size / 2 { bytes.swapAt(begin + index, begin + size - 1 - index) }
    }
}

extension [UInt8] {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        for byte in 0..<MemoryLayout<Value>.size { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
}
