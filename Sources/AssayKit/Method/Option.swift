/// A type that an option can have: `Int`, `Double`, `Bool` or `String` (one of several choices).
public protocol OptionValue: Sendable, Equatable {
    /// The name of the type in cards and registries.
    static var typeName: String { get }
    /// The value that a person's text stands for, or nil where it stands for none.
    init?(text: String)
    var text: String { get }
}

extension Int: OptionValue {
    public static var typeName: String { "integer" }
    public init?(text: String) { self.init(text) }
    public var text: String { String(self) }
}

extension Double: OptionValue {
    public static var typeName: String { "number" }
    public init?(text: String) {
        guard let value = Double(text), value.isFinite else { return nil }
        self = value
    }
    public var text: String { description }
}

extension Bool: OptionValue {
    public static var typeName: String { "flag" }
    public init?(text: String) { self.init(text) }
    public var text: String { description }
}

extension String: OptionValue {
    public static var typeName: String { "choice" }
    public init?(text: String) { self = text }
    public var text: String { self }
}

/// An option without its type: what a card lists.
public protocol OptionDescribing: Sendable {
    var name: String { get }
    var typeName: String { get }
    var defaultText: String { get }
    /// The range or the choices in words, e.g. `1...1000` or `random, build`; empty where anything goes.
    var limits: String { get }
    var unit: String { get }
    var documentation: String { get }
    /// Says what is wrong with the text as a value of this option, or nil where it is fine.
    func complaint(about text: String) -> String?
}

/// A typed option of a method, read as `options[Self.rank]`.
public struct Option<Value: OptionValue>: OptionDescribing {
    public let name: String
    public let defaultValue: Value
    public let limits: String
    public let unit: String
    public let documentation: String
    let accepts: @Sendable (Value) -> Bool

    init(
        _ name: String, _ defaultValue: Value, limits: String, unit: String, _ documentation: String,
        accepts: @escaping @Sendable (Value) -> Bool
    ) {
        precondition(accepts(defaultValue), "the default of option \(name) is outside \(limits)")
        self.name = name
        self.defaultValue = defaultValue
        self.limits = limits
        self.unit = unit
        self.documentation = documentation
        self.accepts = accepts
    }

    public var typeName: String { Value.typeName }
    public var defaultText: String { defaultValue.text }

    public func complaint(about text: String) -> String? {
        guard let value = Value(text: text) else { return "\(name) takes \(limits) (\(typeName)), not ‘\(text)’" }
        return accepts(value) ? nil : "\(name) must be \(limits.contains(",") ? "one of" : "in") \(limits), not \(text)"
    }
}

extension Option where Value: Comparable {
    /// An option with a range. `unit` is empty for a pure number.
    public init(_ name: String, default value: Value, in range: ClosedRange<Value>, unit: String = "", _ documentation: String) {
        self.init(
            name, value, limits: "\(range.lowerBound.text)...\(range.upperBound.text)", unit: unit, documentation,
            accepts: { range.contains($0) })
    }
}

extension Option<Bool> {
    /// An option that is on or off.
    public init(_ name: String, default value: Bool, _ documentation: String) {
        self.init(name, value, limits: "true, false", unit: "", documentation, accepts: { _ in true })
    }
}

extension Option<String> {
    /// An option that is one of several words.
    public init(_ name: String, default value: String, of choices: [String], _ documentation: String) {
        self.init(
            name, value, limits: choices.joined(separator: ", "), unit: "", documentation,
            accepts: { choices.contains($0) })
    }
}
