import AssayKit
import Testing

/// The methods that take any filter, where filters are predicates of attributes.
@Suite struct PredicateSearchTests {
    typealias Condition = AttributePredicate.Condition

    static let exhaustive: [(String, [String: String])] = [("prefiltered-search", [:]), ("filtered-ivf", ["listCount": "10", "probeCount": "10"])]

    /// From none to all conditions, of categories, of numbers, of both; of which all, many, few and no vectors are left.
    static let predicates: [[Condition]] = [
        [], [Condition(0, .oneOf([2]))], [Condition(0, .oneOf([0, 4, 0])), Condition(1, .oneOf([3, 7]))], [Condition(2, .range(low: -0.5, high: 0.5))],
        [Condition(1, .range(low: 3, high: 4)), Condition(2, .range(low: 0, high: .infinity)), Condition(0, .oneOf([1, 2, 3]))],
        [Condition(1, .range(low: -.infinity, high: 3)), Condition(1, .range(low: 2, high: .infinity))], [Condition(0, .oneOf([]))],
        [Condition(0, .oneOf([1])), Condition(0, .oneOf([2]))], [Condition(1, .range(low: 5, high: 5))],
    ]

    @Test(arguments: exhaustive.indices, 0..<3) func anExhaustiveSearchIsExact(method: Int, seed: UInt64) throws {
        let space = AttributeSpace.random(600, predicates: Self.predicates, seed: seed)
        let (id, options) = Self.exhaustive[method]
        try Plugin.run(id, options, on: space)
        #expect(space.answers == space.exact)
        #expect(Set(space.answers.map(\.count)) == [0, 5])
    }

    /// Pre-filtering measures what is admitted and nothing else.
    @Test func prefilteringMeasuresWhatIsAdmitted() throws {
        let space = AttributeSpace.random(600, predicates: Self.predicates, seed: 4)
        try Plugin.run("prefiltered-search", on: space)
        #expect(space.meter.calls["distances"] == space.filters.reduce(0) { sum, filter in sum + space.points.indices.count { space.admits($0, filter) } })
    }

    /// Attributes that there are none of, missing values and bounds that are no numbers admit nothing, and do no harm.
    @Test(arguments: exhaustive.indices) func oddPredicatesAdmitNothing(method: Int) throws {
        let everything = AttributePredicate.Accepted.range(low: -.infinity, high: .infinity)
        let predicates = [-1, 4, .min, .max].map { [Condition($0, everything)] } + [
            [Condition(3, everything)], [Condition(3, .oneOf([.nan]))], [Condition(1, .oneOf([.nan, .infinity, -1]))],
            [Condition(1, .range(low: .nan, high: .nan))], [Condition(1, .range(low: 9, high: 1))],
        ]
        let made = AttributeSpace.random(300, predicates: predicates, seed: 5)
        let missing = VectorAttribute("missing", numbers: [Double](repeating: .nan, count: 300))
        let space = AttributeSpace(made.points, attributes: made.attributes + [missing], queries: made.queries, predicates: made.queries.indices.map { predicates[$0 % predicates.count] }, k: 5)
        let (id, options) = Self.exhaustive[method]
        try Plugin.run(id, options, on: space)
        #expect(space.answers.allSatisfy(\.isEmpty) && space.answers.count == space.queries.count)
    }

    /// No vectors, one, and equal ones.
    @Test(arguments: exhaustive.indices) func oddVectors(method: Int) throws {
        for points in [[], [[1, 1]], Array(repeating: [1, 1], count: 300)] as [[[Float]]] {
            let space = AttributeSpace(
                points, attributes: [VectorAttribute("parity", texts: points.indices.map { $0 % 2 == 0 ? "even" : "odd" })], queries: [[0, 0], [0, 0]],
                predicates: [[], [Condition(0, .oneOf([0]))]], k: 4)
            let (id, _) = Self.exhaustive[method]
            try Plugin.run(id, on: space)
            #expect(space.answers.map(\.count) == [min(4, points.count), min(4, points.count)])
            for (answer, filter) in zip(space.answers, space.filters) { #expect(answer.allSatisfy { space.admits($0, filter) } && Set(answer).count == answer.count) }
        }
    }
}
