import AssayKit

/// Quantises a weight matrix column after column; what a column loses, the columns after it make up for.
struct ColumnwiseQuantization {
    let quantizer: Quantizer
    /// How many columns are done before the rest of the matrix hears of their errors.
    let blockSize: Int
    /// What is added to the Hessian's diagonal, as a share of its mean.
    let damping: Double
    /// Whether columns go by descending diagonal of the Hessian.
    let ordersByActivation: Bool

    /// - Parameter tensor: W, outputs × inputs.
    /// - Parameter inputs: X of the layer, examples × inputs.
    func quantize(_ tensor: Tensor, inputs: Matrix) throws(DecompositionError) -> QuantizedTensor {
        let (m, n) = (tensor.shape[0], tensor.shape[1])
        var quantized = QuantizedTensor(shape: tensor.shape, quantizer)
        let groupsPerRow = (n - 1) / quantizer.groupSize + 1

        var hessian = Matrix.product(inputs, inputs, transposeLeft: true)
        let diagonal = (0..<n).map { hessian[$0, $0] }
        let order = ordersByActivation ? diagonal.indices.sorted { (-diagonal[$0], $0) < (-diagonal[$1], $1) } : Array(0..<n)
        let mean = diagonal.reduce(0, +) / Double(n)
        // An input that is never anything but zero does not matter: its weight goes to zero and changes no other.
        for j in 0..<n { hessian[j, j] = diagonal[j] == 0 ? max(mean, 1) : diagonal[j] + damping * mean }
        let inverse = try Self.upperFactorOfInverse(hessian.selecting(rows: order).selecting(columns: order))

        // One row for each column of W, in the order of their turn: what is done to a column then touches neighbours.
        var w = tensor.matrix.transposed
        for j in 0..<n where diagonal[j] == 0 { for i in 0..<m { w[j, i] = 0 } }
        w = w.selecting(rows: order)
        var columns = w.entries

        func fitGrids(_ group: Int, _ places: some Collection<Int>) {
            for i in 0..<m {
                var (least, largest) = (Double.infinity, -Double.infinity)
                for place in places {
                    least = min(least, columns[place * m + i])
                    largest = max(largest, columns[place * m + i])
                }
                quantized.fitGrid(i * groupsPerRow + group, from: least, to: largest)
            }
        }
        // Out of their order, a group's columns do not come together: its grids are those of the weights as they were.
        if ordersByActivation {
            for group in 0..<groupsPerRow { fitGrids(group, order.indices.filter { order[$0] / quantizer.groupSize == group }) }
        }

        var codes = quantized.codes
        for start in stride(from: 0, to: n, by: blockSize) {
            let end = min(start + blockSize, n)
            var errors = [Double](repeating: 0, count: (end - start) * m)
            for j in start..<end {
                let column = order[j]
                let group = column / quantizer.groupSize
                if !ordersByActivation, column % quantizer.groupSize == 0 { fitGrids(group, j..<min(j + quantizer.groupSize, n)) }
                let pivot = inverse.entries[j * n + j]
                for i in 0..<m {
                    let grid = quantized.grid(i * groupsPerRow + group)
                    let code = grid.code(of: columns[j * m + i])
                    codes[i * n + column] = code
                    errors[(j - start) * m + i] = (columns[j * m + i] - Double(grid.level(code))) / pivot
                }
                for k in j..<end {
                    let share = inverse.entries[j * n + k]
                    for i in 0..<m { columns[k * m + i] -= share * errors[(j - start) * m + i] }
                }
            }
            guard end < n else { break }
            // W beyond the block ← W − E · H⁻¹ of the block's rows.
            let rows = inverse.selecting(rows: Array(start..<end)).selecting(columns: Array(end..<n))
            let change = Matrix.product(rows, Matrix(rows: end - start, columns: m, entries: errors), transposeLeft: true).entries
            for (offset, value) in change.enumerated() { columns[end * m + offset] -= value }
        }
        quantized.codes = codes
        return quantized
    }

    /// The upper triangular U with H⁻¹ = Uᵀ·U. Its row j, divided by U_jj, is that of the inverse of what is left of H after
    /// the first j columns are done, so that no inverse has to be updated on the way.
    private static func upperFactorOfInverse(_ hessian: Matrix) throws(DecompositionError) -> Matrix {
        let factor = try hessian.choleskyFactor().lowerTriangularInverse()
        return try Matrix.product(factor, factor, transposeLeft: true).choleskyFactor().transposed
    }
}
