import AssayKit

struct RegressionFacts: Transferable {
    let columns: [[Double]]
    let targets: [Double]
    let operations: [SymbolicExpression.Operation]
    let hasRealConstants: Bool
    let names: [String]

    init(_ problem: any SymbolicRegression) {
        (columns, targets, operations) = (problem.columns, problem.targets, problem.operations)
        (hasRealConstants, names) = (problem.hasRealConstants, problem.names)
    }

    func encode(to writer: inout ByteWriter) {
        for number in [targets.count, columns.count, operations.count, hasRealConstants ? 1 : 0] { writer.append(variable: number) }
        for number in targets + columns.joined() { writer.append(number) }
        for operation in operations { writer.append(variable: operation.rawValue) }
        for name in names { writer.append(name) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let pointCount = try reader.variable(atMost: reader.remaining), variableCount = try reader.variable(atMost: reader.remaining)
        let operationCount = try reader.variable(atMost: reader.remaining)
        hasRealConstants = try reader.variable() == 1
        var targets: [Double] = [], columns: [[Double]] = [], operations: [SymbolicExpression.Operation] = [], names: [String] = []
        for _ in 0..<pointCount { targets.append(try reader.double()) }
        for _ in 0..<variableCount {
            columns.append([])
            for _ in 0..<pointCount { columns[columns.count - 1].append(try reader.double()) }
        }
        for _ in 0..<operationCount {
            guard let operation = SymbolicExpression.Operation(rawValue: try reader.variable()) else { throw DamagedBytes(at: reader.offset, "an operation that there is none of") }
            operations.append(operation)
        }
        for _ in 0..<variableCount { names.append(try reader.text()) }
        (self.targets, self.columns, self.operations, self.names) = (targets, columns, operations, names)
    }
}

final class SealedRegression: SealedProblem, SymbolicRegression {
    private lazy var known = try? RegressionFacts(encoded: facts.details)
    var columns: [[Double]] { known?.columns ?? [] }
    var targets: [Double] { known?.targets ?? [] }
    var operations: [SymbolicExpression.Operation] { known?.operations ?? [] }
    var hasRealConstants: Bool { known?.hasRealConstants ?? false }
    var names: [String] { known?.names ?? [] }

    func count(evaluations: Int, _ receipt: borrowing Receipt) {
        mailbox.first = evaluations
        _ = ask(.evaluations)
    }
}

extension OracleServer {
    func serveRegression(_ problem: any SymbolicRegression) throws {
        let count = mailbox.first
        guard count >= 0 else { throw SealedRun.End.garbage("\(count) evaluations") }
        try problem.charge(evaluations: count)
    }
}
