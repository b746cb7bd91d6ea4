/// A real number as the unevaluated sum of two of double precision, some 106 bits.
///
/// T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971; the error
/// of a product by a fused multiplication. The error of one operation is a few units of 2⁻¹⁰⁴ of the result's size.
@frozen public struct DoubleDouble: Sendable, Equatable {
    /// The double nearest to the number.
    public let high: Double
    /// What is left, half a unit in the last place of `high` at the most.
    public let low: Double

    @inlinable public init(_ value: Double) { (high, low) = (value, 0) }

    /// The sum of two doubles, exactly.
    @inlinable public init(_ a: Double, _ b: Double) {
        let sum = a + b
        let part = sum - a
        high = sum
        low = (a - (sum - part)) + (b - part)
    }

    @inlinable public static prefix func - (a: Self) -> Self { Self(-a.high, -a.low) }

    @inlinable public static func + (a: Self, b: Self) -> Self {
        let high = Self(a.high, b.high), low = Self(a.low, b.low)
        let partial = Self(high.high, high.low + low.high)
        return Self(partial.high, partial.low + low.low)
    }

    @inlinable public static func - (a: Self, b: Self) -> Self { a + -b }

    @inlinable public static func * (a: Self, b: Self) -> Self {
        let product = a.high * b.high
        let error = (-product).addingProduct(a.high, b.high)
        return Self(product, error + (a.high * b.low + a.low * b.high))
    }

    /// By long division in three steps.
    @inlinable public static func / (a: Self, b: Self) -> Self {
        let first = a.high / b.high
        let rest = a - b * Self(first)
        let second = rest.high / b.high
        let third = (rest - b * Self(second)).high / b.high
        return Self(first, second) + Self(third)
    }
}
