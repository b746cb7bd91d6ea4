/// Assignments built variable by variable, each choice followed by all that it implies.
struct UnitPropagation {
    private let clauses: ClauseTable
    /// 1 where the variable is true, 0 where it is false, −1 where it is not assigned yet.
    private(set) var values: [Int]
    /// Of each clause how many of its variables are not assigned, and whether a literal of it is true.
    private var openCounts: [Int]
    private var isSatisfied: [Bool]
    /// Clauses of which one literal alone was left when they came in, in their order.
    private var units: [Int] = []
    /// How many clauses all of whose literals are false.
    private(set) var falsifiedCount = 0
    /// How many values were implied, over all assignments.
    private(set) var propagationCount = 0

    init(_ clauses: ClauseTable) {
        self.clauses = clauses
        values = Array(repeating: -1, count: clauses.variableCount)
        openCounts = Array(repeating: 0, count: clauses.count)
        isSatisfied = Array(repeating: false, count: clauses.count)
    }

    /// Builds a new assignment: each variable in its turn takes its preferred value, unless a clause has implied one before.
    /// Where clauses imply both, the first one has it, and the other is falsified. O(the formula's literals).
    mutating func assign(order: [Int], preferred: [Int]) {
        falsifiedCount = 0
        for variable in values.indices { values[variable] = -1 }
        for clause in openCounts.indices {
            openCounts[clause] = clauses[clause].count
            isSatisfied[clause] = false
            if openCounts[clause] == 0 { falsifiedCount += 1 }
            if openCounts[clause] == 1 { units.append(clause) }
        }
        propagate()
        for variable in order where values[variable] < 0 {
            set(2 * variable + 1 - preferred[variable])
            propagate()
        }
    }

    private mutating func propagate() {
        var next = 0
        while next < units.count {
            let clause = units[next]
            next += 1
            guard !isSatisfied[clause], let literal = clauses[clause].first(where: { values[$0 / 2] < 0 }) else { continue }
            set(literal)
            propagationCount += 1
        }
        units.removeAll(keepingCapacity: true)
    }

    /// Makes a literal true.
    private mutating func set(_ literal: Int) {
        values[literal / 2] = 1 - literal % 2
        for clause in clauses.clauses(with: literal) { isSatisfied[clause] = true }
        for clause in clauses.clauses(with: literal ^ 1) {
            openCounts[clause] -= 1
            guard !isSatisfied[clause] else { continue }
            if openCounts[clause] == 0 { falsifiedCount += 1 }
            if openCounts[clause] == 1 { units.append(clause) }
        }
    }
}
