import AssayKit

/// Estimates latents by spectral clustering: the leading singular vectors of the table as a real matrix, then k-means.
///
/// The matrix has a row for each of the table's, and for each column and letter an entry, 1 where the cell has that letter. Its best
/// approximation of rank r is U·diag(σ)·Vᵀ. Rows of one latent have one expectation, and so nearly the same row of U·diag(σ); the same is
/// true of columns and those rows of V·diag(σ) that belong to them, taken together as one vector.
struct LatentEstimation {
    /// The most latents of either, and singular vectors.
    static let mostLatents = 8
    private static let iterations = 12
    private static let starts = 4
    private static let lloydSteps = 50

    /// Table rows × rank, and table columns × letters · rank.
    private let rowVectors: Matrix
    private let columnVectors: Matrix
    private let rank: Int

    /// By subspace iteration, O(cells · rank) each.
    /// - Parameter table: with a row.
    init(_ table: FrequentLetters, _ random: inout Random, _ run: Run) throws {
        let (rows, columns, count, letters) = (table.rows, table.columns, table.count, table.letters)
        let features = columns * count
        rank = min(Self.mostLatents, rows, features)
        let rank = rank
        var basis = Matrix(rows: features, columns: rank, entries: (0..<features * rank).map { _ in random.normal() })
        var products: [SIMD8<Double>] = []
        for _ in 0..<Self.iterations {
            try run.checkTime()
            let orthonormal = Self.lanes(try basis.orthonormalBasis())
            products = [SIMD8<Double>](repeating: .zero, count: rows)
            var next = [SIMD8<Double>](repeating: .zero, count: features)
            for row in 0..<rows {
                var sum = SIMD8<Double>.zero
                for column in 0..<columns where letters[row * columns + column] < count { sum += orthonormal[column * count + letters[row * columns + column]] }
                products[row] = sum
                for column in 0..<columns where letters[row * columns + column] < count { next[column * count + letters[row * columns + column]] += sum }
            }
            basis = Self.matrix(next, rank)
        }
        // Of the matrix A, `products` is AQ and `basis` AᵀAQ: with the eigenvectors W of (AQ)ᵀAQ, AQW = U·diag(σ) and AᵀAQW/σ = V·diag(σ).
        let images = Self.matrix(products, rank)
        let (values, vectors) = try Matrix.product(images, images, transposeLeft: true).symmetricEigen()
        let descending = vectors.selecting(columns: Array((0..<rank).reversed()))
        rowVectors = images * descending
        let sigmas = values.reversed().map { max(0, $0).squareRoot() }
        let inverses = sigmas.map { $0 > 1e-9 * sigmas[0] ? 1 / $0 : 0 }
        let entries = (basis * descending).entries.enumerated().map { $1 * inverses[$0 % rank] }
        columnVectors = Matrix(rows: columns, columns: count * rank, entries: entries)
    }

    private static func lanes(_ matrix: Matrix) -> [SIMD8<Double>] {
        let entries = matrix.entries, width = matrix.columns
        return (0..<matrix.rows).map { row in
            var lanes = SIMD8<Double>.zero
            for axis in 0..<width { lanes[axis] = entries[row * width + axis] }
            return lanes
        }
    }

    private static func matrix(_ lanes: [SIMD8<Double>], _ width: Int) -> Matrix {
        Matrix(rows: lanes.count, columns: width, entries: lanes.flatMap { row in (0..<width).map { row[$0] } })
    }

    /// So many latents of rows, from as many singular vectors.
    func rowLatents(_ count: Int, _ random: inout Random, _ run: Run) throws -> [Int] {
        try Self.cluster(rowVectors.selecting(columns: Array(0..<min(count, rank))), count, &random, run)
    }

    func columnLatents(_ count: Int, _ random: inout Random, _ run: Run) throws -> [Int] {
        if count >= columnVectors.rows { return Array(0..<columnVectors.rows) }
        let kept = (0..<columnVectors.columns).filter { $0 % rank < count }
        return try Self.cluster(columnVectors.selecting(columns: kept), count, &random, run)
    }

    private static func cluster(_ points: Matrix, _ count: Int, _ random: inout Random, _ run: Run) throws -> [Int] {
        guard count > 1, points.rows > 1 else { return [Int](repeating: 0, count: points.rows) }
        var best: LloydIteration?
        for _ in 0..<starts {
            let lloyd = try LloydIteration(points, k: min(count, points.rows), maxIterations: lloydSteps, &random) { try run.checkTime() }
            if lloyd.inertia < best?.inertia ?? .infinity { best = lloyd }
        }
        return best?.nearest ?? [Int](repeating: 0, count: points.rows)
    }
}
