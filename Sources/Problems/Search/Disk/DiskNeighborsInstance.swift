import AssayKit
import Formats

/// Nearest neighbours by an index that lies on a disk: what counts are the pages that a query reads.
struct DiskNeighborsInstance: Instance {
    /// The share of the vectors' own bytes that a method may hold in memory.
    static let memoryShare = 0.25

    let id: String
    let role = Role.searcher
    let kind = "nearest neighbours on disk"
    let summary: String
    let source: VectorSource
    let metrics = DiskScorer.metrics
    let tradeOff = ["recall", "pageReadsPerQuery"]
    var dataFiles: [String] { source.dataFiles }
    let defaultBudget = Budget(seconds: 300)
    var problemType: any Metered.Type { DiskNeighborsProblem.self }

    func makeProblem(_ context: ProblemContext) throws -> any Metered { try DiskNeighborsProblem(onDisk: try source.vectors(context.data), context) }

    func makeScorer(_ data: DataFolder) throws -> any Scorer { DiskScorer(try source.vectors(data), k: NeighborsInstance.neighborCount) }

    func export(to folder: String, _ data: DataFolder) throws -> [String] {
        let set = try source.vectors(data)
        try Vecs.write(.init(dimension: set.dimension, elements: set.vectors), to: folder + "/base.fvecs")
        try Vecs.write(.init(dimension: set.dimension, elements: set.queries), to: folder + "/query.fvecs")
        return ["base.fvecs", "query.fvecs"]
    }
}
