import Foundation
import Registry
import TestSupport
import Testing

/// The quick reading for lists says what the whole one says.
@Suite struct ListingTests {
    private let scratch: ScratchFolder
    private var file: String { scratch.path + "/registry.json" }

    init() throws { scratch = try ScratchFolder() }

    /// Without what a list does not show.
    private func listed(_ registry: Registry) -> [LibraryEntry] {
        registry.document.libraries.map { library in
            var library = library
            guard !library.lane.isDescribed else { return library }
            for index in library.methods.indices {
                library.methods[index].options = []
                library.methods[index].claims = []
            }
            return library
        }
    }

    private func written(_ name: String) throws {
        var registry = Registry(emptyAt: file)
        let claim = ClaimEntry(text: "]}\"\\ x", paperValue: "{[", instance: "i", rival: nil, metric: "m", budget: nil, expectation: "value <= 1")
        let option = OptionEntry(name: "rank", type: "integer", default: "1", limits: "1...2", unit: "", documentation: "\\\"")
        for (index, id) in ["first", "second"].enumerated() {
            let method = MethodEntry(
                id: id, name: name, summary: "It does so.", role: "searcher", needs: ["A", "B"],
                paper: index == 0 ? PaperEntry(id: "P1", title: name, authors: "Ä, é", year: 1999, arxiv: "1234.56789") : nil, options: [option], claims: [claim])
            let library = try scratch.write([UInt8](id.utf8), "lib\(id).so")
            let entry = LibraryEntry(path: "lib\(id).so", lane: .swift, sha256: nil, built: index == 0 ? true : nil, methods: [method])
            try registry.register(entry, digest: try Digest(ofFile: library))
            registry.keep(ConformanceVerdict(checks: 7, failed: ["run/\(id)"]), of: id, in: entry, host: "1")
        }
        try registry.save()
    }

    @Test(arguments: ["Plain", "A \"name\" \\ with /slashes/ and ünïcödé 🦉", "{[}],:\t\n", ""]) func theHostsOwnWritingIsReadAlike(name: String) throws {
        try written(name)
        let (quick, whole) = (try Registry(listing: file), try Registry(file: file))
        #expect(quick.document.libraries == listed(whole) && quick.document.libraries.count == 2)
        // It was the quick reading: the whole one has options.
        #expect(quick.methods.allSatisfy { $0.method.options.isEmpty } && whole.methods.allSatisfy { !$0.method.options.isEmpty })
        for (library, method) in whole.methods {
            #expect(quick.state(of: library) == .ready && whole.state(of: library) == .ready)
            #expect(quick.conformance(of: method.id, in: library, host: "1") == ConformanceVerdict(checks: 7, failed: ["run/\(method.id)"]))
        }
    }

    @Test func whatSomebodyElseWroteIsReadWhole() throws {
        try written("Plain")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        _ = try scratch.write(text.replacing("\"summary\"", with: "\"sumary\""), "registry.json")
        #expect(throws: RegistryError.self) { try Registry(listing: file) }
        _ = try scratch.write(text.replacing("It does so.", with: "It does that."), "registry.json")
        let edited = try Registry(listing: file)
        #expect(edited.methods.allSatisfy { $0.method.summary == "It does that." && !$0.method.options.isEmpty })
    }

    @Test func aDamagedLockIsSaidAsEver() throws {
        try written("Plain")
        let lock = scratch.path + "/registry.lock"
        let bytes = try Project.bytes(lock)
        for length in stride(from: 0, to: bytes.count, by: 37) {
            _ = try scratch.write(Array(bytes[..<length]), "registry.lock")
            #expect(throws: RegistryError.self) { try Registry(listing: file) }
        }
    }

    @Test func theShippedRegistryIsReadAlike() throws {
        let file = Project.root + "/registry.json"
        let (quick, whole) = (try Registry(listing: file), try Registry(file: file))
        #expect(listed(quick) == listed(whole) && !whole.methods.isEmpty)
        #expect(quick.document.policy == whole.document.policy)
    }
}
