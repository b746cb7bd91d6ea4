import AssayKit
import Formats

/// Clustering of a signed graph: multicut, or weighted correlation clustering.
struct SignedGraphInstance: Instance {
    enum Source: Sendable {
        /// The complete graph of the handwritten digits.
        case digits
        /// The complete graph of vectors made by seed.
        case clustered(ClusteredVectors)
        /// A sparse graph made by seed.
        case planted(PlantedPartition)
        /// A user's list of edges.
        case file(String)
    }

    let id: String
    let role = Role.searcher
    let kind = "multicut"
    let summary: String
    let source: Source
    let defaultBudget = Budget(seconds: 60)
    var metrics: [Metric] {
        let disagreement = Metric("disagreement", better: .lower)
        if case .file = source { return [disagreement] }
        return [disagreement, Metric("adjustedRandIndex", better: .higher)]
    }
    var dataFiles: [String] {
        switch source {
        case .digits: ["digits.csv"]
        case .clustered, .planted: []
        case .file(let path): [path]
        }
    }
    var problemType: any Metered.Type {
        switch source {
        case .digits, .clustered: FactorizedGraphProblem.self
        case .planted, .file: SparseSignedGraphProblem.self
        }
    }

    private enum Made {
        case factorized(NodeFeatures, classes: [Int])
        case sparse(SignedEdges, classes: [Int]?)
    }

    private func make(_ data: DataFolder) throws -> Made {
        switch source {
        case .digits:
            let digits = try Digits(data)
            let points = Matrix(rows: digits.labels.count, columns: Digits.pixelCount, entries: digits.pixels)
            return .factorized(NodeFeatures(cosinesOf: points, offset: 0.4), classes: digits.labels)
        case .clustered(let clustered):
            let (set, classes) = clustered.makeLabelled()
            let points = Matrix(rows: set.count, columns: set.dimension, entries: set.vectors.map { Double($0) })
            return .factorized(NodeFeatures(cosinesOf: points, offset: 0.4), classes: classes)
        case .planted(let planted): return .sparse(planted.make(), classes: planted.classes)
        case .file(let path):
            let file = try data.file(path)
            let graph = try EdgeList.load(file)
            guard graph.names.count <= 10_000_000 else {
                throw FormatError(file, "", "there are \(graph.names.count) nodes in it", remedy: "10 million are the most")
            }
            return .sparse(SignedEdges(nodeCount: graph.names.count, edges: graph.edges.map { ($0.source, $0.target, $0.weight) }), classes: nil)
        }
    }

    func makeProblem(_ context: ProblemContext) throws -> any Metered {
        switch try make(context.data) {
        case .factorized(let features, _): FactorizedGraphProblem(features, context.meter)
        case .sparse(let edges, _): SparseSignedGraphProblem(edges, context.meter)
        }
    }

    func makeScorer(_ data: DataFolder) throws -> any Scorer {
        switch try make(data) {
        case .factorized(let features, let classes): MulticutScorer(features, classes: classes)
        case .sparse(let edges, let classes): MulticutScorer(edges, classes: classes)
        }
    }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        switch try make(data) {
        case .factorized(let features, _):
            try NumPy.write(.init(shape: [features.matrix.rows, features.matrix.columns], elements: features.matrix.entries), to: folder + "/features.npy")
            return ["features.npy"]
        case .sparse(let edges, _):
            let graph = WeightedGraph(
                names: Array(0..<edges.nodeCount), edges: edges.pairs.map { .init(source: $0.source, target: $0.target, weight: $0.cost) })
            try EdgeList.write(graph, to: folder + "/edges.txt")
            return ["edges.txt"]
        }
    }
}

/// A signed graph made by seed: nodes in blocks of equal size, edges by chance, more of them within a block; costs are
/// normal with mean +1 within a block and −1 between two, and so often lie.
struct PlantedPartition: Sendable {
    let nodeCount: Int
    let blockCount: Int
    let edgeProbabilities: (within: Double, between: Double)
    let deviation: Double

    var classes: [Int] { (0..<nodeCount).map { $0 % blockCount } }

    func make() -> SignedEdges {
        var random = Random(seed: 0x7369_676E_6564)
        let classes = classes
        var edges: [(source: Int, target: Int, cost: Double)] = []
        for source in 0..<nodeCount {
            for target in source + 1..<max(nodeCount, source + 1) {
                let isWithin = classes[source] == classes[target]
                guard random.uniform() < (isWithin ? edgeProbabilities.within : edgeProbabilities.between) else { continue }
                edges.append((source, target, (isWithin ? 1 : -1) + deviation * random.normal()))
            }
        }
        return SignedEdges(nodeCount: nodeCount, edges: edges)
    }
}
