import AssayKit

/// A formula and an assignment: which clauses are unsatisfied, and for each variable how many would be if it were flipped.
struct LocalSearch {
    let clauses: ClauseTable
    /// 1 where the variable is true.
    private(set) var values: [Int]
    /// Of each clause how many of its literals are true, and the exclusive or of their variables: of one that is alone, it.
    private var trueCounts: [Int]
    private var trueVariables: [Int]
    /// Of each variable how many clauses only its literal satisfies: the break count.
    private(set) var breakCounts: [Int]
    /// The clauses that are unsatisfied, and the place of each among them.
    private(set) var unsatisfied: [Int] = []
    private var places: [Int]

    init(_ formula: any Satisfiability) throws(Stop) {
        clauses = try ClauseTable(formula)
        values = Array(repeating: 0, count: formula.variableCount)
        breakCounts = values
        trueCounts = Array(repeating: 0, count: formula.clauseCount)
        trueVariables = trueCounts
        places = trueCounts
    }

    /// Begins at a random assignment.
    mutating func restart(_ random: inout Random) {
        for variable in values.indices {
            values[variable] = random.index(below: 2)
            breakCounts[variable] = 0
        }
        unsatisfied.removeAll()
        for clause in trueCounts.indices {
            trueCounts[clause] = 0
            trueVariables[clause] = 0
            for literal in clauses[clause] where isTrue(literal) {
                trueCounts[clause] += 1
                trueVariables[clause] ^= literal / 2
            }
            if trueCounts[clause] == 0 { add(clause) } else if trueCounts[clause] == 1 { breakCounts[trueVariables[clause]] += 1 }
        }
    }

    /// Changes a variable's value. O(its occurrences).
    mutating func flip(_ variable: Int) {
        let losing = 2 * variable + 1 - values[variable]
        values[variable] = 1 - values[variable]
        for clause in clauses.clauses(with: losing ^ 1) {
            switch trueCounts[clause] {
            case 0:
                remove(clause)
                breakCounts[variable] += 1
            case 1: breakCounts[trueVariables[clause]] -= 1
            default: break
            }
            trueCounts[clause] += 1
            trueVariables[clause] ^= variable
        }
        for clause in clauses.clauses(with: losing) {
            trueCounts[clause] -= 1
            trueVariables[clause] ^= variable
            switch trueCounts[clause] {
            case 0:
                add(clause)
                breakCounts[variable] -= 1
            case 1: breakCounts[trueVariables[clause]] += 1
            default: break
            }
        }
    }

    private func isTrue(_ literal: Int) -> Bool { values[literal / 2] == 1 - literal % 2 }

    private mutating func add(_ clause: Int) {
        places[clause] = unsatisfied.count
        unsatisfied.append(clause)
    }

    private mutating func remove(_ clause: Int) {
        let last = unsatisfied[unsatisfied.count - 1]
        unsatisfied[places[clause]] = last
        places[last] = places[clause]
        unsatisfied.removeLast()
    }
}

/// Flips variables of unsatisfied clauses until none is unsatisfied: what WalkSAT and ProbSAT share. A clause is drawn
/// uniformly; `choose` picks one of its literals. Each assignment better than all before is offered.
func walk(
    _ formula: any Satisfiability, flipsPerTry: Int, _ run: Run, choose: (_ clause: ArraySlice<Int>, _ search: borrowing LocalSearch, _ random: inout Random) -> Int
) throws {
    var search = try LocalSearch(formula)
    var random = run.random()
    var best = Int.max
    var flips = 0
    defer { run.report("flips", Double(flips)) }
    while true {
        search.restart(&random)
        for _ in 0..<flipsPerTry {
            if search.unsatisfied.count < best {
                best = search.unsatisfied.count
                run.offer(search.values)
                if best == 0 { return }
            }
            if flips.isMultiple(of: 64) { try run.checkTime() }
            let clause = search.clauses[search.unsatisfied[random.index(below: search.unsatisfied.count)]]
            // An empty clause cannot be mended, and others may be.
            if !clause.isEmpty { search.flip(choose(clause, search, &random) / 2) }
            flips += 1
        }
    }
}
