import AssayKit

struct InclusionFacts: Transferable {
    let componentCount: Int
    let start: [Double]
    /// Lipschitz, on the average; cocoercive, on the average.
    let constants: [Double]

    init(_ problem: any MonotoneInclusion) {
        componentCount = problem.componentCount
        start = problem.start
        let cocoercive = problem as? any CocoerciveInclusion
        constants = [problem.lipschitz, problem.averageLipschitz, cocoercive?.cocoercivity ?? .infinity, cocoercive?.averageCocoercivity ?? .infinity]
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: componentCount)
        writer.append(numbers: start)
        writer.append(numbers: constants)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        componentCount = try reader.variable()
        start = try reader.numbers()
        constants = try reader.numbers()
    }
}

class SealedInclusion: SealedProblem, MonotoneInclusion {
    private lazy var known = try? InclusionFacts(encoded: facts.details)
    var dimension: Int { start.count }
    var componentCount: Int { known?.componentCount ?? 1 }
    var start: [Double] { known?.start ?? [] }
    var lipschitz: Double { constant(0) }
    var averageLipschitz: Double { constant(1) }
    fileprivate func constant(_ index: Int) -> Double { known?.constants[index] ?? .infinity }

    func computeOperator(at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.put(point)
        if ask(.operatorValue) == .done { mailbox.get(into: &result) }
    }
    func computeOperator(of batch: Span<Int>, at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = batch.count
        mailbox.put(point)
        mailbox.put(batch, at: 8 * point.count)
        if ask(.operatorOfBatch) == .done { mailbox.get(into: &result) }
    }
    func computeResolvent(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.number = step
        mailbox.put(point)
        if ask(.resolvent) == .done { mailbox.get(into: &result) }
    }
}

final class SealedCocoerciveInclusion: SealedInclusion, CocoerciveInclusion {
    var cocoercivity: Double { constant(2) }
    var averageCocoercivity: Double { constant(3) }
}

extension OracleServer {
    func serveInclusion(_ request: Mailbox.Request, _ problem: any MonotoneInclusion) throws {
        let point: [Double] = try mailbox.numbers(problem.dimension)
        let result: [Double]
        switch request {
        case .operatorValue: result = try problem.value(at: point)
        case .operatorOfBatch:
            let batch: [Int] = try mailbox.numbers(mailbox.first, at: 8 * point.count)
            guard !batch.isEmpty, batch.allSatisfy({ 0..<problem.componentCount ~= $0 }) else { throw SealedRun.End.garbage("a batch of no such components") }
            result = try problem.value(of: batch, at: point)
        default:
            let step = mailbox.number
            guard step > 0 else { throw SealedRun.End.garbage("a resolvent of step \(step)") }
            result = try problem.resolvent(of: point, step: step)
        }
        mailbox.put(numbers: result)
    }
}
