internal import CKernels

/// Codes of 1 to 8 bits, packed one after the other, the least significant bit first: the layout of `BitWriter`, made in
/// whole words.
public enum PackedCodes {
    /// How many bytes so many codes take, the last one filled up with zeros.
    public static func size(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

    /// The codes in `bits` bits each. O(codes).
    /// - Precondition: `bits` is in 1...8, and no code has a higher bit set.
    public static func pack(_ codes: [UInt8], bits: Int) -> [UInt8] {
        precondition(1...8 ~= bits, "a code has 1 to 8 bits, not \(bits)")
        let size = size(codes.count, bits: bits)
        // Unsafe, as the C kernel fills the bytes: at the boundary there is no other way to skip zeroing them.
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { packed, initialized in
            if let start = packed.baseAddress { unsafe assay_pack_codes(codes, codes.count, UInt32(bits), start) }
            initialized = size
        }
    }

    /// So many codes out of what `pack` wrote. O(codes).
    /// - Precondition: `bits` is in 1...8, and the bytes are as many as `size(_:bits:)` says.
    public static func unpack(_ bytes: [UInt8], count: Int, bits: Int) -> [UInt8] {
        precondition(1...8 ~= bits, "a code has 1 to 8 bits, not \(bits)")
        precondition(bytes.count == size(count, bits: bits), "\(bytes.count) bytes do not hold \(count) codes of \(bits) bits")
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { codes, initialized in
            if let start = codes.baseAddress { unsafe assay_unpack_codes(bytes, count, UInt32(bits), start) }
            initialized = count
        }
    }
}
