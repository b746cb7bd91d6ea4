extension Oracle {
    public static let curvatureProducts = Oracle("curvatureProducts")
}

/// An objective with a positive semidefinite approximation of its Hessian that is made of first derivatives:
/// the Fisher matrix or the Gauss–Newton matrix.
public protocol ApproximateHessian: Differentiable {
    /// Which approximation it is, in words.
    var approximation: String { get }
    /// Writes B(point)·vector.
    func computeCurvatureProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension ApproximateHessian {
    /// Writes B(point)·vector into `product`. Charged as one of `curvatureProducts`.
    /// - Precondition: all three have `dimension` entries.
    /// - Throws: `Stop` where the budget is spent.
    public func curvatureProduct(at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>) throws(Stop) {
        precondition(
            point.count == dimension && vector.count == dimension && product.count == dimension,
            "a curvature product in dimension \(dimension) was asked with \(point.count), \(vector.count) and \(product.count) entries")
        computeCurvatureProduct(at: point, vector, into: &product, try meter.paid(.curvatureProducts))
    }

    public func curvatureProduct(at point: [Double], _ vector: [Double], into product: inout [Double]) throws(Stop) {
        var span = product.mutableSpan
        try curvatureProduct(at: point.span, vector.span, into: &span)
    }
}
