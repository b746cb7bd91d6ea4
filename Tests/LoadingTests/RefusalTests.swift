import AssayKit
import Files
import ForeignFunctions
import Foundation
import Loading
import Registry
import TestSupport
import Testing

/// Every way a library can be wrong is refused with its cause and what to do, on real files.
@Suite struct RefusalTests {
    private let scratch: ScratchFolder
    private let good: [UInt8]

    init() throws {
        scratch = try ScratchFolder()
        good = try Project.bytes(Project.plugin("GradientDescent"))
    }

    /// What is said when a library of these bytes is loaded.
    private func refusal(_ bytes: [UInt8], sha256: String? = nil) throws -> String {
        let path = try scratch.write(bytes, "library.so")
        let error = try #require(throws: Refusal.self) { try Library(path: path, sha256: sha256) }
        return error.description
    }

    @Test func aGoodLibraryLoads() throws {
        let path = Project.plugin("GradientDescent")
        let library = try Library(path: path, sha256: Digest(of: good).sha256)
        #expect(library.methods.map(\.entry.id) == ["gradient-descent"])
    }

    @Test func whatEveryoneMayWriteIsRefused() throws {
        let path = try scratch.write(good, "open.so")
        try FileManager.default.setAttributes([.posixPermissions: 0o646], ofItemAtPath: path)
        let error = try #require(throws: Refusal.self) { try Library(path: path, sha256: nil) }
        #expect(error.description.contains("may be written by everyone") && error.description.contains("chmod o-w"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        _ = try Library(path: path, sha256: nil)
    }

    @Test func anotherKitIsRefusedByItsEpoch() throws {
        let message = try refusal(patchingHandshake(at: 4, to: [99, 0, 0, 0]))
        #expect(message.contains("another AssayKit (ABI epoch 99; the host's is 1)") && message.contains("build it again"))
    }

    @Test func aLaterKitIsRefusedByItsRevision() throws {
        let message = try refusal(patchingHandshake(at: 8, to: [200, 0, 0, 0]))
        #expect(message.contains("later AssayKit (revision 200") && message.contains("update the host"))
    }

    @Test func anotherCompilerIsRefused() throws {
        let message = try refusal(patchingHandshake(at: 16, to: Array("Clang 1.0".utf8)))
        #expect(message.contains("another compiler (Clang 1.0"))
    }

    @Test func aDamagedHandshakeIsRefused() throws {
        #expect(try refusal(patchingHandshake(at: 0, to: [0])).contains("handshake"))
    }

    @Test func aStaticKitIsRefusedBeforeLoading() throws {
        let message = try refusal(try Project.bytes(Project.staticFixture))
        #expect(message.contains("linked into it statically") && message.contains("dynamic library"))
    }

    @Test func aLibraryWithoutTheEntryIsRefused() throws {
        #expect(try refusal(try Project.bytes(Project.fixture("NoEntry"))).contains("entry assay_plugin"))
    }

    @Test func aSymbolThatTheHostLacksIsRefusedBySystemsLinker() throws {
        // The symbol's name stands in the string table, where one letter more than the host knows makes it another.
        var bytes = good
        let name = Array("$s8AssayKit3RunC5offer".utf8)
        let place = try #require(bytes.firstRange(of: name)?.lowerBound)
        bytes[place + name.count - 1] = UInt8(ascii: "Z")
        let message = try refusal(bytes)
        #expect(message.contains("does not load") && message.contains("offeZ") && message.contains("build it again"))
    }

    @Test func aChangedByteIsRefusedByTheDigest() throws {
        var bytes = good
        bytes[bytes.count / 2] ^= 1
        let message = try refusal(bytes, sha256: Digest(of: good).sha256)
        #expect(message.contains("SHA-256 differs") && message.contains("assay install"))
    }

    @Test func aTextFileIsRefused() throws {
        #expect(try refusal(Array("#!/bin/sh\necho hello\n".utf8)).contains("does not begin as an ELF file"))
        #expect(try refusal([]).contains("does not begin as an ELF file"))
    }

    @Test func anotherProcessorIsRefused() throws {
        var bytes = good
        bytes[18] = 8
        #expect(try refusal(bytes).contains("another processor"))
    }

    @Test func aMissingFileAFolderAndAPipeAreRefused() throws {
        #expect(throws: Refusal.self) { try Library(path: scratch.path + "/nothing.so", sha256: nil) }
        #expect(throws: Refusal.self) { try Library(path: scratch.path, sha256: nil) }
        #expect(throws: Refusal.self) { try Library(path: "/dev/zero", sha256: nil) }
    }

    /// Nothing is loaded here: a truncated file that passed its checks would end the process in the system's linker.
    @Test func everyTruncationIsRefused() throws {
        for length in Array(stride(from: 0, to: good.count, by: 97)) + Array(good.count - 100..<good.count) {
            #expect(throws: Refusal.self, "\(length) of \(good.count) bytes") { try Inspection.check(Array(good[..<length])) }
        }
    }

    /// Bytes flipped in the headers and tables must end in a verdict, whichever.
    @Test(arguments: 0..<20) func damageIsJudgedWithoutACrash(seed: UInt64) throws {
        var random = Random(seed: seed)
        for _ in 0..<100 {
            var bytes = good
            for _ in 0..<1 + random.index(below: 8) {
                let place = random.index(below: 2) == 0 ? random.index(below: 64) : bytes.count - 1 - random.index(below: 4096)
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            do { try Inspection.check(bytes) } catch { #expect(!error.description.isEmpty) }
        }
    }

    private func patchingHandshake(at offset: Int, to replacement: [UInt8]) throws -> [UInt8] {
        var bytes = good
        let begin = try #require(bytes.firstRange(of: Array("ASSY".utf8) + [1, 0, 0, 0])?.lowerBound)
        // A compiler's name ends with zero.
        let patch = offset == 16 ? replacement + [0] : replacement
        bytes.replaceSubrange(begin + offset..<begin + offset + patch.count, with: patch)
        return bytes
    }
}
