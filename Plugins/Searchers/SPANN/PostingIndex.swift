import AssayKit

/// What stays in memory: the heads. Each one's posting list has its number on the disk.
struct PostingIndex {
    /// The heads' coordinates, one after the other.
    private(set) var heads: [Float] = []
    /// Which vector each head is.
    let identities: [Int32]

    /// Clusters the vectors, chooses heads, and writes the posting lists.
    init(_ space: any DiskResident & EuclideanNeighbors, _ options: Options, _ run: Run) throws {
        let dimension = space.dimension
        let points = try space.vectors()
        let clustering = BalancedClustering(
            points: points, dimension: dimension, limit: options[SPANN.clusterSize], branching: options[SPANN.branching],
            balance: Float(options[SPANN.balance]), iterations: options[SPANN.iterations])
        var random = run.random()
        identities = try clustering.clusters(&random, run).map(clustering.representative).sorted()
        for head in identities { heads += points[Int(head) * dimension..<(Int(head) + 1) * dimension] }
        let assignment = ClosureAssignment(
            heads: heads, dimension: dimension, closure: options[SPANN.closure], replicas: options[SPANN.replicas],
            candidateCount: options[SPANN.candidates])
        let isHead = Set(identities)
        var lists = [[Posting]](repeating: [], count: identities.count)
        try assignment.forEach(points) { row, chosen in
            if row % 4096 == 0 { try run.checkTime() }
            guard !isHead.contains(Int32(row)) else { return }
            for (order, head) in chosen.enumerated() {
                lists[Int(head.index)].append(Posting(index: Int32(row), distance: head.distance, isFirst: order == 0))
            }
        }
        let room = options[SPANN.listPages] * type(of: space).pageSize / PostingList.entrySize(dimension: dimension)
        for postings in lists {
            var list = PostingList(dimension: dimension)
            for posting in Posting.cut(postings, to: room) {
                list.append(posting.index, points.span.extracting(Int(posting.index) * dimension..<(Int(posting.index) + 1) * dimension))
            }
            let bytes = list.encoded
            _ = try space.append(bytes.span)
        }
        run.report("heads", Double(identities.count))
        run.report("postings", Double(lists.reduce(0) { $0 + min($1.count, room) }))
    }
}

/// A vector's place in a list.
private struct Posting {
    let index: Int32
    let distance: Float
    /// Whether this is the list of its nearest head.
    let isFirst: Bool

    /// The nearest to the head, and before them those that stand in no nearer list.
    static func cut(_ postings: [Posting], to room: Int) -> [Posting] {
        guard postings.count > room else { return postings }
        let first = postings.filter(\.isFirst)
        let others = postings.filter { !$0.isFirst }.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
        return first + others.prefix(max(0, room - first.count))
    }
}
