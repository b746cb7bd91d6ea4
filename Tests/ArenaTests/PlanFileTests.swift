import Foundation
import Records
import TestSupport
import Testing

import Arena

@Suite struct PlanFileTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private func read(_ text: String) throws -> PlanDocument { try PlanFile.read(try scratch.write(text, "plan.json")) }

    @Test func gridsAreEveryCombination() throws {
        let plan = try read(
            #"{"version": 0, "on": ["i"], "methods": ["a", {"id": "b", "options": {"x": [1, 2.5], "y": [true, "z"], "w": 3}}], "seeds": [7, 9], "memory": 128}"#)
        #expect(plan.methods == ["a", "b[w=3,x=1,y=true]", "b[w=3,x=1,y=z]", "b[w=3,x=2.5,y=true]", "b[w=3,x=2.5,y=z]"])
        #expect(plan.seeds == [7, 9] && plan.memory == 128 && plan.jobs == 1 && plan.timeout == 120)
        #expect(try read(#"{"version": 0, "on": ["i"], "seeds": 2}"#).seeds == [1, 2])
    }

    /// What a report embeds is a plan again.
    @Test func aPlanThatWasWrittenReadsAsItself() throws {
        let plan = PlanDocument(on: ["i", "j"], methods: ["a[x=1]"], seeds: [3], budget: "5s", jobs: 2, timeout: 9, memory: 256, exclusive: true, threads: 2)
        #expect(try PlanFile.read(try scratch.write([UInt8](try JSONEncoder().encode(plan)), "written.json")) == plan)
    }

    @Test(arguments: [
        (#"{"version": 0, "on": ["i"], "bugdet": "5s"}"#, "‘bugdet’ is no field"), (#"{"version": 0}"#, "the field ‘on’ is missing"),
        (#"{"version": 1, "on": ["i"]}"#, "version 1"), (#"{"version": 0, "on": []}"#, "names no instance"),
        (#"{"version": 0, "on": ["i"], "seeds": 0}"#, "‘seeds’"), (#"{"version": 0, "on": ["i"], "seeds": [1, 1]}"#, "‘seeds’"),
        (#"{"version": 0, "on": ["i"], "jobs": "2"}"#, "‘jobs’ is of the wrong type"), (#"{"version": 0, "on": ["i"], "memory": 1}"#, "‘memory’"),
        (#"{"version": 0, "on": ["i"], "threads": 0}"#, "‘threads’"), (#"{"version": 0, "on": ["i"], "timeout": -1}"#, "‘timeout’"), (#"{"version": 0, "on": ["#, "it is not JSON"),
    ])
    func mistakesAreNamed(text: String, message: String) throws {
        let error = try #require(throws: ArenaError.self) { try read(text) }
        #expect(error.description.contains(message) && error.description.contains("plan.json"), "\(error)")
    }

    /// The schema knows the fields that the program does, and no others.
    @Test func theSchemaListsTheSameFields() throws {
        let bytes = try Project.bytes(Project.root + "/Documentation/plan.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect((schema["properties"] as? [String: Any])?.keys.sorted() == PlanFile.fields.sorted())
        #expect(schema["required"] as? [String] == ["version", "on"])
        #expect(schema["additionalProperties"] as? Bool == false)
    }
}
