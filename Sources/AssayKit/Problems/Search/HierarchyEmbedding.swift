/// Points in a geometry: the answer to a `Hierarchy`.
///
/// A coordinate may be the sum of two doubles, some 106 bits: near the rim of the Poincaré ball one double holds no more
/// than a distance of about 37 from its centre.
public struct HierarchyEmbedding: Sendable, Equatable {
    @frozen public enum Geometry: Int, Sendable {
        /// ‖x − y‖.
        case euclidean
        /// arcosh(1 + 2‖x − y‖² / ((1 − ‖x‖²)(1 − ‖y‖²))) for points of norm below one.
        case poincareBall
    }

    public let geometry: Geometry
    /// d, one at least.
    public let dimension: Int
    /// n·d numbers, one point after the other.
    public let coordinates: [Double]
    /// What is to be added to each of them: n·d numbers; none stands for zeros.
    public let remainders: [Double]

    public init(_ geometry: Geometry, dimension: Int, coordinates: [Double], remainders: [Double] = []) {
        precondition(
            dimension > 0 && coordinates.count % dimension == 0 && (remainders.isEmpty || remainders.count == coordinates.count),
            "\(coordinates.count) and \(remainders.count) numbers do not make points of \(dimension) dimensions")
        self.geometry = geometry
        self.dimension = dimension
        self.coordinates = coordinates
        self.remainders = remainders
    }

    /// n.
    public var count: Int { coordinates.count / dimension }

    public func coordinate(_ point: Int, _ axis: Int) -> DoubleDouble {
        let place = point * dimension + axis
        return remainders.isEmpty ? DoubleDouble(coordinates[place]) : DoubleDouble(coordinates[place], remainders[place])
    }

    /// What is offered: the geometry's number, d, and how many doubles a coordinate has; then the coordinates, and the
    /// remainders where there are any.
    public var numbers: [Double] { [Double(geometry.rawValue), Double(dimension), remainders.isEmpty ? 1 : 2] + coordinates + remainders }

    /// Reads what was offered; nil where it is no embedding of so many points.
    public init?(numbers: [Double], count: Int) {
        guard numbers.count >= 3, let code = Int(exactly: numbers[0]), let geometry = Geometry(rawValue: code),
            let dimension = Int(exactly: numbers[1]), let parts = Int(exactly: numbers[2]), 1...2 ~= parts, 1...1_000_000 ~= dimension,
            numbers.count == 3 + parts * dimension * count
        else { return nil }
        self.init(
            geometry, dimension: dimension, coordinates: Array(numbers[3..<3 + dimension * count]), remainders: Array(numbers[(3 + dimension * count)...]))
    }
}
