/// Graphs as lists of edges: one a line, `node node`, or `node node weight`; nodes are whole numbers, not negative. Lines that
/// begin with `#` or `%` are comments. It is what SNAP, KONECT and networkx write.
public enum EdgeList {
    /// Loads a file.
    /// - Throws: where it cannot be read, or a line is no edge, or there is none; with the line.
    /// - Complexity: O(m log m) for m edges.
    public static func load(_ file: String) throws(FormatError) -> WeightedGraph { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = "list of edges") throws(FormatError) -> WeightedGraph {
        var lines = WordLines(bytes: bytes, file: file)
        var named: [(source: Int, target: Int, weight: Double)] = []
        while let words = lines.next() {
            guard let first = words.first, ![UInt8(ascii: "#"), UInt8(ascii: "%")].contains(bytes[first.lowerBound]) else { continue }
            guard 2...3 ~= words.count, let source = lines.wholeNumber(words[0]), let target = lines.wholeNumber(words[1]), min(source, target) >= 0 else {
                throw lines.refusal("the line is no edge", "write: node node, or: node node weight, the nodes as whole numbers")
            }
            guard let weight = words.count == 2 ? 1 : DecimalNumber.parse(bytes, words[2]) else {
                throw lines.refusal("the weight \(quoted(bytes[words[2]])) is not a finite number", "write a decimal number, or leave it out")
            }
            named.append((source, target, weight))
        }
        guard !named.isEmpty else { throw FormatError(file, "", "holds no edge", remedy: "each line is: node node, or: node node weight") }
        let names = Set(named.flatMap { [$0.source, $0.target] }).sorted()
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        return WeightedGraph(
            names: names, edges: named.map { .init(source: places[$0.source] ?? 0, target: places[$0.target] ?? 0, weight: $0.weight) })
    }

    /// The text of a graph. Nodes without edges are not in it. Weights are written with as few digits as read back to the same double.
    public static func encode(_ graph: WeightedGraph) -> [UInt8] {
        var bytes: [UInt8] = []
        for edge in graph.edges { bytes += "\(graph.names[edge.source]) \(graph.names[edge.target]) \(DecimalNumber.text(edge.weight))\n".utf8 }
        return bytes
    }

    /// Writes a file, atomically.
    /// - Throws: where it cannot be written.
    public static func write(_ graph: WeightedGraph, to file: String) throws(FormatError) { try replace(file, with: encode(graph)) }
}

/// A graph as its list of edges.
public struct WeightedGraph: Sendable, Equatable {
    public struct Edge: Sendable, Equatable {
        /// Nodes by their place in `names`.
        public let source: Int
        public let target: Int
        public let weight: Double

        public init(source: Int, target: Int, weight: Double) {
            self.source = source
            self.target = target
            self.weight = weight
        }
    }

    /// What the file calls the nodes, ascending.
    public let names: [Int]
    /// In the file's order; an edge may be there more than once, and may lead from a node to itself.
    public let edges: [Edge]

    /// - Precondition: every edge is between nodes that have names.
    public init(names: [Int], edges: [Edge]) {
        precondition(edges.allSatisfy { names.indices.contains($0.source) && names.indices.contains($0.target) }, "an edge to a node without a name")
        self.names = names
        self.edges = edges
    }
}
