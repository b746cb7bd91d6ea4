extension Oracle {
    public static let hessianProducts = Oracle("hessianProducts")
}

/// An objective with Hessian-vector products.
public protocol TwiceDifferentiable: Differentiable {
    /// Writes ∇²f(point)·vector.
    func computeHessianProduct(
        at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

extension TwiceDifferentiable {
    /// Writes ∇²f(point)·vector into `product`. Charged as one of `hessianProducts`.
    /// - Precondition: all three have `dimension` entries.
    /// - Throws: `Stop` where the budget is spent.
    public func hessianProduct(at point: Span<Double>, _ vector: Span<Double>, into product: inout MutableSpan<Double>) throws(Stop) {
        precondition(
            point.count == dimension && vector.count == dimension && product.count == dimension,
            "a Hessian-vector product in dimension \(dimension) was asked with \(point.count), \(vector.count) and \(product.count) entries")
        computeHessianProduct(at: point, vector, into: &product, try meter.paid(.hessianProducts))
    }

    public func hessianProduct(at point: [Double], _ vector: [Double], into product: inout [Double]) throws(Stop) {
        var span = product.mutableSpan
        try hessianProduct(at: point.span, vector.span, into: &span)
    }
}
