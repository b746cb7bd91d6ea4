import AssayKit

struct HierarchyFacts: Transferable {
    let nodeCount: Int
    let dimension: Int
    let edgeCount: Int
    let closureCount: Int

    init(_ problem: any Hierarchy) {
        (nodeCount, dimension, edgeCount, closureCount) = (problem.nodeCount, problem.dimension, problem.edgeCount, problem.closureCount)
    }

    func encode(to writer: inout ByteWriter) {
        for number in [nodeCount, dimension, edgeCount, closureCount] { writer.append(variable: number) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        nodeCount = try reader.variable()
        dimension = try reader.variable()
        edgeCount = try reader.variable()
        closureCount = try reader.variable()
    }
}

final class SealedHierarchy: SealedProblem, Hierarchy {
    private lazy var known = try? HierarchyFacts(encoded: facts.details)
    var nodeCount: Int { known?.nodeCount ?? 0 }
    var dimension: Int { known?.dimension ?? 1 }
    var edgeCount: Int { known?.edgeCount ?? 0 }
    var closureCount: Int { known?.closureCount ?? 0 }

    func readEdges(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) { pairs(.hierarchyEdges, edgeCount, body) }
    func readClosure(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) { pairs(.hierarchyClosure, closureCount, body) }

    func computePathLengths(from node: Int, into lengths: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = node
        if ask(.pathLengths) == .done { mailbox.get(into: &lengths) }
    }

    private func pairs(_ request: Mailbox.Request, _ count: Int, _ body: (Span<Int32>, Span<Int32>) -> Void) {
        var below = [Int32](repeating: 0, count: count), above = below
        if ask(request) == .done {
            var belowSpan = below.mutableSpan
            mailbox.get(into: &belowSpan)
            var aboveSpan = above.mutableSpan
            mailbox.get(into: &aboveSpan, at: 4 * count)
        }
        body(below.span, above.span)
    }
}

extension OracleServer {
    func serveHierarchy(_ request: Mailbox.Request, _ problem: any Hierarchy) throws {
        func put(_ below: Span<Int32>, _ above: Span<Int32>) {
            mailbox.put(below)
            mailbox.put(above, at: 4 * below.count)
        }
        switch request {
        case .hierarchyEdges: try problem.edges(put)
        case .hierarchyClosure: try problem.closure(put)
        default:
            let node = mailbox.first
            guard 0..<problem.nodeCount ~= node else { throw SealedRun.End.garbage("node \(node)") }
            try result(problem.nodeCount, of: Double.self) { span throws(Stop) in
                try problem.pathLengths(from: node, into: &span)
                return 0
            }
        }
    }
}
