import AssayKit

/// Points of the unit sphere no two of which are close: the directions in which a node's neighbours stand.
///
/// Of two codes the one of the wider angle. That of the paper (its extension to more than two dimensions) takes vertices of
/// the hypercube, which are as far apart as the words of a binary code: so a degree that is exponential in the dimension
/// keeps an angle that does not depend on it. The other is for where the cube has too few vertices, or none so wide: it peels
/// the sphere in layers of equal latitude, and is the regular polygon in two dimensions, the regular simplex for up to d + 1
/// points, and the axes for up to 2d.
struct SphericalCode {
    /// Vectors of unit length.
    let directions: [[Double]]
    /// In radians: no two are closer.
    let angle: Double

    /// - Parameters:
    ///   - count: one at least.
    ///   - dimension: two at least.
    init(_ count: Int, dimension: Int) {
        // The widest angle at which the layers have room, to the last bit. Two poles have room at π; as many points as are
        // wanted have it at some angle above zero.
        var angle = Double.pi, tooWide = 2 * Double.pi
        var layers = Self.layers(dimension, angle, most: count)
        while layers.count < count {
            (angle, tooWide) = (angle / 2, angle)
            layers = Self.layers(dimension, angle, most: count)
        }
        while case let middle = (angle + tooWide) / 2, middle > angle, middle < min(tooWide, .pi) {
            let tried = Self.layers(dimension, middle, most: count)
            if tried.count < count { tooWide = middle } else { (angle, layers) = (middle, tried) }
        }
        if let vertices = Self.vertices(count, dimension), vertices.angle > angle { self = vertices } else { self.init(layers, angle: angle) }
    }

    private init(_ directions: [[Double]], angle: Double) { (self.directions, self.angle) = (directions, angle) }

    /// Points that are at least an angle apart, so many at the most: the pole, and at each further multiple of the angle from it
    /// points of a sphere of one dimension less, as far apart there as the angle asks for (apple peeling: El Gamal, Hemachandra,
    /// Shperling and Wei, "Using simulated annealing to design good codes", IEEE Transactions on Information Theory 33, 1987).
    /// O(n·d).
    private static func layers(_ dimension: Int, _ angle: Double, most: Int) -> [[Double]] {
        var points: [[Double]] = []
        peel([], 1, dimension, angle, most, &points)
        return points
    }

    /// Adds the points of a sphere of some radius in the last axes; in the first ones they have the given coordinates.
    private static func peel(_ first: [Double], _ radius: Double, _ axes: Int, _ angle: Double, _ most: Int, _ points: inout [[Double]]) {
        guard axes > 1 else {
            for end in [radius, -radius] where points.count < most { points.append(first + [end]) }
            return
        }
        let half = sine(angle / 2)
        for latitude in stride(from: 0, through: .pi, by: angle) where points.count < most {
            let height = first + [radius * cosine(latitude)], share = half / sine(latitude)
            if share <= 1 {
                peel(height, radius * sine(latitude), axes - 1, 2 * arcTangent(share, (1 - share * share).squareRoot()), most, &points)
            } else {
                // So small a layer has room for one point.
                points.append(height + [radius * sine(latitude)] + [Double](repeating: 0, count: axes - 2))
            }
        }
    }

    /// Vertices of a hypercube in the sphere, the words of a lexicographic code of the largest distance that has enough of them:
    /// two words that differ in h of m places are arccos(1 − 2h/m) apart. Nil where the cube has too few vertices.
    ///
    /// Words are of sixteen places at the most, and further axes are not used: all of them are looked at.
    private static func vertices(_ count: Int, _ dimension: Int) -> SphericalCode? {
        let length = min(dimension, 16)
        guard count <= 1 << length else { return nil }
        for distance in (1...length).reversed() {
            // Such codes are closed under exclusive or (J. H. Conway, N. J. A. Sloane, "Lexicographic codes", 1986), so that each
            // word that is far from all doubles them.
            var words = [0], next = 1
            while words.count < count, next < 1 << length {
                if words.allSatisfy({ ($0 ^ next).nonzeroBitCount >= distance }) { words += words.map { $0 ^ next } }
                next += 1
            }
            guard words.count >= count else { continue }
            let size = 1 / Double(length).squareRoot()
            let directions = words.prefix(count).map { word in (0..<dimension).map { $0 < length ? word >> $0 & 1 == 0 ? size : -size : 0 } }
            let cosine = 1 - 2 * Double(distance) / Double(length)
            return SphericalCode(directions, angle: 2 * arcTangent((1 - cosine).squareRoot(), (1 + cosine).squareRoot()))
        }
        return nil
    }

    /// The directions after a rotation or reflection that takes the first of them to the given one.
    func turned(to direction: [Double]) -> [[Double]] {
        let first = directions[0]
        // Of both mirrors, to the direction and to its opposite, the one with the longer normal loses no digits.
        let sign = dot(first, direction) > 0 ? -1.0 : 1.0
        let normal = zip(first, direction).map { $0 - sign * $1 }
        let factor = 2 / dot(normal, normal)
        return directions.map { point in
            let along = factor * dot(normal, point)
            return zip(point, normal).map { sign * ($0 - along * $1) }
        }
    }
}
