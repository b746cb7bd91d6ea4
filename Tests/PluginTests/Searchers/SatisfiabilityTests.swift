import AssayKit
import Foundation
import Testing

@Suite struct SatisfiabilityTests {
    private static let methods = ["walksat", "probsat", "prioritized-unit-propagation"]
    private static let walks = ["walksat", "probsat"]

    @Test(arguments: methods, UInt64(1)...10)
    func endsWithAModel(method: String, seed: UInt64) throws {
        let formula = Clauses.planted(variableCount: 120, clauseCount: 480, width: 3, seed: seed)
        let run = try Plugin.run(method, on: formula, seed: seed)
        #expect(formula.unsatisfied(try #require(run.selections.last)) == 0)
        #expect(formula.meter.calls == ["clauses": 480])
    }

    /// Each offer is better than all before: so its counts are those of the definition.
    @Test(arguments: methods, [3, 5])
    func offersImproveUntilNoneIsUnsatisfied(method: String, width: Int) throws {
        let formula = Clauses.planted(variableCount: 60, clauseCount: width == 3 ? 240 : 900, width: width, seed: 3)
        let counts = try Plugin.run(method, on: formula).selections.map(formula.unsatisfied)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 > $1 } && counts.last == 0)
    }

    /// The same walk without any bookkeeping but the list of unsatisfied clauses, all counts by their definition.
    @Test(arguments: walks, UInt64(1)...10)
    func walksAsTheDefinitionSays(method: String, seed: UInt64) throws {
        let formula = Clauses.planted(variableCount: 40, clauseCount: 165, width: 3, seed: seed)
        let run = try Plugin.run(method, on: formula, seed: seed)
        var random = Random(seed: seed)
        var values = (0..<40).map { _ in random.index(below: 2) }
        func isSatisfied(_ clause: [Int32], _ values: [Int]) -> Bool { clause.contains { values[Int($0.magnitude) - 1] == ($0 > 0 ? 1 : 0) } }
        var unsatisfied = formula.clauses.indices.filter { !isSatisfied(formula.clauses[$0], values) }
        var flips = 0
        while !unsatisfied.isEmpty {
            let clause = formula.clauses[unsatisfied[random.index(below: unsatisfied.count)]]
            let variables = clause.map { Int($0.magnitude) - 1 }
            let breaks = variables.map { variable in
                var flipped = values
                flipped[variable] = 1 - flipped[variable]
                return formula.clauses.count { isSatisfied($0, values) && !isSatisfied($0, flipped) }
            }
            var choice = 2
            if method == "walksat" {
                let least = breaks.min() ?? 0
                let ties = breaks.indices.filter { breaks[$0] == least }
                choice = least > 0 && random.uniform() < 0.5 ? random.index(below: 3) : ties[random.index(below: ties.count)]
            } else {
                let weights = breaks.map { power(0.9 + Double($0), -2.06) }
                var left = random.uniform() * weights.reduce(0, +)
                choice = weights.firstIndex { left -= $0; return left < 0 } ?? 2
            }
            let variable = variables[choice]
            values[variable] = 1 - values[variable]
            flips += 1
            // Clauses that are mended leave the list, the last taking their place; those broken come behind.
            for index in formula.clauses.indices where formula.clauses[index].contains(Int32(values[variable] == 1 ? variable + 1 : -variable - 1)) {
                guard let place = unsatisfied.firstIndex(of: index) else { continue }
                unsatisfied.swapAt(place, unsatisfied.count - 1)
                unsatisfied.removeLast()
            }
            for index in formula.clauses.indices
            where formula.clauses[index].contains(Int32(values[variable] == 0 ? variable + 1 : -variable - 1)) && !isSatisfied(formula.clauses[index], values) {
                unsatisfied.append(index)
            }
        }
        #expect(run.reports == ["flips": Double(flips)])
        #expect(run.selections.last == values)
    }

    /// Two pigeons in one hole: it must end by its time, with an answer.
    @Test(arguments: methods) func whatNothingSatisfiesEndsByTheBudget(method: String) throws {
        let signal = StopSignal()
        let formula = Clauses(variableCount: 2, [[1], [2], [-1, -2]], Meter(stopSignal: signal))
        // A thread of its own: those of Dispatch may all be busy, with this test's cases for example, which wait for the signal.
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.2)
            signal.raise()
        }
        let run = try Plugin.run(method, on: formula)
        #expect(run.stop == .timeUp)
        #expect(run.selections.map(formula.unsatisfied).min() == 1)
    }
}
