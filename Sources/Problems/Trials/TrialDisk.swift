import AssayKit

extension Trial {
    /// Small sets of vectors with a disk for lists.
    static let disks = [
        ("", "300 vectors", 300, 8, false), ("-one", "a single vector", 1, 8, false), ("-few", "5 vectors, fewer than the neighbours asked for", 5, 8, false),
        ("-duplicates", "300 vectors that are all the same", 300, 8, true), ("-line", "300 vectors of one number", 300, 1, false),
    ].map { (name: String, summary: String, count: Int, dimension: Int, isConstant: Bool) in
        let made = ClusteredVectors(count: count, queryCount: 20, dimension: dimension, clusterCount: 4).make()
        let set = isConstant ? VectorSet(dimension: dimension, vectors: [Float](repeating: 1, count: count * dimension), queries: made.queries) : made
        return disk(name, summary, set, name.isEmpty ? .solve(0.5) : .answerOrRefuse)
    } + [disk("-nan", "20 vectors, of which one has a coordinate that is NaN", spoiled, .end)]

    private static func disk(_ name: String, _ summary: String, _ set: VectorSet, _ demand: Demand) -> Trial {
        Trial(
            id: "trial/disk" + name, summary: summary + " to be put on a disk", demand: demand, role: .searcher, problemType: TrialDisk.self,
            metrics: [Metric("recall", better: .higher)], defaultBudget: Budget(), problem: { TrialDisk(set, $0) },
            scorer: { RecallScorer(set, k: NeighborsInstance.neighborCount) })
    }

    private static let spoiled: VectorSet = {
        let made = ClusteredVectors(count: 20, queryCount: 5, dimension: 4, clusterCount: 2).make()
        var vectors = made.vectors
        vectors[9] = .nan
        return VectorSet(dimension: 4, vectors: vectors, queries: made.queries)
    }()
}

/// The disk is kept in memory: a trial makes no files.
private final class TrialDisk: EuclideanNeighborsProblem, DiskResident {
    private var lists: [[UInt8]] = []
    var memoryLimit: Int { DiskNeighborsProblem.memoryLimit(of: set) }
    var listCount: Int { lists.count }
    func byteCount(of list: Int) -> Int { lists[list].count }
    func writeList(_ bytes: Span<UInt8>, _ receipt: borrowing Receipt) { lists.append(bytes.indices.map { bytes[$0] }) }
    func readList(_ list: Int, _ receipt: borrowing Receipt, _ body: (Span<UInt8>) -> Void) {
        let bytes = lists[list]
        body(bytes.span)
    }
}
