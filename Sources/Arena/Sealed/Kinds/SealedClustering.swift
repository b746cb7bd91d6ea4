import AssayKit

struct ClusteringFacts: Transferable {
    let count: Int
    let dimension: Int
    let groupCount: Int

    init(_ problem: any Clustering) { (count, dimension, groupCount) = (problem.count, problem.dimension, problem.groupCount) }

    func encode(to writer: inout ByteWriter) {
        for number in [count, dimension, groupCount] { writer.append(variable: number) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        count = try reader.variable()
        dimension = try reader.variable()
        groupCount = try reader.variable()
    }
}

final class SealedClustering: SealedProblem, Clustering {
    private lazy var known = try? ClusteringFacts(encoded: facts.details)
    var count: Int { known?.count ?? 0 }
    var dimension: Int { known?.dimension ?? 1 }
    var groupCount: Int { known?.groupCount ?? 1 }

    func readPoints(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void) {
        let points = numbers(count * dimension, .points)
        body(points.span)
    }

    func computeDistances(from: Span<Int32>, to: Span<Int32>, into distances: inout MutableSpan<Double>, _ receipt: borrowing Receipt) {
        (mailbox.first, mailbox.second) = (from.count, to.count)
        mailbox.put(from)
        mailbox.put(to, at: 4 * from.count)
        if ask(.distanceBlock) == .done { mailbox.get(from.count * to.count, into: &distances) }
    }
}

extension OracleServer {
    func serveClustering(_ request: Mailbox.Request, _ problem: any Clustering) throws {
        if request == .points { return try problem.points { mailbox.put($0) } }
        let (rows, columns) = (mailbox.first, mailbox.second)
        let from: [Int32] = try mailbox.numbers(rows), to: [Int32] = try mailbox.numbers(columns, at: 4 * max(0, rows))
        let bound = Int32(clamping: problem.count)
        guard (from + to).allSatisfy({ 0..<bound ~= $0 }), rows * columns <= Mailbox.capacity / 8 else { throw SealedRun.End.garbage("points that there are none of") }
        try result(rows * columns, of: Double.self) { span throws(Stop) in
            try problem.distances(from: from.span, to: to.span, into: &span)
            return 0
        }
    }
}
