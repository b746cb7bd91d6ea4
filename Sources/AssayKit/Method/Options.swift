/// The values of a method's options: what the user set, and the defaults of the rest.
public struct Options: Sendable {
    private let texts: [String: String]

    /// Checks texts such as `["rank": "16"]` against the options that a card declares.
    /// - Throws: `OptionError`, naming the option, what was given and what it takes.
    public init(_ texts: [String: String] = [:], for card: Card) throws(OptionError) {
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let option = card.options.first(where: { $0.name == name }) else {
                let names = card.options.map(\.name).joined(separator: ", ")
                throw OptionError("\(card.id) has no option ‘\(name)’; it has \(names.isEmpty ? "none" : names)")
            }
            if let complaint = option.complaint(about: text) { throw OptionError("\(card.id): \(complaint)") }
        }
        self.texts = texts
    }

    /// The value of an option: the user's, or its default.
    public subscript<Value>(_ option: Option<Value>) -> Value {
        texts[option.name].flatMap { Value(text: $0) } ?? option.defaultValue
    }
}

/// An option that a method does not have, or a value that it does not take.
public struct OptionError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
