import AssayKit

/// A point of the unit ball, with 106 bits a coordinate.
struct BallPoint {
    var coordinates: [DoubleDouble]

    init(_ coordinates: [DoubleDouble]) { self.coordinates = coordinates }

    static func centre(_ dimension: Int) -> BallPoint { BallPoint([DoubleDouble](repeating: DoubleDouble(0), count: dimension)) }

    /// A point of exactly that distance from the centre, in a direction of unit length. Of the direction's length some units in the
    /// last place are off, which matters for the distance but not for the angle: u² = 1 + δ, and 1/√(1 + δ) = 1 − δ/2 + 3δ²/8 to 10⁻⁴⁵.
    init(direction: [Double], radius: DoubleDouble) {
        let excess = direction.reduce(DoubleDouble(-1)) { $0 + DoubleDouble($1) * DoubleDouble($1) }
        let factor = radius * (DoubleDouble(1) - DoubleDouble(0.5) * excess + DoubleDouble(0.375) * excess * excess)
        self.init(direction.map { factor * DoubleDouble($0) })
    }

    var squaredNorm: DoubleDouble { coordinates.reduce(DoubleDouble(0)) { $0 + $1 * $1 } }

    /// From the centre towards the point, of unit length; at the centre along the first axis.
    var direction: [Double] {
        let highs = coordinates.map(\.high), length = norm(highs)
        return length > 0 ? highs.map { $0 / length } : highs.indices.map { $0 == 0 ? 1 : 0 }
    }
}

/// The hyperbolic reflection that takes a point to the centre of the ball, and the centre to it: the inversion in the sphere
/// around a/‖a‖² that meets the rim at right angles. The point at the centre is left there by the identity.
struct Mirror {
    private let centre: BallPoint
    private let squaredRadius: DoubleDouble
    private let isIdentity: Bool

    init(_ point: BallPoint) {
        let squares = point.squaredNorm
        isIdentity = squares.high == 0
        centre = isIdentity ? point : BallPoint(point.coordinates.map { $0 / squares })
        squaredRadius = isIdentity ? DoubleDouble(1) : (DoubleDouble(1) - squares) / squares
    }

    func reflected(_ point: BallPoint) -> BallPoint {
        guard !isIdentity else { return point }
        let offset = BallPoint(zip(point.coordinates, centre.coordinates).map { $0 - $1 })
        let factor = squaredRadius / offset.squaredNorm
        return BallPoint(zip(centre.coordinates, offset.coordinates).map { $0 + factor * $1 })
    }
}
