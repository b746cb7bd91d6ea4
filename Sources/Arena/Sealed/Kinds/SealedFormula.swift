import AssayKit

/// Of kinds that say no more than two numbers of themselves.
struct CountFacts: Transferable {
    let first: Int
    let second: Int

    init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: first)
        writer.append(variable: second)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        first = try reader.variable()
        second = try reader.variable()
    }
}

final class SealedFormula: SealedProblem, Satisfiability {
    private lazy var known = try? CountFacts(encoded: facts.details)
    var variableCount: Int { known?.first ?? 0 }
    var clauseCount: Int { known?.second ?? 0 }

    func readClause(_ index: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>) -> Void) {
        mailbox.first = index
        var literals = [Int32](repeating: 0, count: ask(.clause) == .done ? mailbox.first : 0)
        var span = literals.mutableSpan
        mailbox.get(into: &span)
        body(literals.span)
    }
}

final class SealedSubset: SealedProblem, DynamicSubset {
    private lazy var known = try? CountFacts(encoded: facts.details)
    var elementCount: Int { known?.first ?? 0 }
    var cardinality: Int { known?.second ?? 0 }

    func computeValue(of set: Span<Int>, _ receipt: borrowing Receipt) -> Double {
        mailbox.first = set.count
        mailbox.put(set)
        return ask(.subsetValue) == .done ? mailbox.number : .nan
    }

    func follow(_ answer: (_ change: ElementChange, _ solution: inout [Int]) throws -> Void) throws {
        var solution: [Int] = []
        var kind = ask(.follow)
        while kind == .query {
            try answer(mailbox.second == 1 ? .insertion(mailbox.first) : .deletion(mailbox.first), &solution)
            mailbox.first = solution.count
            mailbox.put(solution.span)
            kind = ask(.subset)
        }
    }
}

extension OracleServer {
    func serveClause(_ problem: any Satisfiability) throws {
        let index = mailbox.first
        guard 0..<problem.clauseCount ~= index else { throw SealedRun.End.garbage("clause \(index)") }
        try problem.clause(index) { literals in
            mailbox.first = literals.count
            mailbox.put(literals)
        }
    }

    func serveSubset(_ request: Mailbox.Request, _ problem: any DynamicSubset) throws {
        if request == .subsetValue {
            let set: [Int] = try mailbox.numbers(mailbox.first)
            guard set.allSatisfy({ 0..<problem.elementCount ~= $0 }) else { throw SealedRun.End.garbage("elements that there are none of") }
            mailbox.number = try problem.value(of: set)
            return
        }
        try problem.follow { change, solution in
            switch change {
            case .insertion(let element): (mailbox.first, mailbox.second) = (element, 1)
            case .deletion(let element): (mailbox.first, mailbox.second) = (element, 0)
            }
            mailbox.answer(.query)
            try serve(until: .subset)
            solution = try mailbox.numbers(mailbox.first)
        }
    }
}
