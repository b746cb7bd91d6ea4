/// A convex objective whose curvature is known: strongConvexity·I ≼ ∇²f ≼ smoothness·I everywhere.
public protocol Smooth: Differentiable {
    /// A Lipschitz constant of the gradient (β in Bubeck's monograph, L in Nesterov's).
    var smoothness: Double { get }
    /// A constant of strong convexity (α, or μ); zero where the function is merely convex.
    var strongConvexity: Double { get }
}
