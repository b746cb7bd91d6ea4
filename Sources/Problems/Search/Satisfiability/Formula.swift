import AssayKit
import Formats

/// A formula in conjunctive normal form, no variable twice in a clause.
struct Formula: Sendable {
    let variableCount: Int
    let clauses: [[Int32]]
    /// An assignment that satisfies it, where the host knows one.
    let model: [Int]?

    /// Literals that are there twice in a clause are kept once, and clauses that are always true are left out.
    init(variableCount: Int, clauses: [[Int32]], model: [Int]? = nil) {
        self.variableCount = variableCount
        self.model = model
        self.clauses = clauses.compactMap { clause in
            var kept: [Int32] = []
            for literal in clause where !kept.contains(literal) { kept.append(literal) }
            return kept.contains { kept.contains(-$0) } ? nil : kept
        }
    }

    /// How many clauses an assignment leaves unsatisfied.
    /// - Parameter values: of each variable, 1 for true or 0 for false.
    func unsatisfied(_ values: [Int]) -> Int {
        clauses.count { clause in !clause.contains { ($0 > 0) == (values[Int($0.magnitude) - 1] == 1) } }
    }

    /// Random k-SAT: each clause is of k different variables, each negated by a toss, made by seed.
    /// - Parameter isPlanted: whether clauses that a hidden assignment does not satisfy are drawn anew.
    static func random(width: Int, variableCount: Int, clauseCount: Int, isPlanted: Bool, seed: UInt64) -> Formula {
        var random = Random(seed: seed, stream: 0x7361_7466)
        let hidden = (0..<variableCount).map { _ in random.index(below: 2) == 1 }
        var clauses: [[Int32]] = []
        while clauses.count < clauseCount {
            var variables: [Int] = []
            while variables.count < width {
                let variable = random.index(below: variableCount)
                if !variables.contains(variable) { variables.append(variable) }
            }
            let clause = variables.map { Int32(random.index(below: 2) == 1 ? $0 + 1 : -$0 - 1) }
            if !isPlanted || clause.contains(where: { ($0 > 0) == hidden[Int($0.magnitude) - 1] }) { clauses.append(clause) }
        }
        return Formula(variableCount: variableCount, clauses: clauses, model: isPlanted ? hidden.map { $0 ? 1 : 0 } : nil)
    }

    /// The pigeonhole principle: n + 1 pigeons in n holes, no two in one. It cannot be satisfied, but all but one clause can.
    static func pigeonhole(_ holes: Int) -> Formula {
        func variable(_ pigeon: Int, _ hole: Int) -> Int32 { Int32(pigeon * holes + hole + 1) }
        let somewhere = (0...holes).map { pigeon in (0..<holes).map { variable(pigeon, $0) } }
        let alone = (0..<holes).flatMap { hole in
            (0...holes).flatMap { pigeon in (0..<pigeon).map { [-variable(pigeon, hole), -variable($0, hole)] } }
        }
        return Formula(variableCount: (holes + 1) * holes, clauses: somewhere + alone)
    }
}
