import AssayKit

/// A tensor in double precision, row-major, that can be unfolded along each axis.
struct DenseArray {
    let shape: [Int]
    let values: [Double]

    init(_ tensor: Tensor) throws {
        guard !tensor.shape.isEmpty, !tensor.values.isEmpty else { throw NotDecomposable(description: "a tensor without axes or numbers has no core") }
        guard tensor.values.allSatisfy(\.isFinite) else { throw NotDecomposable(description: "the tensor holds a number that is not finite") }
        shape = tensor.shape
        values = tensor.values.map { Double($0) }
    }

    init(shape: [Int], values: [Double]) {
        self.shape = shape
        self.values = values
    }

    var squaredNorm: Double { values.reduce(0) { $0 + $1 * $1 } }

    /// The axis by all others together, in their order.
    func unfolded(_ axis: Int) -> Matrix {
        let inner = shape[(axis + 1)...].reduce(1, *), length = shape[axis], outer = values.count / (inner * length)
        var entries = [Double](repeating: 0, count: values.count)
        for o in 0..<outer {
            for i in 0..<length {
                for k in 0..<inner { entries[(i * outer + o) * inner + k] = values[(o * length + i) * inner + k] }
            }
        }
        return Matrix(rows: length, columns: outer * inner, entries: entries)
    }

    /// The array of that shape whose unfolding along an axis this is.
    private init(folding matrix: Matrix, _ axis: Int, shape: [Int]) {
        let inner = shape[(axis + 1)...].reduce(1, *), length = shape[axis], outer = matrix.entries.count / (inner * length)
        let entries = matrix.entries
        var values = [Double](repeating: 0, count: entries.count)
        for o in 0..<outer {
            for i in 0..<length {
                for k in 0..<inner { values[(o * length + i) * inner + k] = entries[(i * outer + o) * inner + k] }
            }
        }
        self.init(shape: shape, values: values)
    }

    /// The product along an axis with a matrix of new length × length, or that transposed.
    func multiplied(_ axis: Int, by matrix: Matrix, transposed: Bool = false) -> DenseArray {
        var result = shape
        result[axis] = transposed ? matrix.columns : matrix.rows
        return DenseArray(folding: Matrix.product(matrix, unfolded(axis), transposeLeft: transposed), axis, shape: result)
    }

    /// The singular values and left singular vectors of each unfolding.
    func singularFactors() throws -> [(u: Matrix, values: [Double])] {
        try shape.indices.map { axis in
            let decomposition = try SingularValueDecomposition(unfolded(axis))
            return (decomposition.u, decomposition.values)
        }
    }
}

struct NotDecomposable: Error, CustomStringConvertible {
    let description: String
}
