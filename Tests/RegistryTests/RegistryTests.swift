import Foundation
import TestSupport
import Testing

import Registry

@Suite struct RegistryTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func refusal(_ text: String) throws -> String {
        let file = try scratch.write(text, "registry.json")
        return try #require(throws: RegistryError.self) { try Registry(file: file) }.description
    }

    private func library(_ path: String, _ ids: [String], sha256: String? = nil) -> String {
        let methods = ids.map { #"{"id":"\#($0)","name":"n","summary":"s","role":"optimizer","needs":[],"options":[],"claims":[]}"# }
        let digest = sha256.map { #","sha256":"\#($0)""# } ?? ""
        return #"{"path":"\#(path)","lane":"swift"\#(digest),"methods":[\#(methods.joined(separator: ","))]}"#
    }

    @Test func twoLibrariesThatClaimOneIdAreRefused() throws {
        let message = try refusal(#"{"version":0,"libraries":[\#(library("a.so", ["x"])),\#(library("b.so", ["x"]))]}"#)
        #expect(message.contains("two libraries claim the method id ‘x’: a.so and b.so"))
    }

    @Test func mistakesAreNamedWithTheirPlace() throws {
        #expect(try refusal("{").contains("not JSON"))
        #expect(try refusal(#"{"libraries":[]}"#).contains("‘version’ is missing"))
        #expect(try refusal(#"{"version":7,"libraries":[]}"#).contains("version 7"))
        #expect(try refusal(#"{"version":0,"libraries":[{"path":"a.so"}]}"#).contains("libraries[0]"))
        #expect(try refusal(#"{"version":0,"libraries":[{"path":3,"lane":"swift","methods":[]}]}"#).contains("libraries[0].path"))
        #expect(try refusal(#"{"version":0,"libraries":[{"path":"a.so","lane":"carrier pigeon","methods":[]}]}"#).contains("lane"))
        #expect(try refusal(#"{"version":0,"libraries":[\#(library("a.so", ["Not An Id"]))]}"#).contains("‘Not An Id’"))
        #expect(try refusal(#"{"version":0,"libraries":[\#(library("a.so", ["a"])),\#(library("a.so", ["b"]))]}"#).contains("listed twice"))
        #expect(try refusal(#"{"version":0,"libraries":[\#(library("a.so", ["a"], sha256: "12"))]}"#).contains("64 hexadecimal digits"))
    }

    @Test func statesAreTold() throws {
        let bytes = Array("not a library, but the registry need not know".utf8)
        let path = try scratch.write(bytes, "here.so")
        let digest = Digest(of: bytes).sha256
        let file = try scratch.write(
            #"{"version":0,"libraries":[\#(library("gone.so", ["a"])),\#(library("here.so", ["b"], sha256: digest)),\#(library("./here.so", ["c"]))]}"#,
            "registry.json")
        let registry = try Registry(file: file)
        let libraries = registry.document.libraries
        #expect(registry.state(of: libraries[0]).word == "missing")
        #expect(registry.state(of: libraries[1]) == .ready)
        #expect(registry.state(of: libraries[2]).reason?.contains("no digest") == true)

        _ = try scratch.write(bytes + [0], "here.so")
        #expect(registry.state(of: libraries[1]).reason?.contains("SHA-256 differs") == true)
        #expect(path.hasSuffix("here.so"))
    }

    @Test func savingAndReadingGivesTheSame() throws {
        _ = try scratch.write("bytes", "a.so")
        var registry = Registry(emptyAt: scratch.path + "/registry.json")
        let method = MethodEntry(
            id: "a", name: "A", summary: "s", role: "optimizer", needs: ["Smooth"], paper: nil,
            options: [OptionEntry(name: "o", type: "number", default: "1.0", limits: "0.0...1.0", unit: "s", documentation: "d")], claims: [])
        let entry = LibraryEntry(path: "a.so", lane: .swift, sha256: nil, built: true, methods: [method])
        try registry.register(entry, digest: Digest(of: Array("bytes".utf8)))
        try registry.save()
        let read = try Registry(file: scratch.path + "/registry.json")
        #expect(read.document == registry.document)
        #expect(read.state(of: entry) == .ready)
        #expect(throws: RegistryError.self) {
            try registry.register(LibraryEntry(path: "b.so", lane: .swift, sha256: nil, built: nil, methods: [method]), digest: Digest(of: []))
        }
        #expect(registry.document == read.document)
    }

    /// FIPS 180-2, appendix B.1.
    @Test func digestIsSHA256() {
        #expect(Digest(of: Array("abc".utf8)).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func pathsAreKeptRelativeToTheRegistry() throws {
        let registry = Registry(emptyAt: "/somewhere/registry.json")
        #expect(registry.registeredPath("/somewhere/Plugins/../libA.so") == "libA.so")
        #expect(registry.registeredPath("/elsewhere/libA.so") == "/elsewhere/libA.so")
        #expect(registry.registeredPath("/somewhere-else/libA.so") == "/somewhere-else/libA.so")
    }
}
