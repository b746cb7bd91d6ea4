import AssayKit

/// Projects by a dense matrix of independent normal numbers of variance 1/k: what fast transforms are measured against.
public struct GaussianProjection: Compressor {
    public static var card: Card {
        Card(
            id: "gaussian-projection", name: "Gaussian random projection", summary: "Projects points by a dense matrix of normal numbers.",
            paper: Paper(title: "Extensions of Lipschitz Mappings into a Hilbert Space", authors: "William B. Johnson, Joram Lindenstrauss", year: 1984),
            claims: [
                Claim(
                    "n points keep their distances to within 1 ± ε in k = O(ln n / ε²) dimensions: twice √(ln n / k), at the most.",
                    paperValue: "k = O(ln n / ε²)", instance: "embedding/sparse-8192", metric: "distortion", expectation: .valueAtMost(0.22))
            ])
    }

    public init(_ options: Options) throws {}

    public func compress(_ problem: any DimensionReduction, _ run: Run) throws -> [UInt8] {
        let points = problem.points, k = problem.targetDimension
        try points.requireFinite()
        var random = run.random()
        let scale = 1 / Double(k).squareRoot()
        let projection = Matrix(rows: points.dimension, columns: k, entries: (0..<points.dimension * k).map { _ in scale * random.normal() })
        try run.checkTime()
        let product = Matrix(rows: points.count, columns: points.dimension, entries: points.values.map { Double($0) }) * projection
        return Points(dimension: k, values: product.entries.map { Float($0) }).encoded
    }

    public static func restore(_ bytes: Span<UInt8>) throws -> Points { try Points(encoded: bytes) }
}
