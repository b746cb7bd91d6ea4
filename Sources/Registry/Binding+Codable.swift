extension ForeignType: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let type = ForeignType(rawValue: text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "there is no type ‘\(text)’; there are \(Self.allCases.map(\.rawValue).joined(separator: ", ")):"))
        }
        self = type
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Binding.Constant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}

extension Binding.CallbackResult: Codable {
    public init(from decoder: any Decoder) throws {
        let constant = try Binding.Constant(from: decoder)
        if case .text(let text) = constant {
            guard text == "value" else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "a callback returns ‘value’ or a number, not ‘\(text)’:"))
            }
            self = .value
        } else {
            self = .constant(constant)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .value: try Binding.Constant.text("value").encode(to: encoder)
        case .constant(let constant): try constant.encode(to: encoder)
        }
    }
}

extension Binding.Amount: Codable {
    private struct Affine: Codable {
        var of: String
        var times: Double?
        var plus: Int?
    }

    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer() {
            if let number = try? container.decode(Int.self) { self = .number(number); return }
            if let name = try? container.decode(String.self) { self = .name(name); return }
        }
        let affine = try Affine(from: decoder)
        self = .affine(of: affine.of, times: affine.times ?? 1, plus: affine.plus ?? 0)
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .number(let number): try number.encode(to: encoder)
        case .name(let name): try name.encode(to: encoder)
        case .affine(let name, let times, let plus): try Affine(of: name, times: times, plus: plus).encode(to: encoder)
        }
    }
}
