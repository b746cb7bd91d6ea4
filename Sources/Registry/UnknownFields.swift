import FoundationEssentials

/// Finds fields that a document has and its type does not know: most are misspelt.
enum UnknownFields {
    private indirect enum Value: Decodable {
        case object([String: Value])
        case array([Value])
        case other

        init(from decoder: any Decoder) {
            if let object = try? [String: Value](from: decoder) {
                self = .object(object)
            } else if let array = try? [Value](from: decoder) {
                self = .array(array)
            } else {
                self = .other
            }
        }
    }

    /// The place of the first field that is in the bytes and not in what was read from them. `$schema` is anybody's.
    static func first(in bytes: [UInt8], as document: some Encodable) -> String? {
        guard let given = try? JSONDecoder().decode(Value.self, from: Data(bytes)), let known = try? JSONEncoder().encode(document),
            let kept = try? JSONDecoder().decode(Value.self, from: known)
        else { return nil }
        return first(in: given, notIn: kept, at: "")
    }

    private static func first(in given: Value, notIn kept: Value, at place: String) -> String? {
        switch (given, kept) {
        case (.object(let given), .object(let kept)):
            for (name, value) in given.sorted(by: { $0.key < $1.key }) where name != "$schema" {
                let here = place.isEmpty ? name : "\(place).\(name)"
                guard let other = kept[name] else {
                    return "‘\(name)’\(place.isEmpty ? "" : " in \(place)")"
                }
                if let found = first(in: value, notIn: other, at: here) { return found }
            }
            return nil
        case (.array(let given), .array(let kept)):
            for (index, (value, other)) in zip(given, kept).enumerated() {
                if let found = first(in: value, notIn: other, at: "\(place)[\(index)]") { return found }
            }
            return nil
        default: return nil
        }
    }
}
