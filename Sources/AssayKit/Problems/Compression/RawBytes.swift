/// A block of bytes to be made smaller without loss: every one of them must come back, in its place.
public protocol RawBytes: Metered {
    /// The block.
    var bytes: [UInt8] { get }
}

/// What a compressor of `RawBytes` restores.
public struct RestoredBytes: Transferable, Equatable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func encode(to writer: inout ByteWriter) { writer.append(contentsOf: bytes) }

    public init(from reader: inout ByteReader) throws(DamagedBytes) { bytes = try reader.bytes(reader.remaining) }
}
