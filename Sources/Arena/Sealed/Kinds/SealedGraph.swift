import AssayKit

struct GraphFacts: Transferable {
    let degrees: [Int]
    let dimension: Int
    let offset: Double

    init(_ problem: any SignedGraph) {
        degrees = (0..<problem.nodeCount).map { problem.degree(of: $0) }
        let factorized = problem as? any FactorizedGraph
        (dimension, offset) = (factorized?.dimension ?? 0, factorized?.offset ?? 0)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: degrees.count)
        for degree in degrees { writer.append(variable: degree) }
        writer.append(variable: dimension)
        writer.append(offset)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        var degrees: [Int] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { degrees.append(try reader.variable()) }
        self.degrees = degrees
        dimension = try reader.variable()
        offset = try reader.double()
    }
}

/// Where numbers of eight bytes begin behind so many of four.
private func aligned(_ count: Int) -> Int { (4 * count + 7) / 8 * 8 }

class SealedGraph: SealedProblem, SignedGraph {
    fileprivate lazy var known = try? GraphFacts(encoded: facts.details)
    var nodeCount: Int { known?.degrees.count ?? 0 }
    func degree(of node: Int) -> Int { known?.degrees[node] ?? 0 }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        mailbox.first = node
        let count = ask(.edges) == .done ? mailbox.first : 0
        var neighbors = [Int32](repeating: 0, count: count), costs = [Double](repeating: 0, count: count)
        var neighborSpan = neighbors.mutableSpan
        mailbox.get(into: &neighborSpan)
        var costSpan = costs.mutableSpan
        mailbox.get(into: &costSpan, at: aligned(count))
        body(neighbors.span, costs.span)
    }
}

final class SealedFactorizedGraph: SealedGraph, FactorizedGraph {
    var dimension: Int { known?.dimension ?? 0 }
    var offset: Double { known?.offset ?? 0 }
    func copyFeatures(of node: Int, into features: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = node
        if ask(.features) == .done { mailbox.get(into: &features) }
    }
}

extension OracleServer {
    func serveGraph(_ request: Mailbox.Request, _ problem: any SignedGraph) throws {
        let node = mailbox.first
        guard 0..<problem.nodeCount ~= node else { throw SealedRun.End.garbage("node \(node)") }
        if request == .features {
            let factorized = try needed(problem as? any FactorizedGraph)
            return try result(factorized.dimension, of: Double.self) { span throws(Stop) in
                try factorized.features(of: node, into: &span)
                return 0
            }
        }
        try problem.edges(of: node) { neighbors, costs in
            mailbox.first = neighbors.count
            mailbox.put(neighbors)
            mailbox.put(costs, at: aligned(neighbors.count))
        }
    }
}
