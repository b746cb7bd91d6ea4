/// Numbers for people: four digits that count, in the same notation within a size.
public enum Number {
    public static func text(_ value: Double) -> String {
        if value.isNaN { return "–" }
        if value.isInfinite { return value < 0 ? "−∞" : "∞" }
        let magnitude = value.magnitude
        if value == value.rounded() && magnitude < 1e7 { return grouped(Int(value)) }
        if magnitude >= 1e7 || magnitude < 1e-4 { return scientific(value) }
        let digits = magnitude >= 1000 ? 1 : magnitude >= 100 ? 2 : magnitude >= 10 ? 3 : 4
        if magnitude >= 10_000 { return grouped(Int(value.rounded())) }
        return fixed(value, digits: magnitude < 0.1 ? 6 : digits)
    }

    public static func seconds(_ value: Double) -> String {
        if value < 0.001 { return "\(fixed(value * 1e6, digits: 0)) µs" }
        if value < 1 { return "\(fixed(value * 1e3, digits: 1)) ms" }
        return "\(fixed(value, digits: 2)) s"
    }

    public static func bytes(_ count: Int) -> String {
        count < 1 << 20 ? "\(fixed(Double(count) / 1024, digits: 0)) KB" : "\(fixed(Double(count) / 1_048_576, digits: 0)) MB"
    }

    static func fixed(_ value: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (value.magnitude * scale).rounded()
        let whole = Int(scaled / scale)
        guard digits > 0 else { return (value < 0 ? "-" : "") + String(whole) }
        let fraction = String(Int(scaled - Double(whole) * scale))
        let padded = String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
        return (value < 0 ? "-" : "") + "\(whole).\(padded)"
    }

    private static func scientific(_ value: Double) -> String {
        var mantissa = value.magnitude
        var exponent = 0
        while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa < 1 && mantissa > 0 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        var text = fixed(mantissa, digits: 2)
        if text == "10.00" { (text, exponent) = ("1.00", exponent + 1) }
        return (value < 0 ? "-" : "") + "\(text)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
    }

    private static func grouped(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
