/// Graphs as METIS reads them (Karypis and Kumar, METIS's manual, "Graph file"): a line of sizes, `nodes edges`, with a
/// format and a number of node weights where there are weights, then a line for each node with the nodes that its edges lead
/// to, counted from 1, and their weights. A line that begins with `%` is a comment; an empty one is a node without edges.
/// Graphs are undirected: each edge is named at both of its ends. Sizes and weights of nodes are read over.
public enum METIS {
    /// Loads a file. Each edge comes once; nodes are named from 1.
    /// - Throws: where it cannot be read, or is not such a graph; with the line.
    /// - Complexity: O(m log m) for m edges. Nothing is allocated by what the sizes say before the nodes are there.
    public static func load(_ file: String) throws(FormatError) -> WeightedGraph { try decode(try contents(of: file), file: file) }

    /// Reads a file's bytes, as `load` does.
    /// - Parameter file: what errors call the bytes.
    public static func decode(_ bytes: [UInt8], file: String = "METIS graph") throws(FormatError) -> WeightedGraph {
        var lines = WordLines(bytes: bytes, file: file)
        func next() -> [Range<Int>]? {
            while let words = lines.next() {
                if let first = words.first, bytes[first.lowerBound] == UInt8(ascii: "%") { continue }
                return words
            }
            return nil
        }
        guard let header = next() else { throw FormatError(file, "", "has no line of sizes", remedy: "the first line is: nodes edges") }
        let sizes = header.prefix(2).compactMap { lines.wholeNumber($0) }, form = header.dropFirst(2).first.map { bytes[$0] } ?? []
        guard 2...4 ~= header.count, sizes.count == 2, sizes.allSatisfy({ $0 >= 0 }), form.count <= 3, form.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else {
            throw lines.refusal("the first line holds no sizes", "write: nodes edges, and behind them, where there are weights, a format such as 001")
        }
        let flags = [UInt8](repeating: UInt8(ascii: "0"), count: 3 - form.count) + form
        let hasNodeWeights = flags[1] == UInt8(ascii: "1"), hasEdgeWeights = flags[2] == UInt8(ascii: "1")
        let weightCount = header.count == 4 ? lines.wholeNumber(header[3]) ?? -1 : (hasNodeWeights ? 1 : 0)
        guard weightCount >= 0, hasNodeWeights || weightCount == 0 else { throw lines.refusal("the number of node weights makes no sense", "leave it out, or write format 010") }
        let skipped = (flags[0] == UInt8(ascii: "1") ? 1 : 0) + weightCount

        var named: [(source: Int, target: Int, weight: Double)] = []
        for node in 0..<sizes[0] {
            guard let words = next() else { throw lines.refusal("ends with \(sizes[0] - node) nodes missing", "it is truncated, or the first line is wrong") }
            guard words.count >= skipped, !hasEdgeWeights || (words.count - skipped) % 2 == 0 else {
                throw lines.refusal("the line of node \(node + 1) has \(words.count) numbers", "the format \(quoted(form[...])) asks for another number of them")
            }
            for place in stride(from: skipped, to: words.count, by: hasEdgeWeights ? 2 : 1) {
                guard let target = lines.wholeNumber(words[place]), 1...max(1, sizes[0]) ~= target else {
                    throw lines.refusal("\(quoted(bytes[words[place]])) is no node", "nodes count from 1 to \(sizes[0])")
                }
                guard let weight = hasEdgeWeights ? DecimalNumber.parse(bytes, words[place + 1]) : 1 else {
                    throw lines.refusal("the weight \(quoted(bytes[words[place + 1]])) is not a finite number", "write a number behind each neighbour")
                }
                named.append((node, target - 1, weight))
            }
        }
        while let words = next() {
            guard words.isEmpty else { throw lines.refusal("there are more lines than \(sizes[0]) nodes", "correct the first line") }
        }
        return try graph(named, nodeCount: sizes[0], edgeCount: sizes[1], file)
    }

    /// Each edge once, if it is there from both of its ends.
    private static func graph(
        _ named: [(source: Int, target: Int, weight: Double)], nodeCount: Int, edgeCount: Int, _ file: String
    ) throws(FormatError) -> WeightedGraph {
        let forth = named.filter { $0.source < $0.target }.sorted { ($0.source, $0.target, $0.weight) < ($1.source, $1.target, $1.weight) }
        let back = named.filter { $0.source > $0.target }.sorted { ($0.target, $0.source, $0.weight) < ($1.target, $1.source, $1.weight) }
        let loops = named.filter { $0.source == $0.target }
        for (edge, other) in zip(forth, back) where (edge.source, edge.target, edge.weight) != (other.target, other.source, other.weight) {
            let lone = (edge.source, edge.target) < (other.target, other.source) ? edge : other
            throw FormatError(file, "node \(lone.source + 1)", "its edge to \(lone.target + 1) is another from there, or none", remedy: "name each edge at both of its ends")
        }
        guard forth.count == back.count else {
            let lone = forth.count > back.count ? forth[back.count] : back[forth.count]
            throw FormatError(file, "node \(lone.source + 1)", "its edge to \(lone.target + 1) is named at this end only", remedy: "name each edge at both of its ends")
        }
        guard forth.count + loops.count == edgeCount || named.count == 2 * edgeCount else {
            throw FormatError(file, "line of sizes", "it says \(edgeCount) edges, and there are \(forth.count + loops.count)", remedy: "an edge counts once; the file may be truncated")
        }
        return WeightedGraph(names: Array(1..<nodeCount + 1), edges: (forth + loops).map { .init(source: $0.source, target: $0.target, weight: $0.weight) })
    }
}
