/// Samples of variables that depend on one another linearly and without cycles, x = Wᵀx + noise, of which the graph is sought:
/// W[i, j] ≠ 0 where variable i acts on variable j.
///
/// Answers go to `run.offer`: W, d·d numbers, row after row. Its graph must have no cycle. The host takes an edge for one
/// where |W[i, j]| is no less than `threshold`.
public protocol StructuralEquations: Metered {
    /// d.
    var variableCount: Int { get }
    /// n.
    var sampleCount: Int { get }
    /// Edges of less weight do not count.
    var threshold: Double { get }
    func readSamples(_ receipt: borrowing Receipt, _ body: (Span<Double>) -> Void)
    func computeLoss(at weights: Span<Double>, into gradient: inout MutableSpan<Double>, _ receipt: borrowing Receipt) -> Double
}

extension StructuralEquations {
    /// Hands `body` the n samples of d numbers, one after the other; each variable has mean zero. Charged as n of `vectors`.
    /// - Throws: `Stop` where the budget is spent.
    public func samples(_ body: (Span<Double>) -> Void) throws(Stop) { readSamples(try meter.paid(.vectors, sampleCount), body) }

    /// The least-squares loss ‖X − XW‖² / 2n, and its gradient −Xᵀ(X − XW) / n. Charged as one of `gradients`.
    /// - Throws: `Stop` where the budget is spent.
    public func loss(at weights: [Double], into gradient: inout [Double]) throws(Stop) -> Double {
        let count = variableCount * variableCount
        precondition(weights.count == count && gradient.count == count, "\(weights.count) weights for \(variableCount) variables")
        let receipt = try meter.paid(.gradients)
        var span = gradient.mutableSpan
        return computeLoss(at: weights.span, into: &span, receipt)
    }

    /// XᵀX / n, the second moments, d × d. Charged as `samples` is.
    /// - Throws: `Stop` where the budget is spent.
    public func moments() throws(Stop) -> Matrix {
        var table = Matrix(zeros: 0, variableCount)
        try samples { span in table = Matrix(rows: sampleCount, columns: variableCount, entries: span.indices.map { span[$0] }) }
        var moments = Matrix.product(table, table, transposeLeft: true)
        for place in moments.entries.indices { moments.entries[place] /= Double(max(1, sampleCount)) }
        return moments
    }
}
