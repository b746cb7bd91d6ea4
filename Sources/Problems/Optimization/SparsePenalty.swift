/// A penalty of single weights by which regressions are made sparse: λ|w| near zero, and where it is not convex less further out.
enum SparsePenalty: Sendable {
    /// λ|w| (Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996).
    case lasso
    /// Smoothly clipped absolute deviation (Fan and Li, "Variable Selection via Nonconcave Penalized Likelihood and its Oracle
    /// Properties", 2001), constant from aλ on; a > 2.
    case scad(a: Double)
    /// The minimax concave penalty (Zhang, "Nearly Unbiased Variable Selection under Minimax Concave Penalty", 2010), constant
    /// from γλ on; γ > 1.
    case mcp(gamma: Double)

    var name: String {
        switch self {
        case .lasso: "lasso"
        case .scad: "scad"
        case .mcp: "mcp"
        }
    }

    /// The most by which the slope falls where the weight grows by one.
    var concavity: Double {
        switch self {
        case .lasso: 0
        case .scad(let a): 1 / (a - 1)
        case .mcp(let gamma): 1 / gamma
        }
    }

    func value(_ weight: Double, _ lambda: Double) -> Double { lambda * weight.magnitude + concavePart(weight, lambda).value }

    /// The penalty less λ|w|, which is concave on either side of zero and has a Lipschitz continuous slope across it.
    func concavePart(_ weight: Double, _ lambda: Double) -> (value: Double, slope: Double) {
        let w = weight.magnitude
        var (value, slope) = (0.0, 0.0)
        switch self {
        case .lasso: break
        case .scad(let a):
            if w > a * lambda {
                (value, slope) = (lambda * lambda * (a + 1) / 2 - lambda * w, -lambda)
            } else if w > lambda {
                (value, slope) = (-(w - lambda) * (w - lambda) / (2 * (a - 1)), -(w - lambda) / (a - 1))
            }
        case .mcp(let gamma):
            if w > gamma * lambda {
                (value, slope) = (gamma * lambda * lambda / 2 - lambda * w, -lambda)
            } else {
                (value, slope) = (-w * w / (2 * gamma), -w / gamma)
            }
        }
        return (value, weight < 0 ? -slope : slope)
    }

    /// The second derivative of the concave part.
    func curvature(_ weight: Double, _ lambda: Double) -> Double {
        switch self {
        case .lasso: 0
        case .scad(let a): weight.magnitude > lambda && weight.magnitude <= a * lambda ? -1 / (a - 1) : 0
        case .mcp(let gamma): weight.magnitude <= gamma * lambda ? -1 / gamma : 0
        }
    }

    /// argmin_z penalty(z) + (z − x)²/(2·step), the one nearest to zero where there are several. Exact for every step: the
    /// minima of the pieces on which the penalty is a parabola are compared.
    func proximal(_ x: Double, step: Double, _ lambda: Double) -> Double {
        let size = x.magnitude
        let soft = max(size - step * lambda, 0)
        var candidates: [Double]
        switch self {
        case .lasso: return x < 0 ? -soft : soft
        case .scad(let a):
            candidates = [min(soft, lambda), max(size, a * lambda)]
            // Steps too long for the middle piece to be convex have no minimum inside it.
            if step < a - 1 {
                candidates.append(min(max(((a - 1) * size - step * a * lambda) / (a - 1 - step), lambda), a * lambda))
            }
        case .mcp(let gamma):
            candidates = [0, max(size, gamma * lambda)]
            if step < gamma { candidates.append(min(soft / (1 - step / gamma), gamma * lambda)) }
        }
        candidates.sort()
        func cost(_ z: Double) -> Double { value(z, lambda) + (z - size) * (z - size) / (2 * step) }
        let best = candidates.min { cost($0) < cost($1) } ?? size
        return x < 0 ? -best : best
    }
}
