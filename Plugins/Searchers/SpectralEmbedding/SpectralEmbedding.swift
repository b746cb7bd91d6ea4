import AssayKit

/// Spectral embedding: the eigenvectors of least eigenvalue of the random walk's Laplacian I − D⁻¹A, the constant one left out.
///
/// Belkin and Niyogi, "Laplacian Eigenmaps for Dimensionality Reduction and Data Representation", Neural Computation 15(6), 2003.
/// They are those of greatest eigenvalue of M = D^(−1/2)·A·D^(−1/2), divided by √d, and are found by subspace iteration
/// (Golub and Van Loan, "Matrix Computations", section 8.2.4) on (I + M)/2, whose eigenvalues are not negative: a block is multiplied,
/// brought to orthonormal columns, and turned so that within it M is diagonal (Rayleigh and Ritz).
///
/// Of a graph in several parts there are as many constant vectors, one of which is left out. Nodes without edges are at zero.
public struct SpectralEmbedding: Searcher {
    static let tolerance = Option("tolerance", default: 1e-3, in: 1e-14...1, "‖Mv − θv‖ of every vector of the answer at which it ends.")
    static let maxIterations = Option("maxIterations", default: 100, in: 1...100_000, unit: "iterations", "Products of the block with M at the most.")

    public static var card: Card {
        Card(
            id: "spectral-embedding", name: "Spectral embedding", summary: "Node embedding by the first eigenvectors of the graph's normalised Laplacian.",
            paper: Paper(
                title: "Laplacian Eigenmaps for Dimensionality Reduction and Data Representation", authors: "Mikhail Belkin, Partha Niyogi", year: 2003),
            options: [tolerance, maxIterations],
            claims: [
                Claim(
                    "The map preserves who is near whom (abstract: locality-preserving), so that groups of nodes can be told.", paperValue: "a natural connection to clustering",
                    instance: "node-embedding/blocks-4k", metric: "macroF1", expectation: .valueAtLeast(0.7)),
            ])
    }

    private let tolerance: Double
    private let maxIterations: Int

    public init(_ options: Options) throws {
        tolerance = options[Self.tolerance]
        maxIterations = options[Self.maxIterations]
    }

    public func search(_ graph: any NodeEmbedding, _ run: Run) throws {
        let adjacency = try graph.adjacency()
        let roots = adjacency.rowSums.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let matrix = adjacency.scaled(rows: roots, columns: roots)
        let count = graph.nodeCount, width = min(count, graph.dimension + 1)
        var random = run.random()
        var block = try Matrix(rows: count, columns: width, entries: (0..<count * width).map { _ in random.normal() }).orthonormalBasis()
        for iteration in 1...maxIterations {
            try run.checkTime()
            // Rayleigh and Ritz: the eigenvectors of M as far as the block spans them, the greatest value first.
            var image = matrix.product(block)
            let (values, turns) = try Matrix.product(block, image, transposeLeft: true).symmetricEigen()
            let descending = turns.selecting(columns: Array((0..<width).reversed()))
            block = block * descending
            image = image * descending
            var residual = 0.0
            for column in 0..<width {
                var remainder = image.column(column)
                add(-values[width - 1 - column], block.column(column), to: &remainder)
                residual = max(residual, norm(remainder))
            }
            run.report("iterations", Double(iteration))
            run.report("residual", residual)
            if residual <= tolerance || iteration == maxIterations { break }
            add(1, block.entries, to: &image.entries)
            block = try image.orthonormalBasis()
        }
        var points = Matrix(zeros: count, graph.dimension)
        for node in 0..<count {
            for column in 1..<max(1, width) { points[node, column - 1] = roots[node] * block[node, column] }
        }
        run.offer(points.entries)
    }
}

@c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(SpectralEmbedding.self) }
