import AssayKit

struct SystemsFacts: Transferable {
    let dimension: Int
    let tolerance: Double
    let parameters: [[Double]]
    let rightHandSides: [[Double]]

    init(_ problem: any LinearSystems) {
        dimension = problem.dimension
        tolerance = problem.tolerance
        parameters = (0..<problem.systemCount).map { problem.parameters(of: $0) }
        rightHandSides = (0..<problem.systemCount).map { problem.rightHandSide(of: $0) }
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: dimension)
        writer.append(tolerance)
        writer.append(variable: parameters.count)
        for row in parameters + rightHandSides { writer.append(numbers: row) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        dimension = try reader.variable()
        tolerance = try reader.double()
        let count = try reader.variable(atMost: reader.remaining)
        var rows: [[Double]] = []
        for _ in 0..<2 * count { rows.append(try reader.numbers()) }
        parameters = Array(rows[..<count])
        rightHandSides = Array(rows[count...])
    }
}

class SealedSystems: SealedProblem, LinearSystems {
    private lazy var known = try? SystemsFacts(encoded: facts.details)
    var dimension: Int { known?.dimension ?? 0 }
    var systemCount: Int { known?.parameters.count ?? 0 }
    var tolerance: Double { known?.tolerance ?? 0 }
    func parameters(of system: Int) -> [Double] { known?.parameters[system] ?? [] }
    func rightHandSide(of system: Int) -> [Double] { known?.rightHandSides[system] ?? [] }

    func computeProduct(of system: Int, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = system
        mailbox.put(vector)
        if ask(.matrixVectorProduct) == .done { mailbox.get(into: &product) }
    }

    func solve(inOrder order: [Int], _ solution: (_ system: Int) throws -> [Double]) throws {
        mailbox.first = order.count
        mailbox.put(order.span)
        var answer = ask(.solveSystems)
        while answer == .query {
            let point = try solution(mailbox.first)
            mailbox.first = point.count
            mailbox.put(point.span)
            answer = ask(.solution)
        }
    }
}

final class SealedDefiniteSystems: SealedSystems, PositiveDefiniteSystems {}

extension OracleServer {
    func serveSystems(_ request: Mailbox.Request, _ problem: any LinearSystems) throws {
        if request == .matrixVectorProduct {
            let system = mailbox.first
            guard 0..<problem.systemCount ~= system else { throw SealedRun.End.garbage("system \(system)") }
            let vector: [Double] = try mailbox.numbers(problem.dimension)
            let product = try problem.product(of: system, vector)
            return mailbox.put(product.span)
        }
        let order: [Int] = try mailbox.numbers(mailbox.first)
        guard order.allSatisfy({ 0..<problem.systemCount ~= $0 }) else { throw SealedRun.End.garbage("systems that there are none of") }
        try problem.solve(inOrder: order) { system in
            mailbox.first = system
            mailbox.answer(.query)
            try serve(until: .solution)
            return try mailbox.numbers(mailbox.first)
        }
    }
}
