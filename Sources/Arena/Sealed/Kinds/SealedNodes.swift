import AssayKit

struct NodeFacts: Transferable {
    let degrees: [Int]
    let dimension: Int
    let restartProbability: Double

    init(_ problem: any Graph) {
        degrees = (0..<problem.nodeCount).map { problem.degree(of: $0) }
        dimension = (problem as? any NodeEmbedding)?.dimension ?? 0
        restartProbability = (problem as? any PersonalizedPageRank)?.restartProbability ?? 0
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: degrees.count)
        for degree in degrees { writer.append(variable: degree) }
        writer.append(variable: dimension)
        writer.append(restartProbability)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        var degrees: [Int] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { degrees.append(try reader.variable()) }
        self.degrees = degrees
        dimension = try reader.variable()
        restartProbability = try reader.double()
    }
}

/// A graph that is not signed, as a library sees it.
class SealedNodes: SealedProblem, Graph {
    fileprivate lazy var known = try? NodeFacts(encoded: facts.details)
    var nodeCount: Int { known?.degrees.count ?? 0 }
    func degree(of node: Int) -> Int { known?.degrees[node] ?? 0 }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        mailbox.first = node
        let count = ask(.nodeEdges) == .done ? mailbox.first : 0
        var weights = [Double](repeating: 0, count: count), neighbors = [Int32](repeating: 0, count: count)
        var weightSpan = weights.mutableSpan
        mailbox.get(into: &weightSpan)
        var neighborSpan = neighbors.mutableSpan
        mailbox.get(into: &neighborSpan, at: 8 * count)
        body(neighbors.span, weights.span)
    }

    func findNeighbor(of node: Int, at share: Double, _ receipt: borrowing Receipt) -> Int {
        (mailbox.first, mailbox.number) = (node, share)
        return ask(.nodeNeighbor) == .done ? mailbox.first : node
    }
}

final class SealedEmbedding: SealedNodes, NodeEmbedding {
    var dimension: Int { known?.dimension ?? 0 }
}

final class SealedPageRank: SealedNodes, PersonalizedPageRank {
    var restartProbability: Double { known?.restartProbability ?? 1 }

    func serve<Index: Transferable>(_ index: Index, _ answer: (Index, Span<Int32>, inout MutableSpan<Double>) throws -> Void) throws {
        mailbox.put(index.encoded)
        var kind = ask(.serveSources)
        while kind == .query {
            var sources = [Int32](repeating: 0, count: mailbox.first)
            var sourceSpan = sources.mutableSpan
            mailbox.get(into: &sourceSpan)
            var ranks = [Double](repeating: 0, count: sources.count * nodeCount)
            var span = ranks.mutableSpan
            try answer(index, sources.span, &span)
            mailbox.put(ranks.span)
            kind = ask(.ranks)
        }
    }
}

/// An index as the oracle's side has it: bytes.
private struct IndexBytes: Transferable {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    func encode(to writer: inout ByteWriter) { writer.append(contentsOf: bytes) }
    init(from reader: inout ByteReader) throws(DamagedBytes) { bytes = try reader.bytes(reader.remaining) }
}

extension OracleServer {
    func serveNodes(_ request: Mailbox.Request, _ problem: any Graph) throws {
        let node = mailbox.first
        guard 0..<problem.nodeCount ~= node else { throw SealedRun.End.garbage("node \(node)") }
        guard request == .nodeEdges else {
            let share = mailbox.number
            guard share >= 0, share < 1, let neighbor = try problem.neighbor(of: node, at: share) else { throw SealedRun.End.garbage("an edge of node \(node) at \(share)") }
            mailbox.first = neighbor
            return
        }
        try problem.edges(of: node) { neighbors, weights in
            mailbox.first = neighbors.count
            mailbox.put(weights)
            mailbox.put(neighbors, at: 8 * weights.count)
        }
    }

    func serveSources(_ problem: any PersonalizedPageRank) throws {
        try problem.serve(IndexBytes(try mailbox.bytes())) { _, sources, ranks in
            mailbox.first = sources.count
            mailbox.put(sources)
            mailbox.answer(.query)
            try serve(until: .ranks)
            mailbox.get(into: &ranks)
        }
    }
}
