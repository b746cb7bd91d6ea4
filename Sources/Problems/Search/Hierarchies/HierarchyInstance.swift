import AssayKit
import Formats

/// A hierarchy to be embedded in few dimensions.
struct HierarchyInstance: Instance {
    enum Source: Sendable {
        case balanced(branching: Int, depth: Int)
        /// A random recursive tree of so many nodes.
        case random(Int)
        /// A list of edges, child and parent.
        case file(String)
    }

    /// The judge looks at all pairs of nodes.
    static let nodeLimit = 5_000

    let id: String
    let role = Role.searcher
    let kind = "hierarchical embedding"
    let summary: String
    let source: Source
    let dimension: Int
    let metrics = EmbeddingScorer.metrics
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type { HierarchyProblem.self }
    var dataFiles: [String] { if case .file(let path) = source { [path] } else { [] } }

    /// The mammals of WordNet.
    static func mammals(dimension: Int) -> HierarchyInstance {
        HierarchyInstance(
            id: "hierarchy/mammals-\(dimension)d", summary: "1,170 synonym sets of WordNet below ‘mammal’, in \(dimension) dimensions",
            source: .file("mammals.txt"), dimension: dimension)
    }

    func make(_ data: DataFolder) throws -> Taxonomy {
        switch source {
        case .balanced(let branching, let depth): return try .balanced(branching: branching, depth: depth)
        case .random(let count): return try .random(count, seed: 0x7472_6565)
        case .file(let path):
            let file = try data.file(path)
            let graph = try EdgeList.load(file)
            guard graph.names.count <= Self.nodeLimit else {
                throw FormatError(file, "", "there are \(graph.names.count) nodes in it", remedy: "\(Self.nodeLimit) are the most")
            }
            do {
                return try Taxonomy(nodeCount: graph.names.count, edges: graph.edges.map { ($0.source, $0.target) })
            } catch let refused {
                throw FormatError(file, "", "\(refused), its nodes numbered from 0 in ascending order", remedy: "each line is: node, the node right above it")
            }
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { HierarchyProblem(try make(context.data), dimension: dimension, context.meter) }
    func makeScorer(_ data: DataFolder) throws -> any Scorer { EmbeddingScorer(try make(data), dimension: dimension) }

    /// The edges, child and parent.
    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let taxonomy = try make(data)
        let edges = taxonomy.edges.map { WeightedGraph.Edge(source: $0.child, target: $0.parent, weight: 1) }
        try EdgeList.write(WeightedGraph(names: Array(0..<taxonomy.nodeCount), edges: edges), to: folder + "/edges.txt")
        return ["edges.txt"]
    }
}

final class HierarchyProblem: Hierarchy {
    let meter: Meter
    let dimension: Int
    private let taxonomy: Taxonomy

    init(_ taxonomy: Taxonomy, dimension: Int, _ meter: Meter) {
        self.taxonomy = taxonomy
        self.dimension = dimension
        self.meter = meter
    }

    var nodeCount: Int { taxonomy.nodeCount }
    var edgeCount: Int { taxonomy.edges.count }
    var closureCount: Int { taxonomy.ancestors.reduce(0) { $0 + $1.count } }

    func readEdges(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) {
        let children = taxonomy.edges.map { Int32($0.child) }, parents = taxonomy.edges.map { Int32($0.parent) }
        body(children.span, parents.span)
    }

    func readClosure(_ receipt: borrowing Receipt, _ body: (Span<Int32>, Span<Int32>) -> Void) {
        let nodes = taxonomy.ancestors.enumerated().flatMap { node, above in above.map { _ in Int32(node) } }
        let ancestors = taxonomy.ancestors.flatMap { $0 }
        body(nodes.span, ancestors.span)
    }

    func computePathLengths(from node: Int, into lengths: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        for (other, length) in taxonomy.pathLengths(from: node).enumerated() { lengths[other] = length }
    }
}
