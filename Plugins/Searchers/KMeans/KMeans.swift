import AssayKit

/// k-means: centres drawn by k-means++, then Lloyd's iteration.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007; S. P. Lloyd, "Least squares
/// quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982. k is the number of groups that the space
/// knows of. Of several starts the one of the least sum of squared distances is the answer. A centre whose points all
/// left it stays where it was.
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
            var centres = try seed(points, k, &random, run)
            var nearest: [Int] = []
            var steps = 0
            while steps < maxIterations {
                try run.checkTime()
                steps += 1
                let assigned = assign(points, centres)
                if assigned == nearest { break }
                nearest = assigned
                move(&centres, points, nearest)
            }
            let inertia = (0..<points.rows).reduce(0) { $0 + squaredDistance(points, $1, centres, nearest[$1]) }
            run.report("iterations", Double(steps))
            guard inertia < least else { continue }
            least = inertia
            run.report("inertia", inertia)
            run.offer(nearest)
        }
    }

    /// Each next centre is a point drawn with probability in proportion to its squared distance from the nearest so far.
    private func seed(_ points: Matrix, _ k: Int, _ random: inout Random, _ run: Run) throws -> Matrix {
        var chosen = [random.index(below: points.rows)]
        var distances = [Double](repeating: .infinity, count: points.rows)
        while chosen.count < k {
            try run.checkTime()
            var total = 0.0
            for point in distances.indices {
                distances[point] = min(distances[point], squaredDistance(points, point, points, chosen[chosen.count - 1]))
                total += distances[point]
            }
            var rest = total * random.uniform()
            // Rounding may leave a little over at the end, and where all points are in one place any will do.
            chosen.append(distances.firstIndex { distance in
                rest -= distance
                return rest < 0
            } ?? random.index(below: points.rows))
        }
        return points.selecting(rows: chosen)
    }

    /// The nearest centre of each point, the first of several: |c|² − 2⟨x, c⟩ orders as the distances do.
    private func assign(_ points: Matrix, _ centres: Matrix) -> [Int] {
        let products = Matrix.product(points, centres, transposeRight: true)
        let squares = (0..<centres.rows).map { row in centres.row(row).reduce(0) { $0 + $1 * $1 } }
        return (0..<points.rows).map { point in
            var best = (score: Double.infinity, centre: 0)
            for centre in 0..<centres.rows {
                let score = squares[centre] - 2 * products.entries[point * centres.rows + centre]
                if score < best.score { best = (score, centre) }
            }
            return best.centre
        }
    }

    private func move(_ centres: inout Matrix, _ points: Matrix, _ nearest: [Int]) {
        var sums = Matrix(zeros: centres.rows, centres.columns)
        var sizes = [Double](repeating: 0, count: centres.rows)
        for (point, centre) in nearest.enumerated() {
            sizes[centre] += 1
            for axis in 0..<centres.columns { sums[centre, axis] += points[point, axis] }
        }
        for centre in 0..<centres.rows where sizes[centre] > 0 {
            for axis in 0..<centres.columns { centres[centre, axis] = sums[centre, axis] / sizes[centre] }
        }
    }

    private func squaredDistance(_ a: Matrix, _ i: Int, _ b: Matrix, _ j: Int) -> Double {
        var sum = 0.0
        for axis in 0..<a.columns { sum += (a[i, axis] - b[j, axis]) * (a[i, axis] - b[j, axis]) }
        return sum
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(KMeans.self) }
