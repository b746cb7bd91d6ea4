/// k-means: centres drawn by k-means++, then Lloyd's iteration.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007; S. P. Lloyd, "Least squares quantization in
/// PCM", IEEE Transactions on Information Theory 28(2), 1982. A centre whose points all left it stays where it was.
public struct LloydIteration: Sendable {
    /// For each point the place of its centre.
    public private(set) var nearest: [Int] = []
    public private(set) var steps = 0
    /// The sum of squared distances to the nearest centres.
    public private(set) var inertia = 0.0

    /// O(n·k·d) a step.
    /// - Parameters:
    ///   - points: n × d, n ≥ 1.
    ///   - k: how many centres, in 1...n.
    ///   - checkTime: called between steps; what it throws ends them.
    public init(_ points: Matrix, k: Int, maxIterations: Int, _ random: inout Random, checkTime: () throws -> Void) rethrows {
        precondition((1...Swift.max(1, points.rows)).contains(k), "\(k) centres among \(points.rows) points")
        var centres = try Self.seed(points, k, &random, checkTime)
        while steps < maxIterations {
            try checkTime()
            steps += 1
            let assigned = Self.assign(points, centres)
            if assigned == nearest { break }
            nearest = assigned
            Self.move(&centres, points, nearest)
        }
        inertia = (0..<points.rows).reduce(0) { $0 + Self.squaredDistance(points, $1, centres, nearest[$1]) }
    }

    /// Each next centre is a point drawn with probability in proportion to its squared distance from the nearest so far.
    private static func seed(_ points: Matrix, _ k: Int, _ random: inout Random, _ checkTime: () throws -> Void) rethrows -> Matrix {
        var chosen = [random.index(below: points.rows)]
        var distances = [Double](repeating: .infinity, count: points.rows)
        while chosen.count < k {
            try checkTime()
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
    private static func assign(_ points: Matrix, _ centres: Matrix) -> [Int] {
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

    private static func move(_ centres: inout Matrix, _ points: Matrix, _ nearest: [Int]) {
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

    private static func squaredDistance(_ a: Matrix, _ i: Int, _ b: Matrix, _ j: Int) -> Double {
        var sum = 0.0
        for axis in 0..<a.columns { sum += (a[i, axis] - b[j, axis]) * (a[i, axis] - b[j, axis]) }
        return sum
    }
}
