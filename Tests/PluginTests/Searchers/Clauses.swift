import AssayKit

/// A formula whose clauses a test can see.
final class Clauses: Satisfiability {
    let meter: Meter
    let variableCount: Int
    let clauses: [[Int32]]

    init(variableCount: Int, _ clauses: [[Int32]], _ meter: Meter = Meter()) {
        self.variableCount = variableCount
        self.clauses = clauses
        self.meter = meter
    }

    var clauseCount: Int { clauses.count }
    func readClause(_ index: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>) -> Void) {
        let clause = clauses[index]
        body(clause.span)
    }

    func unsatisfied(_ values: [Int]) -> Int {
        clauses.count { !$0.contains { values[Int($0.magnitude) - 1] == ($0 > 0 ? 1 : 0) } }
    }

    static func planted(variableCount: Int, clauseCount: Int, width: Int, seed: UInt64) -> Clauses {
        var random = Random(seed: seed, stream: 9)
        let hidden = (0..<variableCount).map { _ in random.index(below: 2) }
        var clauses: [[Int32]] = []
        while clauses.count < clauseCount {
            let clause = random.sample(width, of: variableCount).map { Int32(random.index(below: 2) == 1 ? $0 + 1 : -$0 - 1) }
            if clause.contains(where: { hidden[Int($0.magnitude) - 1] == ($0 > 0 ? 1 : 0) }) { clauses.append(clause) }
        }
        return Clauses(variableCount: variableCount, clauses, Meter())
    }
}
