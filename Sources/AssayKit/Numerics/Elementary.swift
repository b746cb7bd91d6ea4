import Glibc

// The elementary functions that methods need, so that a plugin has one import. They are the system's own.

/// Natural logarithm.
public func logarithm(_ x: Double) -> Double { Glibc.log(x) }
/// e to the power of x.
public func exponential(_ x: Double) -> Double { Glibc.exp(x) }
/// log(1 + x), exact for small x.
public func logarithm1p(_ x: Double) -> Double { Glibc.log1p(x) }
/// x to the power of y.
public func power(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
/// Cosine of an angle in radians.
public func cosine(_ x: Double) -> Double { Glibc.cos(x) }
/// Sine of an angle in radians.
public func sine(_ x: Double) -> Double { Glibc.sin(x) }
/// The angle in [0, π] whose cosine is x.
public func arcCosine(_ x: Double) -> Double { Glibc.acos(x) }
/// The angle of the point (x, y) with the first axis, in (−π, π].
public func arcTangent(_ y: Double, _ x: Double) -> Double { Glibc.atan2(y, x) }
/// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
public func hyperbolicTangent(_ x: Double) -> Double { Glibc.tanh(x) }
/// (eˣ + e⁻ˣ) / 2.
public func hyperbolicCosine(_ x: Double) -> Double { Glibc.cosh(x) }
