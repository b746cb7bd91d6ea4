import AssayKit

/// h-MDS, hyperbolic multidimensional scaling (Sala, De Sa, Gu and Ré, "Representation Tradeoffs for Hyperbolic Embeddings",
/// arXiv:1804.03329, algorithm 2).
///
/// With Y = cosh d, points X of the hyperboloid that are centred in the pseudo-Euclidean sense have Y = uuᵀ − XXᵀ with Xᵀu = 0:
/// u is Y's only eigenvector of a positive eigenvalue, and X are the principal components of −Y. From distances of the
/// hyperbolic space of that dimension the points come back exactly, but for an isometry.
public struct HyperbolicScaling: Searcher {
    static let scale = Option("scale", default: 1.0, in: 1e-6...1e3, "By which paths' lengths are multiplied: the larger, the more curved the space")

    public static var card: Card {
        Card(
            id: "h-mds", name: "Hyperbolic multidimensional scaling (h-MDS)",
            summary: "The principal components of −cosh d, as points of the hyperboloid.", paper: SarkarConstruction.paper, options: [scale],
            claims: [
                Claim(
                    "Its average distortion is low with few dimensions, where that of Euclidean scaling is not (experiments).",
                    paperValue: "lower", instance: "hierarchy/mammals-10d", rival: "classical-mds", metric: "averageDistortion", expectation: .ratioAtMost(1)),
                Claim(
                    "Its average distortion is consistently lower than that of Poincaré embeddings (experiments).", paperValue: "lower",
                    instance: "hierarchy/mammals-10d", rival: "poincare-embeddings", metric: "averageDistortion", expectation: .ratioAtMost(1)),
            ])
    }

    private let scale: Double

    public init(_ options: Options) throws { scale = options[Self.scale] }

    public func search(_ space: any Hierarchy, _ run: Run) throws {
        guard space.nodeCount > 0 else { return }
        var matrix = try pathMatrix(space)
        for place in matrix.entries.indices { matrix.entries[place] = -hyperbolicCosine(scale * matrix.entries[place]) }
        guard matrix.entries.allSatisfy(\.isFinite) else { throw Overflow() }
        var points = try principalCoordinates(matrix, space.dimension)
        // From the hyperboloid to the ball: x / (1 + √(1 + ‖x‖²)).
        for begin in stride(from: 0, to: points.count, by: space.dimension) {
            let length = norm(Array(points[begin..<begin + space.dimension]))
            let divisor = 1 + (1 + length * length).squareRoot()
            for axis in 0..<space.dimension { points[begin + axis] /= divisor }
            // From a distance of 37 on, points are on the rim by rounding.
            guard divisor.isFinite, norm(Array(points[begin..<begin + space.dimension])) < 1 else { throw Overflow() }
        }
        run.offer(HierarchyEmbedding(.poincareBall, dimension: space.dimension, coordinates: points).numbers)
    }

    struct Overflow: Error, CustomStringConvertible {
        var description: String { "the longest path is so long that a point cannot be told from the ball's rim; choose a smaller scale" }
    }
}

/// Classical multidimensional scaling in Euclidean space: the principal components of the doubly centred squared distances
/// (W. S. Torgerson, "Multidimensional scaling: I. Theory and method", Psychometrika 17, 1952).
public struct ClassicalScaling: Searcher {
    public static var card: Card {
        Card(
            id: "classical-mds", name: "Classical multidimensional scaling", summary: "The principal components of the centred squared distances, in Euclidean space.",
            paper: Paper(title: "Multidimensional scaling: I. Theory and method", authors: "Warren S. Torgerson", year: 1952),
            claims: [
                Claim(
                    "Euclidean space of few dimensions has no room for a tree: its worst distortion is above that of Sarkar's construction (Sala et al., introduction).",
                    paperValue: "above", instance: "hierarchy/balanced-3-5", rival: "sarkar", metric: "worstDistortion", expectation: .ratioAtLeast(1))
            ])
    }

    public init(_ options: Options) throws {}

    public func search(_ space: any Hierarchy, _ run: Run) throws {
        guard space.nodeCount > 0 else { return }
        var matrix = try pathMatrix(space)
        let count = space.nodeCount
        for place in matrix.entries.indices { matrix.entries[place] *= matrix.entries[place] }
        let means = (0..<count).map { row in matrix.row(row).reduce(0, +) / Double(count) }
        let mean = means.reduce(0, +) / Double(count)
        for row in 0..<count {
            for column in 0..<count { matrix[row, column] = -(matrix[row, column] - means[row] - means[column] + mean) / 2 }
        }
        run.offer(HierarchyEmbedding(.euclidean, dimension: space.dimension, coordinates: try principalCoordinates(matrix, space.dimension)).numbers)
    }
}
