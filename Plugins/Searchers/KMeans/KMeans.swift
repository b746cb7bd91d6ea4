import AssayKit

/// k-means: centres drawn by k-means++, then Lloyd's iteration.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007; S. P. Lloyd, "Least squares
/// quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982. k is the number of groups that the space
/// knows of. Of several starts the one of the least sum of squared distances is the answer.
public struct KMeans: Searcher {
    static let clusterCount = Option("clusterCount", default: 0, in: 0...100_000, unit: "clusters", "k; 0: as many as there are groups.")
    static let starts = Option("starts", default: 1, in: 1...1_000, unit: "starts", "Times that it begins anew.")
    static let maxIterations = Option("maxIterations", default: 300, in: 1...100_000, unit: "iterations", "Lloyd's steps at the most in each.")

    public static var card: Card {
        Card(
            id: "k-means", name: "k-means++", summary: "Lloyd's iteration from centres drawn in proportion to squared distances.",
            paper: Paper(title: "k-means++: The Advantages of Careful Seeding", authors: "David Arthur, Sergei Vassilvitskii", year: 2007),
            options: [clusterCount, starts, maxIterations],
            claims: [
                Claim(
                    "Seeding puts a centre into every cluster that is far from the others, so that Lloyd's iteration finds them (experiments, Norm-25). Tested on clouds in 50 dimensions.",
                    paperValue: "the optimal clustering of Norm-25 or near it", instance: "clusters/gaussian-50d", metric: "adjustedRandIndex",
                    expectation: .valueAtLeast(0.8)),
                Claim(
                    "The sum of squares is within 8(ln k + 2) of the least, on the average (theorem 1.1).", paperValue: "8(ln k + 2)", instance: "clusters/digits",
                    metric: "adjustedRandIndex", expectation: .untestable("the instances judge clusters by known groups, not by the sum of squares")),
            ])
    }

    private let clusterCount: Int
    private let starts: Int
    private let maxIterations: Int

    public init(_ options: Options) throws {
        clusterCount = options[Self.clusterCount]
        starts = options[Self.starts]
        maxIterations = options[Self.maxIterations]
    }

    public func search(_ space: any Clustering, _ run: Run) throws {
        guard space.count > 0 else { return }
        var coordinates: [Double] = []
        try space.points { span in coordinates = unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }
        let points = Matrix(rows: space.count, columns: space.dimension, entries: coordinates)
        let k = min(clusterCount == 0 ? space.groupCount : clusterCount, space.count)
        var least = Double.infinity
        for start in 0..<starts {
            var random = run.random(stream: UInt64(start))
            let lloyd = try LloydIteration(points, k: k, maxIterations: maxIterations, &random) { try run.checkTime() }
            run.report("iterations", Double(lloyd.steps))
            guard lloyd.inertia < least else { continue }
            least = lloyd.inertia
            run.report("inertia", lloyd.inertia)
            run.offer(lloyd.nearest)
        }
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(KMeans.self) }
