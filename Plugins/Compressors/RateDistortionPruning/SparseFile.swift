import AssayKit

/// Tensors of which some are sparse: the bytes of the tensors with the signature `SPR1`, each sparse one in the form of
/// `SparseTensor`.
enum SparseFile {
    private static let signature = "SPR1"

    /// - Parameter names: the tensors that may be stored as sparse ones, where that takes fewer bytes.
    static func encode(_ tensors: Tensors, sparse names: [String]) -> [UInt8] {
        var forms: [String: [UInt8]] = [:]
        for name in names {
            guard let tensor = tensors[name] else { continue }
            let bytes = SparseTensor.encoded(tensor)
            if bytes.count < tensor.values.count * MemoryLayout<Float>.size { forms[name] = bytes }
        }
        return tensors.encoded(signature: signature, forms: forms)
    }

    static func decode(_ bytes: Span<UInt8>) throws(DamagedBytes) -> Tensors {
        try Tensors(bytes, signature: signature) { reader throws(DamagedBytes) in try SparseTensor.decoded(from: &reader) }
    }
}
