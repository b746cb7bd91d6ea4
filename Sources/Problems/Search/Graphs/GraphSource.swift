import AssayKit
import Formats

/// Where a graph comes from.
enum GraphSource: Sendable {
    /// Zachary's karate club.
    case karate
    case blocks(StochasticBlocks)
    case attachment(PreferentialAttachment)
    /// The packages of this machine, where it is a Debian system.
    case debian
    /// A user's file, by its ending: `.graph` or `.metis`, `.mtx`, or a list of edges.
    case file(String)

    var dataFiles: [String] {
        switch self {
        case .karate: ["karate.txt"]
        case .debian: [DebianPackages.file]
        case .file(let path): [path]
        case .blocks, .attachment: []
        }
    }

    func make(_ data: DataFolder) throws -> EdgeSet {
        switch self {
        case .blocks(let blocks): return blocks.make()
        case .attachment(let attachment): return attachment.make()
        case .debian: return try DebianPackages.load(try data.file(DebianPackages.file))
        case .karate:
            let graph = try EdgeList.load(try data.file("karate.txt"))
            return EdgeSet(
                nodeCount: graph.names.count, edges: graph.edges.map { ($0.source, $0.target, $0.weight) }, isDirected: false, classes: Self.karateClasses)
        case .file(let path): return try Self.own(try data.file(path))
        }
    }

    /// Which of the two clubs each member was in after the split, as Zachary's table 1 has it.
    private static let karateClasses = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]

    /// Of a list of edges and of a matrix that is not symmetric the edges lead one way.
    private static func own(_ file: String) throws -> EdgeSet {
        let set: EdgeSet
        if file.hasSuffix(".mtx") {
            let matrix = try MatrixMarket.load(file)
            guard matrix.rowCount == matrix.columnCount else {
                throw FormatError(file, "", "it is \(matrix.rowCount) × \(matrix.columnCount)", remedy: "a graph's matrix is square")
            }
            let entries = matrix.entries.filter { $0.value != 0 }
            set = EdgeSet(nodeCount: matrix.rowCount, edges: entries.map { ($0.row, $0.column, $0.value) }, isDirected: true, classes: nil)
        } else {
            let isMETIS = file.hasSuffix(".graph") || file.hasSuffix(".metis")
            let graph = isMETIS ? try METIS.load(file) : try EdgeList.load(file)
            set = EdgeSet(
                nodeCount: graph.names.count, edges: graph.edges.map { ($0.source, $0.target, $0.weight) }, isDirected: !isMETIS, classes: nil)
        }
        guard set.nodeCount > 0 else { throw FormatError(file, "", "it has no node", remedy: "a graph of one node at least is needed") }
        if let edge = set.edges.first(where: { !($0.weight > 0) }) {
            throw FormatError(file, "", "an edge has the weight \(edge.weight)", remedy: "weights are positive numbers")
        }
        return set
    }
}
