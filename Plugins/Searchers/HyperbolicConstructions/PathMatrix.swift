import AssayKit

/// A hierarchy whose nodes no path joins has infinite distances, which no space holds.
struct Disconnected: Error, CustomStringConvertible {
    var description: String { "the hierarchy falls apart into parts that no path joins; their distance is infinite" }
}

/// The lengths of the paths between all nodes, n × n.
/// - Throws: `Disconnected`, and `Stop`.
func pathMatrix(_ space: any Hierarchy) throws -> Matrix {
    let count = space.nodeCount
    var matrix = Matrix(zeros: count, count)
    var row = [Double](repeating: 0, count: count)
    for node in 0..<count {
        var span = row.mutableSpan
        try space.pathLengths(from: node, into: &span)
        guard row.allSatisfy(\.isFinite) else { throw Disconnected() }
        for other in 0..<count { matrix[node, other] = row[other] }
    }
    return matrix
}

/// The coordinates of the d largest positive eigenvalues of a symmetric matrix, √λ times the eigenvectors, n·d numbers point after
/// point; zeros where there are fewer.
func principalCoordinates(_ matrix: Matrix, _ dimension: Int) throws -> [Double] {
    let (values, vectors) = try matrix.symmetricEigen()
    var coordinates = [Double](repeating: 0, count: matrix.rows * dimension)
    for axis in 0..<min(dimension, matrix.rows) {
        let column = matrix.rows - 1 - axis
        guard values[column] > 0 else { break }
        let size = values[column].squareRoot()
        for point in 0..<matrix.rows { coordinates[point * dimension + axis] = size * vectors[point, column] }
    }
    return coordinates
}
