/// Finite decimal numbers as text: an optional sign, digits with an optional point among or beside them, and an optional
/// exponent. Words such as `nan`, hexadecimal digits and surrounding spaces are no part of one.
enum DecimalNumber {
    /// Reads the number that fills a range of the bytes; the result is the double nearest to it.
    /// - Returns: nil where the text is not such a number, or lies beyond the largest double.
    static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
        var index = range.lowerBound
        let end = range.upperBound
        func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }

        var isNegative = false
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        // The value is mantissa · 10^exponent as long as the mantissa holds every digit. Zeros at the end of a fraction
        // wait until another digit follows: 1.500000000000000000 has two digits that count.
        var mantissa: UInt64 = 0
        var exponent = 0
        var isExact = true
        var sawDigit = false
        var waitingZeros = 0
        func append(_ digit: UInt64) {
            guard isExact, mantissa <= (.max - 9) / 10 else { return isExact = false }
            mantissa = mantissa &* 10 &+ digit
        }
        while index < end, isDigit(bytes[index]) {
            append(UInt64(bytes[index] &- 48))
            sawDigit = true
            index += 1
        }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < end, isDigit(bytes[index]) {
                sawDigit = true
                if bytes[index] == UInt8(ascii: "0") {
                    waitingZeros += 1
                } else {
                    for _ in 0..<min(waitingZeros, 20) { append(0) }
                    if waitingZeros > 20 { isExact = false }
                    append(UInt64(bytes[index] &- 48))
                    exponent -= waitingZeros + 1
                    waitingZeros = 0
                }
                index += 1
            }
        }
        guard sawDigit else { return nil }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            var isSmall = false
            if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                isSmall = bytes[index] == UInt8(ascii: "-")
                index += 1
            }
            guard index < end else { return nil }
            var power = 0
            while index < end, isDigit(bytes[index]) {
                power = min(power * 10 + Int(bytes[index] &- 48), 100_000)
                index += 1
            }
            exponent += isSmall ? -power : power
        }
        guard index == end else { return nil }

        // A mantissa below 2⁵³ and a power of ten up to 10²² are exact, so that their product or quotient is rounded
        // once (W. D. Clinger, How to read floating point numbers accurately, 1990).
        if isExact, mantissa <= 1 << 53, exponent.magnitude <= 22 {
            let power = powersOfTen[Int(exponent.magnitude)]
            let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
            return isNegative ? -value : value
        }
        // The seventeen digits of most doubles that programs write.
        if isExact, mantissa > 0, exponent.magnitude <= 19 {
            let value = nearest(mantissa, exponent)
            return isNegative ? -value : value
        }
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The double nearest to mantissa · 10^exponent, for a mantissa other than zero and an exponent from −19 to 19. In 128
    /// bits the product is exact. The quotient keeps at least 63 bits, of which the last one also says whether anything
    /// lies below it: more than the 53 of a double and the one that rounding looks at, so that the rounding is right.
    private static func nearest(_ mantissa: UInt64, _ exponent: Int) -> Double {
        var power: UInt128 = 1
        for _ in 0..<exponent.magnitude { power *= 10 }
        var bits: UInt128
        var scale = 0
        var isInexact = false
        if exponent >= 0 {
            bits = UInt128(mantissa) * power
        } else {
            let shift = UInt128(mantissa).leadingZeroBitCount
            let division = (UInt128(mantissa) << shift).quotientAndRemainder(dividingBy: power)
            bits = division.quotient
            isInexact = division.remainder != 0
            scale = -shift
        }
        let excess = max(0, 64 - bits.leadingZeroBitCount)
        isInexact = isInexact || bits & (1 << UInt128(excess) - 1) != 0
        bits >>= UInt128(excess)
        return Double(sign: .plus, exponent: scale + excess, significand: Double(UInt64(bits) | (isInexact ? 1 : 0)))
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
        1e22,
    ]

    /// The shortest text that reads as the same double; whole numbers without a point.
    static func text(_ value: Double) -> String {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53, !(whole == 0 && value.sign == .minus) {
            return "\(whole)"
        }
        return "\(value)"
    }
}
