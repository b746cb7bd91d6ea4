import AssayKit

/// Tensors of which some are sparse.
///
/// The bytes: the text `SPR1`; the tensors as `Tensors` encodes them, the sparse ones empty; how many are sparse; then for
/// each its place among the tensors and its numbers (`SparseTensor`).
enum SparseFile {
    private static let signature = Array("SPR1".utf8)
    private static let placeholder = Tensor(shape: [0], values: [])

    /// - Parameter names: the tensors that may be stored as sparse ones, where that takes fewer bytes.
    static func encode(_ tensors: Tensors, sparse names: [String]) -> [UInt8] {
        var stored = tensors
        var sparse: [(place: Int, bytes: [UInt8])] = []
        for (place, name) in tensors.names.enumerated() where names.contains(name) {
            guard let tensor = tensors[name] else { continue }
            let bytes = SparseTensor.encoded(tensor)
            guard bytes.count < tensor.values.count * MemoryLayout<Float>.size else { continue }
            stored[name] = placeholder
            sparse.append((place, bytes))
        }
        var writer = ByteWriter()
        writer.append(contentsOf: signature)
        stored.encode(to: &writer)
        writer.append(variable: sparse.count)
        for (place, bytes) in sparse {
            writer.append(variable: place)
            writer.append(contentsOf: bytes)
        }
        return writer.bytes
    }

    static func decode(_ bytes: Span<UInt8>) throws(DamagedBytes) -> Tensors {
        var reader = ByteReader(bytes)
        guard try reader.bytes(signature.count) == signature else { throw DamagedBytes(at: 0, "these bytes are not of a pruned network") }
        var tensors = try Tensors(from: &reader)
        for _ in 0..<(try reader.variable(atMost: tensors.names.count)) {
            let begin = reader.offset
            let name = tensors.names[try reader.variable(atMost: tensors.names.count - 1)]
            guard tensors[name] == placeholder else { throw DamagedBytes(at: begin, "\(name) comes twice") }
            tensors[name] = try SparseTensor.decoded(from: &reader)
        }
        try reader.finish()
        return tensors
    }
}
