extension Tensors {
    /// The bytes of tensors of which some are kept in a form of a compressor's own: the signature; all tensors as
    /// `encode` writes them, those with a form empty; how many have a form; then for each its place and its form.
    ///
    /// - Parameter signature: a short text that tells these bytes from those of other compressors.
    /// - Parameter forms: the bytes that stand for a tensor, by its name. Names of no tensor are left aside.
    public func encoded(signature: String, forms: [String: [UInt8]]) -> [UInt8] {
        var stored = self
        let formed = names.enumerated().filter { forms[$0.element] != nil }
        for (_, name) in formed { stored[name] = .placeholder }
        var writer = ByteWriter()
        writer.append(contentsOf: Array(signature.utf8))
        stored.encode(to: &writer)
        writer.append(variable: formed.count)
        for (place, name) in formed {
            writer.append(variable: place)
            writer.append(contentsOf: forms[name] ?? [])
        }
        return writer.bytes
    }

    /// What `encoded(signature:forms:)` wrote.
    /// - Parameter form: reads one form and makes a tensor of it.
    /// - Throws: where the bytes have another signature, or are damaged.
    public init(
        _ bytes: Span<UInt8>, signature: String, form: (inout ByteReader) throws(DamagedBytes) -> Tensor
    ) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        let expected = Array(signature.utf8)
        guard reader.remaining >= expected.count, try reader.bytes(expected.count) == expected else {
            throw DamagedBytes(at: 0, "they do not begin with \(signature)")
        }
        try self.init(from: &reader)
        for _ in 0..<(try reader.variable(atMost: names.count)) {
            let begin = reader.offset
            let place = try reader.variable()
            guard names.indices.contains(place) else { throw DamagedBytes(at: begin, "tensor \(place) of \(names.count)") }
            guard self[names[place]] == .placeholder else { throw DamagedBytes(at: begin, "\(names[place]) comes twice") }
            self[names[place]] = try form(&reader)
        }
        try reader.finish()
    }
}

extension Tensor {
    fileprivate static var placeholder: Tensor { Tensor(shape: [0], values: []) }
}

extension ByteWriter {
    /// How many axes, then the size of each.
    public mutating func append(shape: [Int]) {
        append(variable: shape.count)
        for size in shape { append(variable: size) }
    }

    /// Numbers in single precision, to the nearest.
    public mutating func append(single numbers: [Double]) {
        for number in numbers { append(Float(number)) }
    }
}

extension ByteReader {
    /// A shape that `append(shape:)` wrote, and how many numbers fill it. It has at most eight axes.
    /// - Throws: where its sizes multiply to more than `limit`.
    public mutating func shape(fillingAtMost limit: Int) throws(DamagedBytes) -> (sizes: [Int], count: Int) {
        let begin = offset
        var sizes: [Int] = []
        var count = 1
        for _ in 0..<(try variable(atMost: 8)) {
            let size = try variable()
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw DamagedBytes(at: begin, "the shape \(sizes + [size]) overflows") }
            sizes.append(size)
            count = product
        }
        guard count <= limit else { throw DamagedBytes(at: begin, "the shape \(sizes) announces \(count) numbers where at most \(limit) make sense") }
        return (sizes, count)
    }

    /// So many numbers in single precision.
    public mutating func singles(_ count: Int) throws(DamagedBytes) -> [Double] {
        guard count >= 0, count <= remaining / 4 else {
            throw DamagedBytes(at: offset, "\(count) numbers are announced and \(remaining) bytes are left")
        }
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(Double(try float())) }
        return numbers
    }
}
