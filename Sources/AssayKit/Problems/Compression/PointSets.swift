/// Points in single precision, one after the other.
public struct Points: Sendable, Equatable, Transferable {
    public let dimension: Int
    /// count × dimension.
    public let values: [Float]
    public var count: Int { values.count / dimension }

    /// - Precondition: the dimension is positive and divides how many numbers there are.
    public init(dimension: Int, values: [Float]) {
        precondition(dimension > 0 && values.count % dimension == 0, "\(values.count) numbers are no points of \(dimension)")
        self.dimension = dimension
        self.values = values
    }

    public subscript(_ index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }

    /// Those of these places, in that order.
    public func selecting(_ indices: [Int]) -> Points { Points(dimension: dimension, values: indices.flatMap { self[$0] }) }

    /// ‖xᵢ − yⱼ‖², of the same points unless others are given.
    public func squaredDistance(_ i: Int, _ j: Int, in others: Points? = nil) -> Double {
        let x = values.span, y = (others ?? self).values
        let ySpan = y.span
        var sum = 0.0
        for axis in 0..<dimension {
            let difference = Double(x[i * dimension + axis]) - Double(ySpan[j * dimension + axis])
            sum += difference * difference
        }
        return sum
    }

    /// - Throws: where a number is not finite: no distance comes of it.
    public func requireFinite() throws(NotFinitePoints) {
        guard values.allSatisfy(\.isFinite) else { throw NotFinitePoints() }
    }

    public func encode(to writer: inout ByteWriter) {
        writer.append(variable: dimension)
        writer.append(variable: count)
        for value in values { writer.append(value) }
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let begin = reader.offset
        let dimension = try reader.variable(atMost: reader.remaining)
        let count = try reader.variable(atMost: reader.remaining)
        guard dimension > 0, count <= reader.remaining / 4 / dimension else {
            throw DamagedBytes(at: begin, "\(count) points of \(dimension) numbers where \(reader.remaining) bytes are left")
        }
        var values: [Float] = []
        values.reserveCapacity(count * dimension)
        for _ in 0..<count * dimension { values.append(try reader.float()) }
        self.init(dimension: dimension, values: values)
    }
}

public struct NotFinitePoints: Error, CustomStringConvertible, Sendable {
    public var description: String { "a point has a number that is not finite, and so no distance from the others" }
}

/// Points to be made fewer, or shorter.
public protocol PointSet: Metered {
    var points: Points { get }
}

/// A sample, in the order in which it was drawn, which points fewer by halves are to represent: what comes back is these points, and how
/// well they do is the maximum mean discrepancy between the two.
public protocol Thinning: PointSet {
    /// By which the discrepancy is measured.
    var kernel: RadialKernel { get }
    /// How often the sample is halved: the count divided by 2 to that power, rounded down, is how many points may come back.
    var halvings: Int { get }
}

/// Points whose distances are to be kept by points of fewer numbers: as many come back, in the same order.
public protocol DimensionReduction: PointSet {
    /// How many numbers a point may have that comes back.
    var targetDimension: Int { get }
}
