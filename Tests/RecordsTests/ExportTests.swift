import Foundation
import Records
import TestSupport
import Testing

@Suite struct ExportTests {
    private func record(
        _ method: String, seed: UInt64, outcome: Outcome = .ok, reason: String = "", instance: String = "rosenbrock/100",
        trace: [(calls: Int, best: Double)] = [], calls: Int = 0
    ) -> Record {
        let inputs = RecordInputs(
            library: "abc", method: String(method.prefix { $0 != "[" }), options: ["step": "0.5"], instance: instance, data: [:], seed: seed,
            budget: "9gradients", timeout: 120, host: "0.1.0 h")
        var result = CellResult(method: method, instance: instance, seed: seed, outcome, reason)
        result.metrics = trace.last.map { ["gap": $0.best] } ?? [:]
        result.oracleCalls = ["gradients": calls]
        result.seconds = .init(wall: 0.5, cpu: 0.25)
        result.peakBytes = 1024
        result.trace = trace.map { .init(oracleCalls: ["gradients": $0.calls], seconds: 0.1, best: $0.best) }
        return Record(inputs, comparison: "c", result)
    }

    @Test func aTableHasAColumnForEverything() {
        let records = [
            record("a", seed: 1, trace: [(3, 0.125)], calls: 4),
            record("b", seed: 2, outcome: .failed, reason: "it said \"no\",\nand left"),
        ]
        var export = CSVExport()
        records.forEach { export.look(at: $0) }
        #expect(export.header == "key,comparison,attempt,library,host,method,instance,seed,budget,timeout,outcome,reason,wall,cpu,peakBytes,metric.gap,calls.gradients,option.step\r\n")
        #expect(export.row(records[0]) == "\(records[0].key),c,0,abc,0.1.0 h,a,rosenbrock/100,1,9gradients,120.0,ok,,0.5,0.25,1024,0.125,4,0.5\r\n")
        #expect(export.row(records[1]) == "\(records[1].key),c,0,abc,0.1.0 h,b,rosenbrock/100,2,9gradients,120.0,failed,\"it said \"\"no\"\",\nand left\",0.5,0.25,1024,,0,0.5\r\n")
    }

    /// The layout is that of a folder written by IOHexperimenter 0.3.22.
    @Test func foldersAreThoseOfIOHprofiler() throws {
        let scratch = try ScratchFolder()
        var export = IOHprofilerExport(metrics: ["rosenbrock/100": ("gap", false), "neighbors/digits": ("recall", true)])
        export.add(record("m[step=0.5]", seed: 2, trace: [(1, 9), (4, 2), (4, 1.5)], calls: 9))
        export.add(record("m[step=0.5]", seed: 1, trace: [(2, 8)], calls: 2))
        export.add(record("m[step=0.5]", seed: 3, outcome: .crashed, trace: [(2, 7)], calls: 5))
        export.add(record("m[step=0.5]", seed: 3, outcome: .skipped, reason: "does not fit"))
        export.add(record("s", seed: 1, instance: "neighbors/digits", trace: [(0, 0.75)]))
        export.add(record("s", seed: 1, instance: "no/such"))
        #expect(try export.write(to: scratch.path) == 4)
        // Functions are numbered by name: neighbors/digits is the first.
        let data = try String(contentsOfFile: scratch.path + "/m-step-0-5-/data_f2_rosenbrock-100/IOHprofiler_f2_DIM0.dat", encoding: .utf8)
        #expect(data == "evaluations raw_y\n2 8.0\nevaluations raw_y\n1 9.0\n4 1.5\n9 1.5\nevaluations raw_y\n5 1.7976931348623157e+308\n")
        let bytes = try Project.bytes(scratch.path + "/m-step-0-5-/IOHprofiler_f2_rosenbrock-100.json")
        let description = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(description["function_id"] as? Int == 2 && description["maximization"] as? Bool == false)
        #expect((description["algorithm"] as? [String: String])?["name"] == "m[step=0.5]")
        let scenario = try #require((description["scenarios"] as? [[String: Any]])?.first)
        #expect(scenario["path"] as? String == "data_f2_rosenbrock-100/IOHprofiler_f2_DIM0.dat")
        let runs = try #require(scenario["runs"] as? [[String: Any]])
        #expect(runs.map { $0["evals"] as? Int } == [2, 9, 5])
        #expect(runs.map { ($0["best"] as? [String: Any])?["evals"] as? Int } == [2, 4, 5])
        #expect(runs.map { ($0["best"] as? [String: Any])?["y"] as? Double } == [8, 1.5, .greatestFiniteMagnitude])
        let searched = try Project.bytes(scratch.path + "/s/IOHprofiler_f1_neighbors-digits.json")
        #expect((try JSONSerialization.jsonObject(with: Data(searched)) as? [String: Any])?["maximization"] as? Bool == true)
    }

    /// Two settings whose names differ in a sign alone keep a folder each.
    @Test func noFolderIsWrittenOver() throws {
        let scratch = try ScratchFolder()
        var export = IOHprofilerExport(metrics: ["rosenbrock/100": ("gap", false)])
        export.add(record("m[x=1e+3]", seed: 1, trace: [(1, 5)], calls: 1))
        export.add(record("m[x=1e-3]", seed: 1, trace: [(1, 7)], calls: 1))
        #expect(try export.write(to: scratch.path) == 2)
        let values = try ["m-x-1e-3-", "m-x-1e-3--2"].map { folder in
            try String(contentsOfFile: scratch.path + "/\(folder)/data_f1_rosenbrock-100/IOHprofiler_f1_DIM0.dat", encoding: .utf8)
        }
        #expect(values == ["evaluations raw_y\n1 5.0\n", "evaluations raw_y\n1 7.0\n"])
    }

    /// Every record is a line, and each line reads as the record that it was.
    @Test func theCommandWritesWhatTheStoreHolds() throws {
        let scratch = try ScratchFolder()
        let store = try Store(folder: scratch.path + "/r")
        for seed in 1...5 { try store.add(record("a", seed: UInt64(seed), trace: [(1, Double(seed))], calls: 1)) }
        try store.add(record("b", seed: 1, outcome: .failed, reason: "no"))
        func export(_ arguments: [String]) throws -> Command { try Command.assay(["records", "export", "--records", scratch.path + "/r"] + arguments) }
        let lines = try export(["--format", "jsonl"]).output.split(separator: "\n")
        let read = try lines.map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
        #expect(read.count == 6 && read.allSatisfy { $0.key == $0.inputs.key })
        #expect(Set(read.map(\.result.seed)) == [1, 2, 3, 4, 5])
        let failed = try export(["--format", "csv", "--outcome", "failed"]).output
        #expect(failed.split(separator: "\r\n").count == 2 && failed.contains(",failed,no,"))
        let file = scratch.path + "/new/runs.csv"
        #expect(try export(["-o", file]).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == export([]).output)
        #expect(try export(["--format", "iohprofiler"]).status == 64)
        let listed = try Command.assay(["records", "--records", scratch.path + "/r", "--json"]).json()
        #expect((listed["counts"] as? [[String: Any]])?.map { $0["count"] as? Int } == [5, 1])

        let other = scratch.path + "/other"
        let imported = try Command.assay(["records", "import", scratch.path + "/r/records.journal", "--records", other])
        #expect(imported.output.hasSuffix(": 6 new records\n"), "\(imported.errors)")
        #expect(try Command.assay(["records", "import", scratch.path + "/r/records.journal", "--records", other]).output.hasSuffix(": 0 new records\n"))
        #expect(try Command.assay(["records", "export", "--records", other]).output == export([]).output)
    }
}
