extension Oracle {
    public static let resolvents = Oracle("resolvents")
}

/// A point u is sought with 0 ∈ F(u) + G(u), where F = (1/n) Σ Fᵢ is monotone and Lipschitz continuous, and G is maximally monotone
/// and known by its resolvent. Saddle points of convex–concave functions are such points, F being the gradient in the one
/// variable and the negative gradient in the other, and G the normal cone of the set that they lie in.
public protocol MonotoneInclusion: Metered {
    /// Of u.
    var dimension: Int { get }
    /// n.
    var componentCount: Int { get }
    /// Where to begin; G has a value there.
    var start: [Double] { get }
    /// A Lipschitz constant of F.
    var lipschitz: Double { get }
    /// L with (1/n) Σ ‖Fᵢ(u) − Fᵢ(v)‖² ≤ L²‖u − v‖²: of the components on the average.
    var averageLipschitz: Double { get }
    /// Writes the mean of Fᵢ(point) over the batch, which may name a component more than once.
    func computeOperator(of batch: Span<Int>, at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    /// Writes F(point).
    func computeOperator(at point: Span<Double>, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
    /// Writes (I + step·G)⁻¹(point): where G is a normal cone, the projection.
    func computeResolvent(of point: Span<Double>, step: Double, into result: inout MutableSpan<Double>, _ receipt: borrowing Receipt)
}

/// An inclusion whose operator is cocoercive: ‖F(u) − F(v)‖² ≤ L⟨F(u) − F(v), u − v⟩.
public protocol CocoerciveInclusion: MonotoneInclusion {
    /// That L.
    var cocoercivity: Double { get }
    /// L with (1/n) Σ ‖Fᵢ(u) − Fᵢ(v)‖² on the left: of the components on the average.
    var averageCocoercivity: Double { get }
}

extension MonotoneInclusion {
    /// F(point). Charged as n of `components`.
    /// - Throws: `Stop` where the budget is spent.
    public func value(at point: [Double]) throws(Stop) -> [Double] {
        precondition(point.count == dimension, "a point of \(point.count) entries in dimension \(dimension)")
        let receipt = try meter.paid(.components, componentCount)
        var result = [Double](repeating: 0, count: dimension)
        var span = result.mutableSpan
        computeOperator(at: point.span, into: &span, receipt)
        return result
    }

    /// The mean of Fᵢ(point) over a batch. Charged as as many `components`.
    /// - Throws: `Stop` where the budget is spent.
    public func value(of batch: [Int], at point: [Double]) throws(Stop) -> [Double] {
        precondition(
            point.count == dimension && !batch.isEmpty && batch.allSatisfy { 0..<componentCount ~= $0 },
            "a point of \(point.count) entries in dimension \(dimension), a batch of \(batch.count) of \(componentCount) components")
        let receipt = try meter.paid(.components, batch.count)
        var result = [Double](repeating: 0, count: dimension)
        var span = result.mutableSpan
        computeOperator(of: batch.span, at: point.span, into: &span, receipt)
        return result
    }

    /// (I + step·G)⁻¹(point). Charged as one of `resolvents`.
    /// - Precondition: `step` is positive.
    /// - Throws: `Stop` where the budget is spent.
    public func resolvent(of point: [Double], step: Double) throws(Stop) -> [Double] {
        precondition(step > 0 && point.count == dimension, "a resolvent of step \(step) at \(point.count) entries in dimension \(dimension)")
        let receipt = try meter.paid(.resolvents)
        var result = [Double](repeating: 0, count: dimension)
        var span = result.mutableSpan
        computeResolvent(of: point.span, step: step, into: &span, receipt)
        return result
    }
}
