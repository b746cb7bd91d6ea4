import Foundation
import TestSupport
import Testing

@Suite struct VerifyTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func assay(_ arguments: [String]) throws -> Command {
        try Command.assay(arguments + ["--registry", scratch.path + "/registry.json"])
    }

    @Test func whatIsRegisteredHereIsInOrder() throws {
        let command = try Command.assay(["verify", "--json"])
        #expect(command.status == 0, "\(command.output)\(command.errors)")
        let libraries = try #require(try command.json()["libraries"] as? [[String: Any]])
        #expect(libraries.count >= 11 && libraries.allSatisfy { $0["state"] as? String == "ready" })
    }

    @Test func eachFaultIsTold() throws {
        // Three copies, each to be spoilt in its own way, and one that stays.
        for name in ["HNSW", "PAM", "GradientDescent", "ExactSearch"] {
            try FileManager.default.copyItem(atPath: Project.plugin(name), toPath: scratch.path + "/lib\(name).so")
            #expect(try assay(["install", "--in-place", scratch.path + "/lib\(name).so"]).status == 0)
        }
        #expect(try assay(["verify"]).status == 0)
        try FileManager.default.removeItem(atPath: scratch.path + "/libHNSW.so")
        var bytes = try Project.bytes(scratch.path + "/libPAM.so")
        bytes[bytes.count / 2] ^= 1
        _ = try scratch.write(bytes, "libPAM.so")
        let registry = try String(contentsOfFile: scratch.path + "/registry.json", encoding: .utf8)
        _ = try scratch.write(registry.replacingOccurrences(of: "\"default\" : \"1.0\"", with: "\"default\" : \"2.0\""), "registry.json")

        let command = try assay(["verify", "--json"])
        #expect(command.status == 1)
        let libraries = try #require(try command.json()["libraries"] as? [[String: Any]])
        let reasons = Dictionary(uniqueKeysWithValues: libraries.map { ($0["library"] as? String ?? "", $0["reason"] as? String ?? "") })
        #expect(reasons["libHNSW.so"]?.contains("No such file") == true, "\(reasons)")
        #expect(reasons["libPAM.so"]?.contains("its SHA-256 differs") == true)
        #expect(reasons["libGradientDescent.so"]?.contains("not what the registry says") == true)
        #expect(reasons["libExactSearch.so"] == "")
        #expect(try assay(["verify", "libExactSearch.so"]).status == 0)
        #expect(try assay(["verify", "libNothing.so"]).errors.contains("is not registered"))
    }

    /// The schema that ships names what the registry's entries have, and what is required of them.
    @Test func theRegistryIsAsItsSchemaSays() throws {
        func json(_ path: String) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(try Project.bytes(Project.root + path))) as? [String: Any])
        }
        let schema = try json("/Documentation/registry.schema.json"), registry = try json("/registry.json")
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        func resolved(_ definition: [String: Any]) -> [String: Any] {
            (definition["$ref"] as? String).flatMap { definitions[String($0.dropFirst("#/$defs/".count))] } ?? definition
        }
        func check(_ entry: [String: Any], _ definition: [String: Any], _ place: String) {
            let definition = resolved(definition)
            // Of what has several forms only the names of the simplest are told.
            if definition["oneOf"] != nil, definition["properties"] == nil { return }
            let properties = definition["properties"] as? [String: [String: Any]] ?? [:]
            let others = definition["additionalProperties"] as? [String: Any]
            for name in definition["required"] as? [String] ?? [] { #expect(entry[name] != nil, "\(place).\(name)") }
            for (name, value) in entry {
                guard let property = (properties[name] ?? others).map(resolved) else {
                    Issue.record("the schema does not know \(place).\(name)")
                    continue
                }
                if let choices = property["enum"] as? [String] { #expect(choices.contains(value as? String ?? ""), "\(place).\(name)") }
                if let object = value as? [String: Any] { check(object, property, "\(place).\(name)") }
                guard let list = value as? [[String: Any]], let items = property["items"] as? [String: Any] else { continue }
                for item in list { check(item, items, "\(place).\(name)") }
            }
        }
        check(registry, schema, "registry")
    }
}
