import AssayKit
import Problems
import Testing

@Suite struct SatisfiabilityInstanceTests {
    private func clauses(_ id: String) throws -> (variables: Int, clauses: [[Int32]]) {
        let context = ProblemContext(seed: 1, meter: Meter(), data: DataFolder(""), clock: RunClock(), deliver: { _ in })
        let instance = try #require(Catalog.instance(id))
        let formula = try #require(try instance.makeProblem(context) as? any Satisfiability)
        var clauses: [[Int32]] = []
        for index in 0..<formula.clauseCount { try formula.clause(index) { clause in clauses.append(clause.indices.map { clause[$0] }) } }
        return (formula.variableCount, clauses)
    }

    @Test(arguments: [("sat/uniform-3-500", 500, 2100, 3), ("sat/uniform-5-100", 100, 2000, 5), ("sat/planted-3-5000", 5000, 21_000, 3)])
    func randomClausesHaveDifferentVariables(id: String, variables: Int, count: Int, width: Int) throws {
        let formula = try clauses(id)
        #expect(formula.variables == variables && formula.clauses.count == count)
        #expect(formula.clauses.allSatisfy { clause in Set(clause.map(\.magnitude)).count == width && clause.allSatisfy { 1...variables ~= Int($0.magnitude) } })
    }

    /// 10 pigeons each somewhere, and 9 · 10 · 9 / 2 clauses that two are not in one hole: with one in each hole only the tenth
    /// pigeon's clause is left.
    @Test func pigeonsDoNotFit() throws {
        let formula = try clauses("sat/pigeonhole-9")
        #expect(formula.variables == 90 && formula.clauses.count == 10 + 405)
        let scorer = try #require(Catalog.instance("sat/pigeonhole-9")).makeScorer(DataFolder(""))
        let oneEach = (0..<90).map { $0 / 9 == $0 % 9 ? 1 : 0 }
        #expect(try scorer.score(.selection(oneEach)) == ["unsatisfied": 1])
        #expect(try scorer.score(.selection([Int](repeating: 0, count: 90))) == ["unsatisfied": 10])
        #expect(try scorer.score(.selection([Int](repeating: 1, count: 90))) == ["unsatisfied": 405])
    }

    @Test(arguments: [[0, 1], [Int](repeating: 2, count: 90), [Int](repeating: -1, count: 90)])
    func whatIsNoAssignmentIsNoAnswer(values: [Int]) throws {
        let scorer = try #require(Catalog.instance("sat/pigeonhole-9")).makeScorer(DataFolder(""))
        #expect(throws: InvalidAnswer.self) { try scorer.score(.selection(values)) }
    }
}
