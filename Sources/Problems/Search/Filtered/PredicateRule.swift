import AssayKit

/// Predicates that admit a share of the vectors: conditions on categories while enough are left, and then a range of
/// numbers in which just as many lie as are wanted, and those that equal the first or the last.
struct PredicateRule: Sendable {
    /// Of the vectors, in (0, 1]; each query's is drawn from here, evenly by its logarithm.
    let shares: ClosedRange<Double>
    let attributes: @Sendable (GroupedVectors, inout Random) -> [VectorAttribute]

    func apply(to grouped: GroupedVectors) -> FilteredSet {
        var random = Random(seed: 0x70_7265_6469_6361)
        let attributes = attributes(grouped, &random)
        let categorical = attributes.indices.filter { !attributes[$0].categories.isEmpty }
        // A range of numbers that all vectors lack would admit nothing.
        let orders = attributes.indices.filter { attributes[$0].categories.isEmpty }
            .map { (attribute: $0, vectors: LabelOrder(attributes[$0].values).vectors) }.filter { !$0.vectors.isEmpty }
        let filters = (0..<grouped.set.queryCount).map { _ in
            let share = exponential(random.uniform(logarithm(shares.lowerBound), logarithm(shares.upperBound)))
            let wanted = max(1, Int((share * Double(grouped.set.count)).rounded()))
            var (ranged, rows) = orders[random.index(below: orders.count)]
            var conditions: [AttributePredicate.Condition] = []
            for place in random.sample(categorical.count, of: categorical.count) {
                let values = attributes[categorical[place]].values
                // One to three categories, the frequent ones more often.
                let asked = Set((0...random.index(below: 3)).map { _ in values[Int(rows[random.index(below: rows.count)])] }).sorted()
                let left = rows.filter { asked.contains(values[Int($0)]) }
                guard left.count >= wanted else { continue }
                conditions.append(.init(categorical[place], .oneOf(asked)))
                rows = left
            }
            let window = random.window(of: min(wanted, rows.count), in: rows.map { attributes[ranged].values[Int($0)] })
            conditions.append(.init(ranged, .range(low: window.low, high: window.high)))
            return NeighborFilter.predicate(AttributePredicate(conditions))
        }
        return FilteredSet(vectors: grouped.set, metadata: .attributes(attributes), filters: filters)
    }
}

extension PredicateRule {
    /// A catalogue's attributes, drawn: 20 sections, of which half the vectors have their group's, 4 languages of halving
    /// shares, years, and log-normal sizes, which a twentieth of the vectors lacks.
    static func catalogue(shares: ClosedRange<Double>) -> PredicateRule {
        PredicateRule(shares: shares) { grouped, random in
            let rows = 0..<grouped.set.count
            return [
                VectorAttribute("section", texts: rows.map { row in "section\((random.index(below: 2) == 0 ? grouped.groups[row] : random.index(below: 20)) % 20)" }),
                VectorAttribute("language", texts: rows.map { _ in ["en", "en", "en", "en", "de", "de", "fr", "ja"][random.index(below: 8)] }),
                VectorAttribute("year", numbers: rows.map { _ in Double(1990 + random.index(below: 35)) }),
                VectorAttribute("size", numbers: rows.map { _ in random.index(below: 20) == 0 ? .nan : 100 * exponential(2 * random.normal()) }),
            ]
        }
    }

    /// Of handwritten digits what they show, how much ink there is in all their pixels, and how many columns hold any.
    static let digits = PredicateRule(shares: 0.01...0.5) { grouped, _ in
        let pictures = (0..<grouped.set.count).map { grouped.set.vectors[$0 * Digits.pixelCount..<($0 + 1) * Digits.pixelCount] }
        return [
            VectorAttribute("digit", texts: pictures.indices.map { "\(grouped.groups[$0])" }),
            VectorAttribute("ink", numbers: pictures.map { Double($0.reduce(0, +)) }),
            VectorAttribute("width", numbers: pictures.map { Double(Set($0.indices.filter { grouped.set.vectors[$0] > 0 }.map { $0 % 8 }).count) }),
        ]
    }
}
