/// What a run may spend: oracle calls by name, and seconds.
public struct Budget: Sendable, Equatable {
    /// Calls by the oracle's name, e.g. `["gradients": 200]`.
    public var calls: [String: Int]
    /// Seconds on the wall clock, the host's own work left out.
    public var seconds: Double?

    public init(calls: [String: Int] = [:], seconds: Double? = nil) {
        self.calls = calls
        self.seconds = seconds
    }

    /// Reads `200gradients,10s`: amounts with the oracle's name, or `s` for seconds, joined by commas.
    public init(text: String) throws(OptionError) {
        self.init()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let number = part.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = part.dropFirst(number.count)
            switch unit {
            case "s":
                guard let value = Double(number), value > 0, value <= 1e6, seconds == nil else {
                    throw Self.refusal(part, of: text)
                }
                seconds = value
            default:
                guard let value = Int(number), value > 0, calls[String(unit)] == nil,
                    unit.first?.isLetter == true, unit.allSatisfy({ $0.isASCII && $0.isLetter })
                else { throw Self.refusal(part, of: text) }
                calls[String(unit)] = value
            }
        }
    }

    private static func refusal(_ part: Substring, of text: String) -> OptionError {
        OptionError("‘\(part)’ in the budget ‘\(text)’ is not an amount; write for example 200gradients,10s")
    }

    /// The form that `init(text:)` reads, in a fixed order.
    public var text: String {
        let parts = calls.sorted { $0.key < $1.key }.map { "\($0.value)\($0.key)" }
        return (parts + (seconds.map { ["\($0)s"] } ?? [])).joined(separator: ",")
    }
}
