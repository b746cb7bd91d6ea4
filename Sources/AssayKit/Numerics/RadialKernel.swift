/// A positive definite kernel of the distance alone, 1 at distance 0.
public enum RadialKernel: Sendable, Equatable {
    /// exp(−‖x − y‖² / (2σ²)).
    case gaussian(bandwidth: Double)
    /// exp(−‖x − y‖ / σ).
    case laplace(bandwidth: Double)

    public func value(squaredDistance: Double) -> Double {
        switch self {
        case .gaussian(let bandwidth): exponential(-squaredDistance / (2 * bandwidth * bandwidth))
        case .laplace(let bandwidth): exponential(-squaredDistance.squareRoot() / bandwidth)
        }
    }

    /// The kernel whose spectral density is this one's to the power α, up to a factor: of a Gaussian one a Gaussian one that is √α times
    /// as wide. Nil of a Laplace kernel, whose powers are Matérn kernels of any order.
    /// - Precondition: α is positive.
    public func power(_ alpha: Double) -> RadialKernel? {
        precondition(alpha > 0, "a kernel has positive powers, not \(alpha)")
        return switch self {
        case .gaussian(let bandwidth): .gaussian(bandwidth: bandwidth * alpha.squareRoot())
        case .laplace: nil
        }
    }
}
