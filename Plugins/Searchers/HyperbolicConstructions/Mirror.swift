import AssayKit

/// A point of the disk, with 106 bits a coordinate.
struct DiskPoint {
    var x: DoubleDouble
    var y: DoubleDouble

    init(_ x: DoubleDouble = DoubleDouble(0), _ y: DoubleDouble = DoubleDouble(0)) {
        self.x = x
        self.y = y
    }

    /// A point of exactly that distance from the centre. Of the angle's cosine and sine a unit in the last place is off, which
    /// matters for the distance but not for the angle: c² + s² = 1 + δ, and 1/√(1 + δ) = 1 − δ/2 + 3δ²/8 to 10⁻⁴⁸.
    init(angle: Double, radius: DoubleDouble) {
        let c = DoubleDouble(cosine(angle)), s = DoubleDouble(sine(angle))
        let excess = (c * c + s * s - DoubleDouble(1))
        let factor = radius * (DoubleDouble(1) - DoubleDouble(0.5) * excess + DoubleDouble(0.375) * excess * excess)
        self.init(factor * c, factor * s)
    }

    var squaredNorm: DoubleDouble { x * x + y * y }
}

/// The hyperbolic reflection that takes a point to the centre of the disk, and the centre to it: the inversion in the circle
/// around a/‖a‖² that meets the rim at right angles. The point at the centre is left there by the identity.
struct Mirror {
    private let centre: DiskPoint
    private let squaredRadius: DoubleDouble
    private let isIdentity: Bool

    init(_ point: DiskPoint) {
        let squares = point.squaredNorm
        isIdentity = squares.high == 0
        centre = isIdentity ? DiskPoint() : DiskPoint(point.x / squares, point.y / squares)
        squaredRadius = isIdentity ? DoubleDouble(1) : (DoubleDouble(1) - squares) / squares
    }

    func reflected(_ point: DiskPoint) -> DiskPoint {
        guard !isIdentity else { return point }
        let offset = DiskPoint(point.x - centre.x, point.y - centre.y)
        let factor = squaredRadius / offset.squaredNorm
        return DiskPoint(centre.x + factor * offset.x, centre.y + factor * offset.y)
    }
}
