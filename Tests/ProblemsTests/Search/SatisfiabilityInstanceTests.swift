import AssayKit
import Foundation
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
        #expect(try scorer.score(.selection(oneEach)) == ["unsatisfied": 1, "decided": 0])
        #expect(try scorer.score(.selection([Int](repeating: 0, count: 90))) == ["unsatisfied": 10, "decided": 0])
        #expect(try scorer.score(.selection([Int](repeating: 1, count: 90))) == ["unsatisfied": 405, "decided": 0])
    }

    @Test(arguments: [[0, 1], [Int](repeating: 2, count: 90), [Int](repeating: -1, count: 90)])
    func whatIsNoAssignmentIsNoAnswer(values: [Int]) throws {
        let scorer = try #require(Catalog.instance("sat/pigeonhole-9")).makeScorer(DataFolder(""))
        #expect(throws: InvalidAnswer.self) { try scorer.score(.selection(values)) }
    }

    private func outcomes(_ id: String, _ answers: [[Int]]) throws -> [[String: Double]?] {
        let scorer = try #require(Catalog.instance(id)).makeScorer(DataFolder(""))
        return scorer.scores(answers.map { .selection($0) }).map { try? $0.get() }
    }

    /// A run that says that there is no model has decided; that is refuted by a model, the host's or its own.
    @Test func aVerdictIsHeldAgainstWhatIsKnown() throws {
        let oneEach = (0..<90).map { $0 / 9 == $0 % 9 ? 1 : 0 }
        #expect(try outcomes("sat/pigeonhole-9", [[-1]]) == [["unsatisfied": 415, "decided": 1]])
        #expect(try outcomes("sat/pigeonhole-9", [[-2]]) == [["unsatisfied": 415, "decided": 0]])
        #expect(try outcomes("sat/pigeonhole-9", [oneEach, [-1]]) == [["unsatisfied": 1, "decided": 1], ["unsatisfied": 415, "decided": 1]])
        #expect(try outcomes("sat/planted-3-5000", [[-1], [-2]]) == [nil, ["unsatisfied": 21_000, "decided": 0]])
        // The host knows no model of a user's formula; whoever finds one contradicts itself.
        let file = FileManager.default.temporaryDirectory.path + "/verdict-\(ProcessInfo.processInfo.processIdentifier).cnf"
        try "p cnf 2 1\n1 2 0\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(try outcomes("sat:" + file, [[-1]]) == [["unsatisfied": 1, "decided": 1]])
        #expect(try outcomes("sat:" + file, [[-1], [0, 1]]) == [nil, ["unsatisfied": 0, "decided": 1]])
    }

    @Test func idsSayWhatTheFormulaIs() throws {
        let formula = try clauses("sat/uniform-3-200-4.26")
        #expect(formula.variables == 200 && formula.clauses.count == 852)
        #expect(try clauses("sat/pigeonhole-2").clauses == [[1, 2], [3, 4], [5, 6], [-3, -1], [-5, -1], [-5, -3], [-4, -2], [-6, -2], [-6, -4]])
        for id in ["sat/uniform-3-200", "sat/uniform-3-2-4", "sat/uniform-0-9-4", "sat/uniform-3-200-0", "sat/uniform-3-200--1", "sat/uniform-3-200-nan", "sat/uniform-3-9-inf", "sat/uniform-3-1000000-11", "sat/pigeonhole-0", "sat/pigeonhole-201", "sat/pigeonhole-02", "sat/uniform-3-+9-4"] {
            #expect(Catalog.instance(id) == nil, "\(id)")
        }
    }
}
