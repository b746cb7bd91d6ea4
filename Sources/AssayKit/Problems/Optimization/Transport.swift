extension Oracle {
    /// Passes over the whole cost matrix or the kernel made of it.
    public static let matrixProducts = Oracle("matrixProducts")
}

/// Entropic optimal transport: over plans P ≥ 0 of given marginals, minimise ⟨C, P⟩ + ε Σ Pᵢⱼ (log Pᵢⱼ − 1).
///
/// The minimum is Pᵢⱼ = exp((fᵢ + gⱼ − Cᵢⱼ)/ε) for potentials f and g, by whose offer a method answers: first f, then g.
/// The host keeps a kernel Kᵢⱼ = exp((fᵢ + gⱼ − Cᵢⱼ)/ε) of the potentials that were absorbed last; at first there are none,
/// and absorbing must come first. Every oracle passes over the n × m matrix once, and is charged as one of `matrixProducts`.
public protocol Transport: Metered {
    /// a: n positive numbers that sum to one.
    var rowMarginals: [Double] { get }
    /// b: m positive numbers that sum to one.
    var columnMarginals: [Double] { get }
    /// ε, in the unit of the costs; they lie between zero and one.
    var regularization: Double { get }
    func computeAbsorption(_ rowPotentials: Span<Double>, _ columnPotentials: Span<Double>, _ receipt: borrowing Receipt)
    func computeProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    func computeTransposedProduct(of vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    func readKernel(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void)
    func computeRowSoftMinima(_ columnPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    func computeColumnSoftMinima(_ rowPotentials: Span<Double>, into minima: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension Transport {
    /// n.
    public var rowCount: Int { rowMarginals.count }
    /// m.
    public var columnCount: Int { columnMarginals.count }

    /// Makes the kernel that the other oracles multiply by: Kᵢⱼ = exp((fᵢ + gⱼ − Cᵢⱼ)/ε). What lies below e⁻⁷⁰⁸ is zero.
    /// - Throws: `Stop` where the budget is spent; the kernel is then the one before.
    public func absorb(_ rowPotentials: [Double], _ columnPotentials: [Double]) throws(Stop) {
        precondition(
            rowPotentials.count == rowCount && columnPotentials.count == columnCount,
            "potentials of \(rowPotentials.count) and \(columnPotentials.count) entries for a plan of \(rowCount) × \(columnCount)")
        computeAbsorption(rowPotentials.span, columnPotentials.span, try meter.paid(.matrixProducts))
    }

    /// K·v: n entries of m.
    /// - Throws: `Stop` where the budget is spent.
    public func product(_ vector: [Double]) throws(Stop) -> [Double] {
        precondition(vector.count == columnCount, "a vector of \(vector.count) entries for a plan of \(rowCount) × \(columnCount)")
        let receipt = try meter.paid(.matrixProducts)
        var product = [Double](repeating: 0, count: rowCount)
        var span = product.mutableSpan
        computeProduct(of: vector.span, into: &span, receipt)
        return product
    }

    /// Kᵀ·u: m entries of n.
    /// - Throws: `Stop` where the budget is spent.
    public func transposedProduct(_ vector: [Double]) throws(Stop) -> [Double] {
        precondition(vector.count == rowCount, "a vector of \(vector.count) entries for a plan of \(rowCount) × \(columnCount)")
        let receipt = try meter.paid(.matrixProducts)
        var product = [Double](repeating: 0, count: columnCount)
        var span = product.mutableSpan
        computeTransposedProduct(of: vector.span, into: &span, receipt)
        return product
    }

    /// Shows K, row after row.
    /// - Throws: `Stop` where the budget is spent.
    public func withKernel(_ body: (Span<Double>) -> Void) throws(Stop) { readKernel(try meter.paid(.matrixProducts), body) }

    /// −ε log Σⱼ exp((gⱼ − Cᵢⱼ)/ε) of each row: n entries, and no overflow whatever ε.
    /// - Throws: `Stop` where the budget is spent.
    public func rowSoftMinima(_ columnPotentials: [Double]) throws(Stop) -> [Double] {
        precondition(columnPotentials.count == columnCount, "\(columnPotentials.count) potentials for \(columnCount) columns")
        let receipt = try meter.paid(.matrixProducts)
        var minima = [Double](repeating: 0, count: rowCount)
        var span = minima.mutableSpan
        computeRowSoftMinima(columnPotentials.span, into: &span, receipt)
        return minima
    }

    /// −ε log Σᵢ exp((fᵢ − Cᵢⱼ)/ε) of each column: m entries.
    /// - Throws: `Stop` where the budget is spent.
    public func columnSoftMinima(_ rowPotentials: [Double]) throws(Stop) -> [Double] {
        precondition(rowPotentials.count == rowCount, "\(rowPotentials.count) potentials for \(rowCount) rows")
        let receipt = try meter.paid(.matrixProducts)
        var minima = [Double](repeating: 0, count: columnCount)
        var span = minima.mutableSpan
        computeColumnSoftMinima(rowPotentials.span, into: &span, receipt)
        return minima
    }
}
