import Arena
import ArgumentParser
import FoundationEssentials
import Glibc
import Problems
import Registry
import Reporting

/// Where the registry is: an option of every command that reads it.
struct RegistryOptions: ParsableArguments {
    @ArgumentParser.Option(
        name: .long, help: ArgumentHelp("The registry to use.", discussion: "Else ASSAY_REGISTRY, the nearest registry.json upwards, your own, or that of the tree this program was built in."),
        completion: .file(extensions: ["json"]))
    var registry: String?

    @ArgumentParser.Option(name: .long, help: "The folder of data sets; else ASSAY_DATA, or Data beside the registry.", completion: .directory)
    var data: String?

    /// The registry's file.
    func file() throws -> String {
        try Registry.locate(named: registry, environment: ProcessEnvironment.current, last: SourceTree.root.map { $0 + "/registry.json" })
    }

    func load() throws -> Registry {
        try Registry(file: try file())
    }

    func arena(_ registry: Registry) throws -> Arena {
        guard let executable = Registry.absolute("/proc/self/exe") else { throw ArenaError("the path of this program cannot be told") }
        return Arena(executable: executable, registry: registry, data: dataFolder(beside: registry.folder))
    }

    func dataFolder() throws -> DataFolder {
        if data != nil || ProcessEnvironment.current["ASSAY_DATA"] != nil { return dataFolder(beside: "") }
        return dataFolder(beside: try load().folder)
    }

    private func dataFolder(beside folder: String) -> DataFolder {
        let path = data ?? ProcessEnvironment.current["ASSAY_DATA"] ?? folder + "/Data"
        return DataFolder(Registry.absolute(path) ?? path)
    }
}

/// Whether to print a document for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print a versioned JSON document instead of text.")
    var json = false
}

enum Output {
    /// Colours on standard output.
    static var style: Style { Style(isColoured: isatty(1) == 1 && getenv("NO_COLOR") == nil) }

    static func json(_ document: some Encodable) throws {
        print(String(decoding: try encode(document), as: UTF8.self))
    }

    static func encode(_ document: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // As in the records: what JSON has no number for stands in words.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(document)
    }

    static func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: data)
    }

    /// Makes the folder that a file is to be written to, if there is none.
    /// - Throws: where it cannot be made or written to.
    static func makeFolder(of file: String) throws {
        let path = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let folder = path.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : path
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw ArenaError("\(file): its folder \(folder) cannot be made; choose another with -o")
        }
        guard access(folder, W_OK) == 0 else { throw ArenaError("\(file): its folder \(folder) cannot be written to; choose another with -o") }
    }

    /// To standard error, for what is not a result.
    static func note(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = unsafe write(2, line, line.count)
    }
}

/// An instance's id that means the same from every folder, also where it names a file.
func absolute(_ id: String) -> String {
    OwnData.absolute(id) { Registry.absolute($0) ?? ($0.hasPrefix("/") ? $0 : FileManager.default.currentDirectoryPath + "/" + $0) }
}

/// The instances that begin as the id does, up to its slash; where none does, what they begin with.
private func near(_ id: String) -> String {
    func family(_ id: String) -> Substring { id.prefix { $0 != "/" } }
    let alike = Catalog.instances.map(\.id).filter { family($0) == family(id) }
    if !alike.isEmpty { return alike.joined(separator: ", ") }
    var families: [Substring] = []
    for instance in Catalog.instances where !families.contains(family(instance.id)) { families.append(family(instance.id)) }
    return families.map { "\($0)/…" }.joined(separator: ", ")
}

/// Finds instances by id.
/// - Throws: naming the id that there is none of, and those that there are.
func instances(named ids: [String]) throws -> [any Instance] {
    try ids.map { id in
        guard let instance = Catalog.instance(absolute(id)) else {
            throw ArenaError("no instance ‘\(id)’; there are \(near(id)); `assay problems` lists all, and of your own files there are \(OwnData.forms)")
        }
        return instance
    }
}

enum ProcessEnvironment {
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
