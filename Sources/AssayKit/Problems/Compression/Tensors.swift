/// A tensor of single-precision numbers, row-major.
public struct Tensor: Sendable, Equatable {
    public let shape: [Int]
    public var values: [Float]

    /// - Precondition: the sizes are not negative and multiply to the number of values.
    public init(shape: [Int], values: [Float]) {
        precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count, "\(values.count) values do not fill the shape \(shape)")
        self.shape = shape
        self.values = values
    }

    public init(_ matrix: Matrix) {
        self.init(shape: [matrix.rows, matrix.columns], values: matrix.entries.map { Float($0) })
    }

    /// The tensor as a matrix: its first axis by all the others together.
    /// - Precondition: it has at least one axis.
    public var matrix: Matrix {
        precondition(!shape.isEmpty, "a scalar is no matrix")
        let columns = shape.dropFirst().reduce(1, *)
        return Matrix(rows: shape[0], columns: columns, entries: values.map { Double($0) })
    }
}

/// Tensors by name, in a fixed order.
public struct Tensors: Sendable, Equatable, Transferable {
    public private(set) var names: [String] = []
    private var byName: [String: Tensor] = [:]

    public init() {}

    /// A new name goes last; setting nil removes.
    public subscript(_ name: String) -> Tensor? {
        get { byName[name] }
        set {
            if newValue == nil {
                names.removeAll { $0 == name }
            } else if byName[name] == nil {
                names.append(name)
            }
            byName[name] = newValue
        }
    }

    /// How many numbers they hold together.
    public var valueCount: Int { byName.values.reduce(0) { $0 + $1.values.count } }

    public func encode(to writer: inout ByteWriter) {
        writer.append(variable: names.count)
        for name in names {
            guard let tensor = byName[name] else { continue }
            writer.append(name)
            writer.append(shape: tensor.shape)
            for value in tensor.values { writer.append(value) }
        }
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        for _ in 0..<(try reader.variable(atMost: reader.remaining)) {
            let name = try reader.text()
            let place = reader.offset
            guard self[name] == nil else { throw DamagedBytes(at: place, "two tensors are called \(name)") }
            let (shape, count) = try reader.shape(fillingAtMost: reader.remaining / 4)
            var values: [Float] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try reader.float()) }
            self[name] = Tensor(shape: shape, values: values)
        }
    }
}
