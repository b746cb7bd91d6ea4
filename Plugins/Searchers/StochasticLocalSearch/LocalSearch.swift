import AssayKit

/// A formula and an assignment: which clauses are unsatisfied, and for each variable how many would be if it were flipped.
/// Literals are meant as 2v for variable v and 2v + 1 for its negation, v from 0 on.
struct LocalSearch {
    let variableCount: Int
    /// The longest clause's length.
    private(set) var width = 0
    /// All literals, one clause after the other; those of clause c are from `begins[c]` to `begins[c + 1]`.
    private var literals: [Int] = []
    private var begins = [0]
    /// The clauses with each literal, likewise.
    private var occurrences: [Int] = []
    private var occurrenceBegins: [Int]
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

    init(_ formula: any Satisfiability) throws {
        variableCount = formula.variableCount
        occurrenceBegins = Array(repeating: 0, count: 2 * variableCount + 1)
        values = Array(repeating: 0, count: variableCount)
        breakCounts = values
        trueCounts = Array(repeating: 0, count: formula.clauseCount)
        trueVariables = trueCounts
        places = trueCounts
        for clause in 0..<formula.clauseCount {
            try formula.clause(clause) { clause in
                for place in clause.indices { literals.append(2 * (Int(clause[place].magnitude) - 1) + (clause[place] < 0 ? 1 : 0)) }
                width = max(width, clause.count)
            }
            begins.append(literals.count)
        }
        for literal in literals { occurrenceBegins[literal + 1] += 1 }
        for literal in 0..<2 * variableCount { occurrenceBegins[literal + 1] += occurrenceBegins[literal] }
        var next = occurrenceBegins
        occurrences = Array(repeating: 0, count: literals.count)
        for clause in 0..<formula.clauseCount {
            for place in begins[clause]..<begins[clause + 1] {
                occurrences[next[literals[place]]] = clause
                next[literals[place]] += 1
            }
        }
    }

    func clause(_ index: Int) -> ArraySlice<Int> { literals[begins[index]..<begins[index + 1]] }

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
            for place in begins[clause]..<begins[clause + 1] where isTrue(literals[place]) {
                trueCounts[clause] += 1
                trueVariables[clause] ^= literals[place] / 2
            }
            if trueCounts[clause] == 0 { add(clause) } else if trueCounts[clause] == 1 { breakCounts[trueVariables[clause]] += 1 }
        }
    }

    /// Changes a variable's value. O(its occurrences).
    mutating func flip(_ variable: Int) {
        let losing = 2 * variable + 1 - values[variable]
        values[variable] = 1 - values[variable]
        for place in occurrenceBegins[losing ^ 1]..<occurrenceBegins[(losing ^ 1) + 1] {
            let clause = occurrences[place]
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
        for place in occurrenceBegins[losing]..<occurrenceBegins[losing + 1] {
            let clause = occurrences[place]
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
            let clause = search.clause(search.unsatisfied[random.index(below: search.unsatisfied.count)])
            // An empty clause cannot be mended, and others may be.
            if !clause.isEmpty { search.flip(choose(clause, search, &random) / 2) }
            flips += 1
        }
    }
}
