/// The upper half of a single-precision number: its whole range, with eight significant bits.
public struct BFloat16: Equatable, Sendable {
    public let bits: UInt16

    public init(bits: UInt16) { self.bits = bits }

    /// The least such number that is not below x; the largest finite one where there is none.
    public init(roundingUp x: Double) {
        let nearest = Float(x)
        let float = Double(nearest) < x ? nearest.nextUp : nearest
        var upper = UInt16(float.bitPattern >> 16)
        // Cutting off the lower half goes towards zero, which is upwards for negative numbers alone.
        if float > 0 && float.bitPattern & 0xFFFF != 0 { upper += 1 }
        bits = min(upper & 0x7FFF, 0x7F7F) | upper & 0x8000
    }

    /// The largest such number that is not above x; the least finite one where there is none.
    public init(roundingDown x: Double) { bits = BFloat16(roundingUp: -x).bits ^ 0x8000 }

    public var value: Double { Double(Float(bitPattern: UInt32(bits) << 16)) }
}
