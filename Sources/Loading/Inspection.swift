import AssayKit
public import ForeignFunctions
public import Registry

/// Checks of a library's file before anything of it runs.
public enum Inspection {
    /// The one symbol of a library that speaks the C interface.
    static let structureInC = "assay_library"

    /// - Returns: the lane that the library comes in by.
    /// - Throws: `Refusal` with cause and remedy.
    @discardableResult
    public static func check(_ bytes: [UInt8]) throws(Refusal) -> Lane {
        let file = try ELFFile(bytes)
        let symbols = try file.dynamicSymbols()
        if symbols.contains(where: { $0.isDefined && $0.name == structureInC }) {
            guard !symbols.contains(where: { $0.isDefined && $0.name == Handshake.entry }) else {
                throw Refusal("it has both entries, \(structureInC) and \(Handshake.entry); a library comes in by one lane")
            }
            return .c
        }
        // The descriptor of the protocol `Method`: a plugin that defines it has an SDK of its own inside, and its types
        // would not be the host's types.
        if symbols.contains(where: { $0.isDefined && $0.name == "$s8AssayKit6MethodMp" }) {
            throw Refusal(
                "AssayKit is linked into it statically, so its types are not the host's; depend on the product AssayKit of the package AssayKit, which is a dynamic library")
        }
        guard let section = try file.section(named: Handshake.section) else {
            throw Refusal(
                symbols.contains { $0.isDefined && $0.name == Handshake.entry }
                    ? "it has no handshake (ELF section \(Handshake.section)); return exportMethods(…) from \(Handshake.entry)"
                    : "it is a shared library but no Assay plugin: it has neither a handshake nor the entry \(Handshake.entry), nor the structure \(structureInC) of the C interface")
        }
        try checkHandshake(Array(section))
        guard symbols.contains(where: { $0.isDefined && $0.name == Handshake.entry }) else {
            throw Refusal("it has no entry: export a function with @c(\(Handshake.entry)) that returns exportMethods(…)")
        }
        return .swift
    }

    private static func checkHandshake(_ section: [UInt8]) throws(Refusal) {
        var reader = ByteReader(section)
        let magic: UInt32, epoch: UInt32, revision: UInt32, compiler: String
        do {
            magic = try reader.littleEndian(UInt32.self)
            epoch = try reader.littleEndian(UInt32.self)
            revision = try reader.littleEndian(UInt32.self)
            _ = try reader.littleEndian(UInt32.self)
            compiler = String(decoding: try reader.bytes(240).prefix { $0 != 0 }, as: UTF8.self)
        } catch { throw Refusal("its handshake is truncated; build it again") }
        guard magic == Handshake.magic else { throw Refusal("its handshake does not begin as one does; build it again") }
        guard epoch == Handshake.epoch else {
            throw Refusal("it was built against another AssayKit (ABI epoch \(epoch); the host's is \(Handshake.epoch)); build it again against this one")
        }
        guard revision <= Handshake.revision else {
            throw Refusal(
                "it was built against a later AssayKit (revision \(revision); the host's is \(Handshake.revision)); update the host, or build it against this AssayKit")
        }
        guard compiler == Handshake.compiler else {
            throw Refusal(
                "it was built by another compiler (\(compiler); the host's: \(Handshake.compiler)); Swift's binary interface holds on Linux only within one compiler: build it again with the host's")
        }
    }
}
