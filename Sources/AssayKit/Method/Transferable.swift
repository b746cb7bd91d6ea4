/// A value that can be sent as bytes from the process that made it to the one that judges it.
public protocol Transferable: Sendable {
    func encode(to writer: inout ByteWriter)
    /// - Throws: `DamagedBytes` where the bytes are not such a value.
    init(from reader: inout ByteReader) throws(DamagedBytes)
}

extension Transferable {
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }

    /// Reads a value that fills the bytes exactly.
    public init(encoded bytes: [UInt8]) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// The same, for a compressor whose bytes are the encoded value.
    public init(encoded bytes: Span<UInt8>) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }
}
