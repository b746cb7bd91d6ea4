/// What is known of every vector under one name, such as the size of what it stands for, or its section.
public struct VectorAttribute: Sendable, Equatable {
    public let name: String
    /// The different texts, in ascending order, by whose places here the values name them; empty of an attribute of numbers.
    public let categories: [String]
    /// Of each vector its number, which is finite, or its category's place. NaN where it has none: no condition holds of that.
    public let values: [Double]

    public init(_ name: String, numbers: [Double]) { self.init(name, categories: [], values: numbers) }

    /// - Parameter values: where there are categories, their places; what is no place of one is missing.
    public init(_ name: String, categories: [String], values: [Double]) {
        self.name = name
        self.categories = categories
        self.values = values
    }

    /// - Complexity: O(n log n).
    public init(_ name: String, texts: [String]) {
        let categories = Set(texts).sorted()
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, Double($0)) })
        self.init(name, categories: categories, values: texts.map { places[$0] ?? .nan })
    }
}

/// Conditions on attributes that must all hold of a vector. Where there are none every vector is admitted.
public struct AttributePredicate: Sendable, Equatable {
    public struct Condition: Sendable, Equatable {
        /// The attribute's place among the space's. Of one that there is none of no condition holds.
        public let attribute: Int
        public let accepted: Accepted

        public init(_ attribute: Int, _ accepted: Accepted) {
            self.attribute = attribute
            self.accepted = accepted
        }
    }

    /// The values of which a condition holds.
    public enum Accepted: Sendable, Equatable {
        /// Equality, or membership: these numbers, or the categories at these places.
        case oneOf([Double])
        /// At least `low` and less than `high`. Where `low` is not less than `high` there are none.
        case range(low: Double, high: Double)

        public func contains(_ value: Double) -> Bool {
            switch self {
            case .oneOf(let values): values.contains(value)
            case .range(let low, let high): low <= value && value < high
            }
        }
    }

    public let conditions: [Condition]

    public init(_ conditions: [Condition]) { self.conditions = conditions }

    /// Whether all conditions hold of the vector of that index.
    public func admits(_ index: Int, _ attributes: [VectorAttribute]) -> Bool {
        for condition in conditions {
            guard attributes.indices.contains(condition.attribute), condition.accepted.contains(attributes[condition.attribute].values[index]) else { return false }
        }
        return true
    }
}

/// Each vector has some attributes, and each query a predicate of them: `section = utils AND size < 1000`.
public protocol AttributeNeighbors: FilteredNeighbors {
    /// Each with a value for every vector; no two of one name.
    var attributes: [VectorAttribute] { get }
}
