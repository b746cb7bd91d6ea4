public import CHandshake

/// What a library registers: its methods, with the handshake that it was built with.
public final class Registration: Sendable {
    public let methods: [any Method.Type]
    public let epoch: UInt32
    public let revision: UInt32

    @usableFromInline
    init(_ methods: [any Method.Type], epoch: UInt32, revision: UInt32) {
        self.methods = methods
        self.epoch = epoch
        self.revision = revision
    }
}

/// What a plugin's one entry point returns:
/// ```swift
/// @c(assay_plugin) public func plugin() -> UnsafeMutableRawPointer { exportMethods(MyMethod.self) }
/// ```
/// Emitted into the plugin itself, so that its library carries the handshake of the SDK and the compiler it was built with.
@_alwaysEmitIntoClient
public func exportMethods(_ methods: any Method.Type...) -> UnsafeMutableRawPointer {
    let handshake = unsafe assay_handshake_address().pointee
    return unsafe Unmanaged.passRetained(Registration(methods, epoch: handshake.epoch, revision: handshake.revision)).toOpaque()
}

/// The handshake that this AssayKit was built with, to compare a plugin's with.
public enum Handshake {
    public static let section = "assay_meta"
    public static let entry = "assay_plugin"
    public static var magic: UInt32 { ASSAY_MAGIC }
    public static var epoch: UInt32 { ASSAY_EPOCH }
    public static var revision: UInt32 { ASSAY_REVISION }
    /// The compiler in its own words, down to its commit.
    public static var compiler: String {
        let handshake = unsafe assay_handshake_address().pointee
        return withUnsafeBytes(of: handshake.compiler) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
