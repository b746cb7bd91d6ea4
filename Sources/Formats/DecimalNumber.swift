import Glibc

/// Numbers as text in data files.
enum DecimalNumber {
    /// Reads a finite decimal number that fills the bytes. Short ones, which are nearly all, take a fast and exact way.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        var index = bytes.startIndex
        let isNegative = index < bytes.endIndex && bytes[index] == UInt8(ascii: "-")
        if isNegative || (index < bytes.endIndex && bytes[index] == UInt8(ascii: "+")) { index += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        var sawPoint = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if byte >= 48, byte <= 57 {
                mantissa = mantissa &* 10 &+ UInt64(byte - 48)
                digits += 1
                if sawPoint { decimals += 1 }
            } else {
                break
            }
            index += 1
            // 15 digits and a power of ten up to 10²² are exact in a double, and so is their quotient rounded once.
            if digits > 15 { break }
        }
        if index == bytes.endIndex, digits > 0, digits <= 15, decimals <= 22 {
            let value = Double(mantissa) / powersOfTen[decimals]
            return isNegative ? -value : value
        }
        return slow(bytes)
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private static func slow(_ bytes: ArraySlice<UInt8>) -> Double? {
        // Swift's parser also takes hexadecimal and words such as nan.
        let allowed = bytes.allSatisfy { ($0 >= 48 && $0 <= 57) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        guard allowed, let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }
}
