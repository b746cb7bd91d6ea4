import AssayKit

/// What is known of a graph, signed or not, before its edges are asked for.
struct NodeFacts: Transferable {
    let degrees: [Int]
    /// Of nodes' features, or of the embedding that is wanted; 0 where there is neither.
    let dimension: Int
    /// A factorised graph's offset, or the probability of a restart; 0 where there is neither.
    let number: Double

    init(_ problem: any SignedGraph) {
        degrees = (0..<problem.nodeCount).map { problem.degree(of: $0) }
        let factorized = problem as? any FactorizedGraph
        (dimension, number) = (factorized?.dimension ?? 0, factorized?.offset ?? 0)
    }

    init(_ problem: any Graph) {
        degrees = (0..<problem.nodeCount).map { problem.degree(of: $0) }
        dimension = (problem as? any NodeEmbedding)?.dimension ?? 0
        number = (problem as? any PersonalizedPageRank)?.restartProbability ?? 0
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(variable: degrees.count)
        for degree in degrees { writer.append(variable: degree) }
        writer.append(variable: dimension)
        writer.append(number)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        var degrees: [Int] = []
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) { degrees.append(try reader.variable()) }
        self.degrees = degrees
        dimension = try reader.variable()
        number = try reader.double()
    }
}

/// A graph, signed or not, as a library sees it.
class SealedNodes: SealedProblem {
    fileprivate lazy var known = try? NodeFacts(encoded: facts.details)
    var nodeCount: Int { known?.degrees.count ?? 0 }
    func degree(of node: Int) -> Int { known?.degrees[node] ?? 0 }

    func readEdges(of node: Int, _ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Double>) -> Void) {
        mailbox.first = node
        let count = ask(.edges) == .done ? mailbox.first : 0
        var weights = [Double](repeating: 0, count: count), neighbors = [Int32](repeating: 0, count: count)
        var weightSpan = weights.mutableSpan
        mailbox.get(into: &weightSpan)
        var neighborSpan = neighbors.mutableSpan
        mailbox.get(into: &neighborSpan, at: 8 * count)
        body(neighbors.span, weights.span)
    }
}

extension Graph where Self: SealedNodes {
    func findNeighbor(of node: Int, at share: Double, _ receipt: borrowing Receipt) -> Int {
        (mailbox.first, mailbox.number) = (node, share)
        return ask(.neighbor) == .done ? mailbox.first : node
    }
}

final class SealedGraph: SealedNodes, SignedGraph {}

final class SealedFactorizedGraph: SealedNodes, FactorizedGraph {
    var dimension: Int { known?.dimension ?? 0 }
    var offset: Double { known?.number ?? 0 }
    func copyFeatures(of node: Int, into features: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        mailbox.first = node
        if ask(.features) == .done { mailbox.get(into: &features) }
    }
}

final class SealedEmbedding: SealedNodes, NodeEmbedding {
    var dimension: Int { known?.dimension ?? 0 }
}

final class SealedPageRank: SealedNodes, PersonalizedPageRank {
    var restartProbability: Double { known?.number ?? 1 }

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
    func serveEdges() throws {
        func put(_ neighbors: Span<Int32>, _ weights: Span<Double>) {
            mailbox.first = neighbors.count
            mailbox.put(weights)
            mailbox.put(neighbors, at: 8 * weights.count)
        }
        if let graph = problem as? any SignedGraph { return try graph.edges(of: try node(of: graph.nodeCount), put) }
        let graph = try needed(problem as? any Graph)
        try graph.edges(of: try node(of: graph.nodeCount), put)
    }

    func serveFeatures(_ graph: any FactorizedGraph) throws {
        let node = try node(of: graph.nodeCount)
        try result(graph.dimension, of: Double.self) { span throws(Stop) in
            try graph.features(of: node, into: &span)
            return 0
        }
    }

    func serveNeighbor(_ graph: any Graph) throws {
        let node = try node(of: graph.nodeCount), share = mailbox.number
        guard share >= 0, share < 1, let neighbor = try graph.neighbor(of: node, at: share) else { throw SealedRun.End.garbage("an edge of node \(node) at \(share)") }
        mailbox.first = neighbor
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

    private func node(of count: Int) throws -> Int {
        let node = mailbox.first
        guard 0..<count ~= node else { throw SealedRun.End.garbage("node \(node)") }
        return node
    }
}
