/// A tensor to be made smaller, with loss: what comes back has its shape.
public protocol DenseTensor: Metered {
    /// The tensor. All of its numbers are finite.
    var tensor: Tensor { get }
    /// How many numbers in single precision may be stored; 64 bytes more are left for headers.
    var numberBudget: Int { get }
}

extension Tensor: Transferable {
    public func encode(to writer: inout ByteWriter) {
        writer.append(shape: shape)
        for value in values { writer.append(value) }
    }

    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let (shape, count) = try reader.shape(fillingAtMost: reader.remaining / 4)
        var values: [Float] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try reader.float()) }
        self.init(shape: shape, values: values)
    }
}
