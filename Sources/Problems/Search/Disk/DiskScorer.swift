import AssayKit

/// Judges answers by recall, and by the pages that they took.
struct DiskScorer: Scorer {
    /// The recall at which disk indexes are set side by side in the literature.
    static let wantedRecall = 0.9

    // A few pages read for wrong answers are worth nothing: what ranks is the pages of who reaches the recall.
    static let metrics = [
        Metric("usablePageReads", better: .lower),
        Metric("recall", better: .higher),
        Metric("pageReadsPerQuery", better: .lower),
        Metric("bytesOnDisk", unit: "bytes", better: .lower),
        Metric("residentBytes", unit: "bytes", better: .lower),
        Metric("queriesPerSecond", unit: "1/s", better: .higher),
        Metric("buildSeconds", unit: "s", better: .lower),
    ]

    private let recall: RecallScorer
    private let queryCount: Int
    private let memoryLimit: Int
    /// Pages that all vectors take, one after the other: what a query costs where nothing is known.
    private let allPages: Int

    init(_ set: VectorSet, k: Int) {
        recall = RecallScorer(set, k: k)
        queryCount = set.queryCount
        memoryLimit = DiskNeighborsProblem.memoryLimit(of: set)
        allPages = DiskNeighborsProblem.pageCount(bytes: 4 * set.vectors.count)
    }

    func score(_ answer: Answer) throws(InvalidAnswer) -> [String: Double] {
        guard case .delivered(let bytes) = answer else { throw InvalidAnswer("neighbours are answered by serving queries, not by an offer") }
        let result: DiskServed
        do { result = try DiskServed(encoded: bytes) } catch { throw InvalidAnswer("its answers are \(error)") }
        guard result.residentBytes <= memoryLimit else {
            throw InvalidAnswer("it held \(result.residentBytes) bytes in memory while it answered, and \(memoryLimit) are allowed")
        }
        var metrics = try recall.score(result.served)
        metrics["distancesPerQuery"] = nil
        let pages = Double(result.pageReads) / Double(queryCount)
        metrics["pageReadsPerQuery"] = pages
        metrics["usablePageReads"] = metrics["recall", default: 0] >= Self.wantedRecall ? min(pages, Double(allPages)) : Double(allPages)
        metrics["bytesOnDisk"] = Double(result.bytesOnDisk)
        metrics["residentBytes"] = Double(result.residentBytes)
        return metrics
    }
}
