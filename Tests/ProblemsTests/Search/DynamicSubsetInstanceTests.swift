import AssayKit
import Problems
import Testing

@Suite struct DynamicSubsetInstanceTests {
    private static let data = DataFolder(#filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Data")

    /// f(A ∪ e) − f(A) ≥ f(B ∪ e) − f(B) ≥ 0 where A ⊂ B, and f(∅) = 0.
    @Test(arguments: ["subset/licences", "subset/digits"]) func functionsAreMonotoneAndSubmodular(id: String) throws {
        let context = ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { _ in })
        let instance = try #require(Catalog.instance(id))
        let problem = try #require(try instance.makeProblem(context) as? any DynamicSubset)
        #expect(try problem.value(of: []) == 0)
        var random = Random(seed: 2)
        for _ in 0..<200 {
            let drawn = random.sample(2 + random.index(below: 20), of: problem.elementCount)
            let element = drawn[0], larger = Array(drawn.dropFirst()), smaller = Array(larger.prefix(random.index(below: larger.count)))
            let few = try problem.value(of: smaller + [element]) - problem.value(of: smaller)
            let many = try problem.value(of: larger + [element]) - problem.value(of: larger)
            // Sums of 300 terms up to 1: rounding below 300² · 2⁻⁵³.
            #expect(many >= -1e-10 && few >= many - 1e-10)
        }
    }

    /// An answer is checked against what is present at its time.
    @Test func whatHasGoneIsNoAnswer() throws {
        let instance = try #require(Catalog.instance("subset/digits"))
        let scorer = try instance.makeScorer(Self.data)
        func outcome(_ answer: (ElementChange, inout [Int]) -> Void) throws -> Result<[String: Double], InvalidAnswer> {
            var delivered: [UInt8] = []
            let context = ProblemContext(seed: 1, meter: Meter(), data: Self.data, clock: RunClock(), deliver: { delivered = $0 })
            let problem = try #require(try instance.makeProblem(context) as? any DynamicSubset)
            try problem.follow(answer)
            return Result { () throws(InvalidAnswer) in try scorer.score(.delivered(delivered)) }
        }
        // The first ten that came, kept for ever; then the last ten.
        let kept = try outcome { change, solution in
            if case .insertion(let element) = change, solution.count < 10 { solution.append(element) }
        }
        #expect(throws: InvalidAnswer.self) { try kept.get() }
        let last = try outcome { change, solution in
            if case .insertion(let element) = change { solution = solution.suffix(9) + [element] }
        }
        #expect(try #require(try last.get()["value"]) > 0)
        let tooMany = try outcome { change, solution in
            if case .insertion(let element) = change { solution = solution.suffix(10) + [element] }
        }
        #expect(throws: InvalidAnswer.self) { try tooMany.get() }
    }
}
