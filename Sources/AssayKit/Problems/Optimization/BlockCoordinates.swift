extension Oracle {
    public static let coordinates = Oracle("coordinates")
}

/// A function whose coordinates can be moved a few at a time: f(x) = g(x) + Σ absoluteWeights[i]·|xᵢ|, where single partial
/// derivatives and small blocks of g's Hessian can be had without the rest. `value` is that of the whole.
///
/// One oracle, `coordinates`, is charged for all of it, so that rules of selection compare fairly: a block's gradient costs as
/// many as the block has coordinates, a whole gradient n. An entry of the Hessian costs one, as it is about as much work as a
/// partial derivative; a block costs as many as it has entries on and above its diagonal that need not be zero. Where the
/// dependencies are sparse, a method that keeps a gradient need only ask again for what depends on the coordinates it moved.
public protocol BlockCoordinates: Objective {
    /// Lᵢ: for each coordinate a bound of g's second derivative along it; n positive numbers.
    var coordinateSmoothness: [Double] { get }
    /// n numbers, zero where f is smooth in the coordinate.
    var absoluteWeights: [Double] { get }
    /// Writes ∂g/∂xᵢ at the point for each i of the block.
    func computePartialDerivatives(
        of block: Span<Int>, at point: Span<Double>, into derivatives: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    /// Writes ∂²g(point)/∂xᵢ∂xⱼ for each pair of a row i and a column j.
    func computeSecondDerivatives(
        rows: Span<Int>, columns: Span<Int>, at point: Span<Double>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    /// Writes for each pair of a row i and a column j the entry Hᵢⱼ of one matrix with ∇²g(x) ≼ H at every x.
    func computeBoundEntries(rows: Span<Int>, columns: Span<Int>, into entries: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension BlockCoordinates {
    /// Writes ∂g(point)/∂xᵢ for each i of the block into `derivatives`, in the block's order. Charged as |block| of `coordinates`.
    /// - Precondition: the block's indices are in 0..<dimension, and `derivatives` has as many entries as it has.
    /// - Throws: `Stop` where the budget is spent.
    public func partialDerivatives(of block: [Int], at point: [Double], into derivatives: inout [Double]) throws(Stop) {
        check(block)
        precondition(point.count == dimension && derivatives.count == block.count, "\(derivatives.count) derivatives of a block of \(block.count), at \(point.count) entries in dimension \(dimension)")
        var room = derivatives.mutableSpan
        computePartialDerivatives(of: block.span, at: point.span, into: &room, try meter.paid(.coordinates, block.count))
    }

    /// Writes ∂²g(point)/∂xᵢ∂xⱼ for each pair of a row i and a column j. Charged as one of `coordinates` for each pair.
    /// - Precondition: the indices are in 0..<dimension; there are as many rows as columns and entries.
    /// - Throws: `Stop` where the budget is spent.
    public func secondDerivatives(rows: [Int], columns: [Int], at point: [Double], into entries: inout [Double]) throws(Stop) {
        check(rows)
        check(columns)
        precondition(rows.count == columns.count && entries.count == rows.count && point.count == dimension, "\(entries.count) entries of \(rows.count) rows and \(columns.count) columns")
        var room = entries.mutableSpan
        computeSecondDerivatives(rows: rows.span, columns: columns.span, at: point.span, into: &room, try meter.paid(.coordinates, rows.count))
    }

    /// The same of a matrix that is nowhere less than ∇²g.
    public func boundEntries(rows: [Int], columns: [Int], into entries: inout [Double]) throws(Stop) {
        check(rows)
        check(columns)
        precondition(rows.count == columns.count && entries.count == rows.count, "\(entries.count) entries of \(rows.count) rows and \(columns.count) columns")
        var room = entries.mutableSpan
        computeBoundEntries(rows: rows.span, columns: columns.span, into: &room, try meter.paid(.coordinates, rows.count))
    }

    /// The rows and columns of ∇²g(point) at the block's indices, in its order. Charged as many `coordinates` as it has entries
    /// on and above the diagonal that need not be zero.
    /// - Throws: `Stop` where the budget is spent.
    public func blockHessian(of block: [Int], at point: [Double]) throws(Stop) -> Matrix {
        try assemble(block) { (rows, columns, entries) throws(Stop) in try secondDerivatives(rows: rows, columns: columns, at: point, into: &entries) }
    }

    /// The same of a matrix that is nowhere less than ∇²g.
    public func blockBound(of block: [Int]) throws(Stop) -> Matrix {
        try assemble(block) { (rows, columns, entries) throws(Stop) in try boundEntries(rows: rows, columns: columns, into: &entries) }
    }

    private func assemble(_ block: [Int], _ fill: ([Int], [Int], inout [Double]) throws(Stop) -> Void) throws(Stop) -> Matrix {
        var places: [(Int, Int)] = []
        let dependencies = sparseDependencies
        for a in block.indices {
            for b in a..<block.count where a == b || dependencies.map({ $0[block[a]].contains(block[b]) }) ?? true { places.append((a, b)) }
        }
        var entries = [Double](repeating: 0, count: places.count)
        try fill(places.map { block[$0.0] }, places.map { block[$0.1] }, &entries)
        var result = Matrix(zeros: block.count, block.count)
        for ((a, b), entry) in zip(places, entries) { (result[a, b], result[b, a]) = (entry, entry) }
        return result
    }

    /// The dependencies where they are known to be sparse; nil where every coordinate may depend on every other.
    public var sparseDependencies: [[Int]]? { (self as? any SparseBlockCoordinates)?.dependencies }

    private func check(_ block: [Int]) {
        for index in block { precondition(index >= 0 && index < dimension, "coordinate \(index) of \(dimension)") }
    }
}

/// A function of which each partial derivative depends on few coordinates.
public protocol SparseBlockCoordinates: BlockCoordinates {
    /// For each coordinate, ascending and without itself, those that its partial derivative depends on: a symmetric relation.
    var dependencies: [[Int]] { get }
}
