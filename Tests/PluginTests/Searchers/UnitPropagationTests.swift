import AssayKit
import Testing

@Suite struct UnitPropagationTests {
    private static let method = "prioritized-unit-propagation"

    /// x₁, x₁ → x₂, … xₙ₋₁ → xₙ: all of it follows before any variable is chosen, in one pass and n implications.
    @Test(arguments: UInt64(1)...5) func chainsFollowInOnePass(seed: UInt64) throws {
        let count = Int32(500)
        let formula = Clauses(variableCount: Int(count), (1..<count).reversed().map { [-$0, $0 + 1] } + [[1]])
        let run = try Plugin.run(Self.method, on: formula, seed: seed)
        #expect(run.selections == [Array(repeating: 1, count: Int(count))])
        #expect(run.reports == ["passes": 1, "propagations": 500])
    }

    /// The same passes without any bookkeeping: a clause is a unit where all but one of its literals are false, units are
    /// served in the order they became so, and the steadiest variables choose first.
    @Test(arguments: UInt64(1)...10, [1, 3, 20])
    func passesAsTheDefinitionSays(seed: UInt64, resetPeriod: Int) throws {
        let formula = Clauses.planted(variableCount: 40, clauseCount: 160, width: 3, seed: seed)
        let run = try Plugin.run(Self.method, ["resetPeriod": "\(resetPeriod)"], on: formula, seed: seed)
        var random = Random(seed: seed)
        var values = (0..<40).map { _ in random.index(below: 2) }
        var changes = [Int](repeating: 0, count: 40), order = Array(0..<40), passes = 0
        repeat {
            if passes.isMultiple(of: resetPeriod) { changes = Array(repeating: 0, count: 40) }
            passes += 1
            random.shuffle(&order)
            let ranked = order.enumerated().sorted { (changes[$0.element], $0.offset) < (changes[$1.element], $1.offset) }.map(\.element)
            let next = pass(formula.clauses, ranked, values)
            for variable in 0..<40 where next[variable] != values[variable] { changes[variable] += 1 }
            values = next
        } while formula.unsatisfied(values) > 0
        #expect(run.selections.last == values)
        #expect(run.reports["passes"] == Double(passes))
    }

    private func pass(_ clauses: [[Int32]], _ order: [Int], _ preferred: [Int]) -> [Int] {
        var assigned: [Int: Int] = [:]
        var queue: [Int] = []
        func state(_ clause: Int) -> (isTrue: Bool, open: [Int32]) {
            let isTrue = clauses[clause].contains { assigned[Int($0.magnitude) - 1] == ($0 > 0 ? 1 : 0) }
            return (isTrue, clauses[clause].filter { assigned[Int($0.magnitude) - 1] == nil })
        }
        func assign(_ variable: Int, _ value: Int) {
            let before = clauses.indices.filter { state($0).open.count == 1 }
            assigned[variable] = value
            queue += clauses.indices.filter { !before.contains($0) && !state($0).isTrue && state($0).open.count == 1 }
        }
        for variable in order where assigned[variable] == nil {
            assign(variable, preferred[variable])
            while !queue.isEmpty {
                let (isTrue, open) = state(queue.removeFirst())
                if !isTrue, let literal = open.first { assign(Int(literal.magnitude) - 1, literal > 0 ? 1 : 0) }
            }
        }
        return (0..<preferred.count).map { assigned[$0] ?? -1 }
    }

    /// At 4.1 clauses a variable, where an order drawn anew in each pass takes many times as long.
    @Test func solvesNearTheThreshold() throws {
        let formula = Clauses.planted(variableCount: 600, clauseCount: 2460, width: 3, seed: 1)
        #expect(formula.unsatisfied(try #require(Plugin.run(Self.method, on: formula).selections.last)) == 0)
    }
}
