import AssayKit
import CLinux

/// Vectors to search among, and vectors to search for.
struct VectorSet: Sendable {
    let dimension: Int
    /// One after the other, `dimension` numbers each.
    let vectors: [Float]
    let queries: [Float]
    let metric: VectorMetric
    /// What the data's own makers say the nearest vectors of each query are, nearest first; nil where nobody says.
    let truth: [[Int32]]?
    /// 1/|x| of each vector, 0 of the zero vector; empty where the metric needs none.
    private let inverseNorms: [Float]

    init(dimension: Int, vectors: [Float], queries: [Float], metric: VectorMetric = .euclidean, truth: [[Int32]]? = nil) {
        self.dimension = dimension
        self.vectors = vectors
        self.queries = queries
        self.metric = metric
        self.truth = truth
        inverseNorms = metric == .cosine ? Self.inverseNorms(vectors, dimension) : []
        // An index asks for vectors here and there: in small pages, nearly each of them costs a walk through the page table.
        unsafe vectors.withUnsafeBytes { unsafe linux_prefer_huge_pages($0.baseAddress, $0.count) }
    }

    var count: Int { vectors.count / dimension }
    var queryCount: Int { queries.count / dimension }

    func query(_ index: Int) -> [Float] { Array(queries[index * dimension..<(index + 1) * dimension]) }

    /// Writes how far vectors are from a query, as `VectorMetric` has it.
    func writeDistances(from query: Span<Float>, to others: Span<Int32>, into distances: inout MutableSpan<Float>) {
        let vectors = vectors
        guard metric != .euclidean else {
            return squaredDistances(from: query, to: others, of: vectors.span, dimension: dimension, into: &distances)
        }
        innerProducts(of: query, with: others, of: vectors.span, dimension: dimension, into: &distances)
        if metric == .innerProduct {
            for place in others.indices { distances[place] = -distances[place] }
        } else {
            // By the kernel, since a sum that waits for each addition took longer than all the products.
            let itself: [1 of Int32] = [0]
            var squares: [1 of Float] = [0]
            var square = squares.mutableSpan
            innerProducts(of: query, with: itself.span, of: query, dimension: dimension, into: &square)
            let scale = square[0] > 0 ? 1 / square[0].squareRoot() : 0
            for place in others.indices { distances[place] = 1 - distances[place] * scale * inverseNorms[Int(others[place])] }
        }
    }

    private static func inverseNorms(_ vectors: [Float], _ dimension: Int) -> [Float] {
        stride(from: 0, to: vectors.count, by: dimension).map { begin in
            let square = vectors[begin..<begin + dimension].reduce(0) { $0 + $1 * $1 }
            return square > 0 ? 1 / square.squareRoot() : 0
        }
    }
}
