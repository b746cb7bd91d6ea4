/// A registry that cannot be used, and what to do about it.
public struct RegistryError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    init(decoding error: any Error, file: String) {
        func place(_ path: [any CodingKey]) -> String {
            let words = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
            return words.isEmpty ? "at its top" : "at \(words.drop { $0 == "." })"
        }
        let problem =
            switch error {
            case DecodingError.keyNotFound(let key, let context):
                "the field ‘\(key.stringValue)’ is missing \(place(context.codingPath))"
            case DecodingError.typeMismatch(let type, let context):
                "a value of the wrong type stands \(place(context.codingPath)); \(type) is wanted"
            case DecodingError.valueNotFound(let type, let context):
                "null stands \(place(context.codingPath)); \(type) is wanted"
            case DecodingError.dataCorrupted(let context):
                context.codingPath.isEmpty ? "it is not JSON: \(context.debugDescription)" : "\(context.debugDescription) \(place(context.codingPath))"
            default: "\(error)"
            }
        self.init("\(file): \(problem)")
    }
}
