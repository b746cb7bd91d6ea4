import Foundation
import Testing

/// Plugins that were built before a change of AssayKit keep working only if its interface keeps what it had.
@Suite struct InterfaceTests {
    @Test func theInterfaceIsTheOneOfThisRevision() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let built = try declarations(root.appending(path: ".build/release/Modules/AssayKit.swiftinterface"))
        let baseline = try declarations(root.appending(path: "Tests/AssayKitTests/Fixtures/AssayKit.swiftinterface"))
        let removed = baseline.filter { !built.contains($0) }
        let added = built.filter { !baseline.contains($0) }
        #expect(removed.isEmpty, "raise ASSAY_EPOCH in handshake.h if plugins break by this, then run `make baseline`")
        #expect(added.isEmpty, "raise ASSAY_REVISION in handshake.h, then run `make baseline`")
    }

    /// The lines that declare something; what the compiler notes of itself is left out.
    private func declarations(_ file: URL) throws -> [Substring] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("//") }.map { Substring(String($0)) }
    }
}
