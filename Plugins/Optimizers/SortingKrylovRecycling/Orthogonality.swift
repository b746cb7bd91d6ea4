import AssayKit

/// Takes from a vector its parts along orthonormal ones, by modified Gram–Schmidt, twice: once leaves too much where most of it is taken.
/// - Returns: the parts.
func orthogonalize(_ vector: inout [Double], to basis: [[Double]]) -> [Double] {
    var parts = [Double](repeating: 0, count: basis.count)
    for _ in 0..<2 {
        for (index, direction) in basis.enumerated() {
            let part = dot(direction, vector)
            add(-part, direction, to: &vector)
            parts[index] += part
        }
    }
    return parts
}

/// QR of a matrix that is given by its columns; a column that depends on those before it is left out.
struct OrthogonalFactors {
    private(set) var q: [[Double]] = []
    /// Of each column that was kept its number, and its part along each column of Q.
    private var kept: [(column: Int, parts: [Double])] = []
    private let columnCount: Int

    init(of columns: [[Double]]) {
        columnCount = columns.count
        for (index, column) in columns.enumerated() {
            var rest = column
            let parts = orthogonalize(&rest, to: q)
            let length = norm(rest)
            guard length > 1e-12 * norm(column) else { continue }
            q.append(rest.map { $0 / length })
            kept.append((index, parts + [length]))
        }
    }

    /// XR⁻¹ for vectors X that belong to the columns: column by column from the first.
    func dividing(_ vectors: [[Double]]) -> [[Double]] {
        var result: [[Double]] = []
        for (column, parts) in kept {
            var vector = vectors[column]
            for (part, known) in zip(parts, result) { add(-part, known, to: &vector) }
            result.append(vector.map { $0 / parts[parts.count - 1] })
        }
        return result
    }

    /// The least-squares solution R⁻¹Qᵀb; zero for columns that were left out.
    func solve(_ b: [Double]) -> [Double] {
        var right = q.map { dot($0, b) }
        var solution = [Double](repeating: 0, count: columnCount)
        for (place, (column, parts)) in kept.enumerated().reversed() {
            let weight = right[place] / parts[place]
            solution[column] = weight
            for row in 0..<place { right[row] -= parts[row] * weight }
        }
        return solution
    }
}

/// ‖ ‖r‖e₁ − Hy ‖ at its least, while H grows column by column: Givens rotations as in GMRES.
struct MinimalResidual {
    private(set) var norm: Double
    private var rotations: [(cosine: Double, sine: Double)] = []

    init(_ norm: Double) { self.norm = norm }

    mutating func append(_ column: [Double]) {
        var column = column
        for (row, rotation) in rotations.enumerated() {
            (column[row], column[row + 1]) = (
                rotation.cosine * column[row] + rotation.sine * column[row + 1], rotation.cosine * column[row + 1] - rotation.sine * column[row]
            )
        }
        let last = column.count - 2, hypotenuse = (column[last] * column[last] + column[last + 1] * column[last + 1]).squareRoot()
        guard hypotenuse > 0 else { return }
        rotations.append((column[last] / hypotenuse, column[last + 1] / hypotenuse))
        norm *= (column[last + 1] / hypotenuse).magnitude
    }
}
