import Arena
public import Problems
public import Registry

// The versioned documents that `--json` prints. Other programs rely on their shapes: a field is added, never changed,
// or the version rises.

public struct ListDocument: Codable {
    public struct Method: Codable {
        public struct Paper: Codable {
            public var id: String?
            public var title: String
            public var arxiv: String?
            public var year: Int
        }
        public var id: String
        public var name: String
        public var role: String
        /// The problem kinds that it needs.
        public var kind: String
        public var lane: String
        public var library: String
        public var state: String
        public var reason: String?
        @Nullable public var paper: Paper?
        /// What `assay conform` found; null where it has not looked at the method as it is.
        @Nullable public var conforms: ConformanceVerdict?
    }

    public var version = 0
    public var methods: [Method]

    public init(_ registry: Registry) {
        methods = registry.document.libraries.flatMap { library in
            let state = registry.state(of: library)
            return library.methods.map { method in
                Method(
                    id: method.id, name: method.name, role: method.role, kind: method.needs.joined(separator: " & "),
                    lane: library.lane.rawValue, library: library.path, state: state.word, reason: state.reason,
                    paper: method.paper.map { .init(id: $0.id, title: $0.title, arxiv: $0.arxiv, year: $0.year) },
                    conforms: registry.conformance(of: method.id, in: library, host: Host.version))
            }
        }
        .sorted { ($0.role, $0.id) < ($1.role, $1.id) }
    }
}

public struct ProblemsDocument: Codable {
    public struct Instance: Codable {
        public struct Metric: Codable {
            public var name: String
            public var unit: String
            public var better: String
        }
        public var id: String
        public var role: String
        public var kind: String
        public var summary: String
        public var offers: [String]
        public var metrics: [Metric]
        /// The two metrics that trade against each other, where no single one decides.
        public var tradeOff: [String]?
        public var defaultBudget: String

        init(_ instance: any Problems.Instance) {
            id = instance.id
            role = instance.role.rawValue
            kind = instance.kind
            summary = instance.summary
            offers = instance.offers
            metrics = instance.metrics.map { .init(name: $0.name, unit: $0.unit, better: $0.better.rawValue) }
            tradeOff = instance.tradeOff.isEmpty ? nil : instance.tradeOff
            defaultBudget = instance.defaultBudget.text
        }
    }

    public var version = 0
    public var instances: [Instance]

    public init(_ instances: [any Problems.Instance]) {
        self.instances = instances.map(Instance.init)
    }
}

/// A value that is written as null where there is none, for readers who expect the field.
@propertyWrapper
public struct Nullable<Value: Codable>: Codable {
    public var wrappedValue: Value?
    public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
