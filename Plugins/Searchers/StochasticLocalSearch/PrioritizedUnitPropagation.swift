import AssayKit

/// Prioritised unit propagation with periodic resetting: from an assignment of all variables the next one is built, variable
/// by variable; each takes its value of before, unless unit propagation has implied another. Variables that rarely changed come
/// first, so that those which hesitate follow from those which do not; what is known of changes is forgotten after some passes.
///
/// Xujie Si, Yujia Li, Vinod Nair and Felix Gimeno, "Prioritized Unit Propagation with Periodic Resetting is (Almost) All You
/// Need for Random SAT Solving", arXiv:1912.05906, 2019, section 2. The paper's text could be had in outline only: it orders
/// variables by their rate of change. That steady ones come first, and how long a period is, was found by trying: with the
/// hesitant ones first, no formula was solved that an order drawn anew in each pass does not solve. With a period of one pass
/// all variables are alike, and this is UnitWalk (Hirsch and Kojevnikov, 2005) but for its rule for contradicting implications.
///
/// O(the formula's literals) for each pass. It ends only by its budget where nothing satisfies the formula.
public struct PrioritizedUnitPropagation: Searcher {
    static let resetPeriod = Option("resetPeriod", default: 20, in: 1...1_000_000_000, unit: "passes", "After so many, all variables are alike again.")

    public static var card: Card {
        Card(
            id: "prioritized-unit-propagation", name: "Prioritised unit propagation",
            summary: "Builds each assignment from the last by unit propagation, steadiest variables first, and forgets now and then which those are.",
            paper: Paper(
                id: "P450", title: "Prioritized Unit Propagation with Periodic Resetting is (Almost) All You Need for Random SAT Solving",
                authors: "Xujie Si, Yujia Li, Vinod Nair, Felix Gimeno", year: 2019),
            options: [resetPeriod],
            claims: [
                Claim(
                    "A basic prototype ranks second in the random tracks of the competitions of 2017 and 2018 (abstract). Tested against a solver of their main tracks, near the threshold.",
                    paperValue: "second place", instance: "sat/uniform-3-500", rival: "minisat", metric: "seconds", budget: "10s", expectation: .ratioAtMost(0.5)),
                Claim(
                    "The order by rates of change is what makes it (title). Tested against an order drawn anew in each pass: a tenth of the clauses left.",
                    paperValue: "almost all you need", instance: "sat/uniform-3-5000", rival: "prioritized-unit-propagation[resetPeriod=1]",
                    metric: "unsatisfied", budget: "20s", expectation: .ratioAtMost(0.1)),
                Claim(
                    "And so is resetting it periodically (title). Tested against none.",
                    paperValue: "almost all you need", instance: "sat/uniform-3-5000", rival: "prioritized-unit-propagation[resetPeriod=1000000]",
                    metric: "unsatisfied", budget: "20s", expectation: .ratioAtMost(0.1)),
            ])
    }

    private let resetPeriod: Int

    public init(_ options: Options) throws { resetPeriod = options[Self.resetPeriod] }

    public func search(_ formula: any Satisfiability, _ run: Run) throws {
        var propagation = UnitPropagation(try ClauseTable(formula))
        var random = run.random()
        var values = (0..<formula.variableCount).map { _ in random.index(below: 2) }
        var changes = [Int](repeating: 0, count: formula.variableCount)
        var order = Array(values.indices)
        var best = Int.max
        var passes = 0
        defer {
            run.report("passes", Double(passes))
            run.report("propagations", Double(propagation.propagationCount))
        }
        while true {
            try run.checkTime()
            if passes.isMultiple(of: resetPeriod) { for variable in changes.indices { changes[variable] = 0 } }
            passes += 1
            random.shuffle(&order)
            propagation.assign(order: sorted(order, by: changes), preferred: values)
            for variable in values.indices where propagation.values[variable] != values[variable] {
                values[variable] = propagation.values[variable]
                changes[variable] += 1
            }
            if propagation.falsifiedCount < best {
                best = propagation.falsifiedCount
                run.offer(values)
                if best == 0 { return }
            }
        }
    }

    /// Puts variables that changed less often first, those that changed alike in the order they come in. As no variable has
    /// changed more often than there were passes since the last reset, counting sorts them: O(variables + most changes).
    private func sorted(_ order: [Int], by changes: [Int]) -> [Int] {
        var begins = [Int](repeating: 0, count: (changes.max() ?? 0) + 2)
        for count in changes { begins[count + 1] += 1 }
        for count in 1..<begins.count { begins[count] += begins[count - 1] }
        var sorted = order
        for variable in order {
            sorted[begins[changes[variable]]] = variable
            begins[changes[variable]] += 1
        }
        return sorted
    }
}
