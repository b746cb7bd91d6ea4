import AssayKit

/// A convex function κ, known by its subgradient. Its conjugate κ* says what a Lion-κ with weight decay λ minimises:
/// f(x) + κ*(λx)/λ. Where κ grows linearly, κ* is infinite outside a set, and λx is bound to stay in it.
struct Kappa {
    enum Form: String, CaseIterable {
        /// ‖z‖₁, whose subgradient is the sign: Lion. κ* binds ‖λx‖∞ ≤ 1.
        case oneNorm = "one-norm"
        /// ‖z‖ₚ. κ* binds ‖λx‖_q ≤ 1 with 1/p + 1/q = 1.
        case pNorm = "p-norm"
        /// Σ max(|zᵢ| − e, 0): steps only where |zᵢ| > e. κ*(y) = e‖y‖₁ for ‖y‖∞ ≤ 1.
        case thresholded
        /// Huber's function, zᵢ²/2e near zero: the sign clipped. κ*(y) = (e/2)‖y‖² for ‖y‖∞ ≤ 1.
        case huber
        /// Σ √(zᵢ² + e²): a soft sign. κ*(y) = −e Σ √(1 − yᵢ²) for ‖y‖∞ ≤ 1.
        case relativistic
        /// The sum of the k largest |zᵢ|. κ* binds ‖λx‖∞ ≤ 1 and ‖λx‖₁ ≤ k.
        case largest
    }

    let form: Form
    /// The exponent of the norm.
    let p: Double
    /// e, the width of what is not the sign.
    let width: Double
    /// How many entries count for `largest`.
    let count: Int

    /// Replaces z by a subgradient of κ at z. At zero, where there are several, it is zero.
    func subgradient<Scalar: BinaryFloatingPoint>(_ z: inout [Scalar]) {
        func sign(_ value: Scalar) -> Scalar { value > 0 ? 1 : value < 0 ? -1 : 0 }
        switch form {
        case .oneNorm: for i in z.indices { z[i] = sign(z[i]) }
        case .pNorm:
            // sign(zᵢ)(|zᵢ|/‖z‖ₚ)^(p−1), taken relative to the largest entry so that no power overflows.
            let largest = Double(z.reduce(0) { max($0, $1.magnitude) })
            guard largest > 0 else { return }
            let norm = power(z.reduce(0) { $0 + power(Double($1.magnitude) / largest, p) }, 1 / p)
            for i in z.indices { z[i] = sign(z[i]) * Scalar(power(Double(z[i].magnitude) / largest / norm, p - 1)) }
        case .thresholded: for i in z.indices { z[i] = Double(z[i].magnitude) > width ? sign(z[i]) : 0 }
        case .huber: for i in z.indices { z[i] = max(-1, min(1, z[i] / Scalar(width))) }
        case .relativistic: for i in z.indices { z[i] /= (z[i] * z[i] + Scalar(width * width)).squareRoot() }
        case .largest:
            let order = z.indices.sorted { (z[$0].magnitude, $1) > (z[$1].magnitude, $0) }
            for (rank, i) in order.enumerated() { z[i] = rank < count ? sign(z[i]) : 0 }
        }
    }
}
