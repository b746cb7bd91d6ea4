import Arena
import AssayKit
import Foundation
import Loading
import Problems
import Records
import Registry
import TestSupport
import Testing

/// Solvers that are programs, made methods by a description: what honest ones say is right, and what others do costs their own
/// cells alone.
@Suite(.serialized) struct DescribedProgramTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private static let description = """
        {"path": "./solver", "lane": "program", "methods": [
          {"id": "solver", "name": "S", "summary": "S.", "role": "searcher", "needs": ["Satisfiability"], "claims": [],
           "options": [
             {"name": "mode", "type": "choice", "default": "gives-up", "limits": "gives-up, MODES", "unit": "", "documentation": "what it does"},
             {"name": "loud", "type": "flag", "default": "true", "limits": "", "unit": "", "documentation": "nothing"}
           ],
           "binding": {"program": {"arguments": ["{option.mode}", "{formula}", "-", "seed={seed}", "{option.loud}"], "answer": "competition"}}},
          {"id": "file-solver", "name": "F", "summary": "F.", "role": "searcher", "needs": ["Satisfiability"], "claims": [],
           "options": [{"name": "mode", "type": "choice", "default": "indeterminate", "limits": "indeterminate, MODES", "unit": "", "documentation": "what it does"}],
           "binding": {"program": {"arguments": ["{option.mode}", "{formula}", "{result}"], "answer": "resultFile"}}}
        ]}
        """

    private func build() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["cc", "-O1", Project.root + "/Tests/Fixtures/C/solver.c", "-o", scratch.path + "/solver"]
        try process.run()
        try process.waitUntilExit(within: 100)
        #expect(process.terminationStatus == 0)
    }

    /// A registry with the programs that these files describe, as they are: nothing is tried.
    private func registry(_ files: [String]) throws -> Registry {
        var registry = Registry(emptyAt: scratch.path + "/registry.json")
        for file in files {
            let entry = try LibraryEntry(describedIn: file, for: registry)
            try registry.register(entry, digest: try Digest(ofFile: registry.path(of: entry)))
        }
        return registry
    }

    private func run(
        _ method: String, on instance: String, registry: Registry, seed: UInt64 = 1, budget: String = "20s", memory: Int = 4 << 30, isSealed: Bool = false
    ) throws -> CellResult {
        let arena = Arena(executable: Project.executable, registry: registry, data: DataFolder(Project.root + "/Data"))
        let plan = Plan(
            contestants: [try Contestant(text: method, in: registry)], instances: [try #require(Catalog.instance(instance))], seeds: [seed],
            budget: try Budget(text: budget), memory: memory, isSealed: isSealed)
        return try arena.run(plan)[0]
    }

    /// Each ends as an outcome in words, well before the plan's timeout.
    @Test(arguments: [
        ("solver", "garbage", Outcome.exited, "status 10 and said nothing of the formula"),
        ("solver", "fails", .exited, "status 1 and said nothing of the formula: cannot go on"),
        ("solver", "hangs", .exhausted, "its time is up"), ("solver", "hangs-silently", .exhausted, "its time is up"),
        ("solver", "floods", .invalid, "printed more than 1024 KiB"), ("solver", "floods-errors", .exhausted, "its time is up"),
        ("solver", "false-model", .invalid, "claims a model of 60 of the 60 variables, and "),
        ("solver", "short-model", .invalid, "claims a model of 3 of the 60 variables, and "),
        ("solver", "broken-off", .invalid, "breaks off"), ("solver", "beyond", .invalid, "a variable 61, and there are 60"),
        ("solver", "both", .invalid, "variable 1 both true and false"), ("solver", "no-model", .invalid, "its model is missing"),
        // The trial's formula was made around an assignment.
        ("solver", "refutes", .invalid, "the host knows an assignment that does"),
        ("solver", "wrong-status", .invalid, "asks for status 20, and it ended with 10"), ("solver", "two-verdicts", .invalid, "‘UNKNOWN’ and then ‘UNSATISFIABLE’"),
        ("solver", "strange-verdict", .invalid, "‘MAYBE’"), ("solver", "gives-up", .ok, ""),
        ("solver", "crashes", .crashed, "signal 11"), ("solver", "aborts", .crashed, "signal 6"),
        ("solver", "hoards", .outOfMemory, "more than the 256 MiB"), ("solver", "writes", .crashed, "signal 25"),
        ("solver", "forks", .exited, "fork: Operation not permitted"), ("solver", "connects", .exited, "socket: Operation not permitted"),
        ("solver", "kills", .exited, "kill: Operation not permitted"), ("solver", "leaves-its-group", .exited, "setsid: Operation not permitted"),
        ("solver", "executes", .exited, "exec: Permission denied"), ("solver", "reads", .exited, "open: Permission denied"),
        ("solver", "pries", .exited, "open: Permission denied"),
        ("solver", "has-descriptors", .exited, "none but three"), ("solver", "tells-its-arguments", .exited, ": seed=1 1"),
        ("file-solver", "links", .invalid, "its result cannot be opened"), ("file-solver", "pipes", .invalid, "its result is no file"),
        ("file-solver", "writes-nothing", .exited, "status 10 and said nothing"), ("file-solver", "indeterminate", .ok, ""),
    ])
    func whatIsDoneIsSaid(method: String, mode: String, outcome: Outcome, reason: String) throws {
        try build()
        let file = try scratch.write(Self.description.replacingOccurrences(of: "MODES", with: mode), "solver.json")
        let budget = outcome == .exhausted ? "0.3s" : "20s"
        let cell = try run("\(method)[mode=\(mode)]", on: "trial/formula", registry: registry([file]), budget: budget, memory: 256 << 20)
        #expect(cell.outcome == outcome && (reason.isEmpty ? cell.reason.isEmpty : cell.reason.contains(reason)), "\(cell.outcome): \(cell.reason)")
        if outcome.counts { #expect(cell.metrics == ["unsatisfied": 180, "decided": 0]) }
        #expect(cell.seconds.wall < 10)
    }

    @Test func aProgramThatChangedOrIsAScriptIsRefused() throws {
        try build()
        let file = try scratch.write(Self.description.replacingOccurrences(of: "MODES", with: "hangs"), "solver.json")
        let registry = try registry([file])
        let bytes = try Project.bytes(scratch.path + "/solver")
        _ = try scratch.write(bytes + [0], "solver")
        let changed = try run("solver", on: "trial/formula", registry: registry)
        #expect(changed.outcome == .refused && changed.reason.contains("SHA-256 differs"))
        _ = try scratch.write("#!/bin/sh\nexit 10\n", "solver")
        let script = try run("solver", on: "trial/formula", registry: try self.registry([file]))
        #expect(script.outcome == .refused && script.reason.contains("a script is not taken"))
    }

    @Test func aProgramThatIsNotThereIsMissing() throws {
        let text = Self.description.replacingOccurrences(of: "\"./solver\"", with: "\"no-such-solver\", \"package\": \"solver-1\"")
        let file = try scratch.write(text, "solver.json")
        let command = try Command.assay(["install", "--built", file, "--registry", scratch.path + "/registry.json"])
        #expect(command.status == 0 && command.errors.contains("the program no-such-solver is not there; install the package solver-1"), "\(command.errors)")
        let registry = try Registry(file: scratch.path + "/registry.json")
        #expect(registry.state(of: try #require(registry.document.libraries.first)) == .missing(reason: "no-such-solver is not there; install the package solver-1"))
        #expect(try run("solver", on: "trial/formula", registry: registry).outcome == .refused)
    }

    /// Each fault of a description is refused at the installation, at its place.
    @Test(arguments: [
        ("\"{option.mode}\"", "\"{option.moods}\"", "solver: binding.program.arguments[0]: there is nothing called ‘option.moods’; there are formula, option.loud"),
        ("\"{option.mode}\"", "\"{option\"", "a { has no }"), ("\"{formula}\"", "\"formula\"", "no argument is {formula}"),
        ("\"-\"", "\"{result}\"", "{result} is for the answer ‘resultFile’"), ("\"competition\"", "\"resultFile\"", "no argument is {result}"),
        ("\"competition\"", "\"telepathy\"", "telepathy"), ("\"answer\"", "\"answers\"", "‘answer’ is missing"),
        ("[\"Satisfiability\"]", "[\"Medoids\"]", "a described program is a searcher and needs Satisfiability"),
        ("\"lane\": \"program\"", "\"lane\": \"ffi\"", "does not load"), ("\"path\": \"./solver\"", "\"path\": \"no-such-solver\", \"package\": \"solver-1\"", "install the package solver-1"),
        ("\"methods\"", "\"companions\": [{\"path\": \"libm.so.6\"}], \"methods\"", "a program has no companions"),
        // What it answers shows when it is tried.
        ("\"program\"", "\"program\"", "solver was tried, and"),
    ])
    func faultsAreRefusedAtTheirPlace(find: String, replacement: String, message: String) throws {
        try build()
        let text = Self.description.replacingOccurrences(of: "MODES", with: "hangs")
        let file = try scratch.write(text.replacingCharacters(in: try #require(text.range(of: find)), with: replacement), "solver.json")
        let command = try Command.assay(["install", file, "--registry", scratch.path + "/registry.json"])
        #expect(command.status == 1 && command.errors.contains(message), "\(command.output)\(command.errors)")
    }

    private static let solvers = ["minisat", "cadical", "picosat"].filter { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }

    /// The verdict on every small formula is that of trying all assignments; and both verdicts occur.
    @Test(arguments: solvers) func verdictsAreThoseOfTryingAll(solver: String) throws {
        let registry = try registry([Project.root + "/Plugins/Bindings/\(solver).json"])
        var satisfiable = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = Random(seed: seed, stream: 3)
            let variables = 4 + random.index(below: 13), clauses = Int(4.6 * Double(variables))
            let formula = (0..<clauses).map { _ in random.sample(3, of: variables).map { random.index(below: 2) == 1 ? $0 + 1 : -$0 - 1 } }
            let isSatisfiable = (0..<1 << variables).contains { assignment in
                formula.allSatisfy { clause in clause.contains { (assignment >> (abs($0) - 1) & 1 == 1) == ($0 > 0) } }
            }
            satisfiable += isSatisfiable ? 1 : 0
            let text = "p cnf \(variables) \(clauses)\n" + formula.map { $0.map(String.init).joined(separator: " ") + " 0\n" }.joined()
            let file = try scratch.write(text, "formula.cnf")
            let cell = try run(solver, on: "sat:" + file, registry: registry, seed: seed, isSealed: seed % 2 == 0)
            #expect(cell.outcome == .ok, "\(cell.reason)")
            #expect(cell.metrics == ["decided": 1, "unsatisfied": isSatisfiable ? 0 : Double(clauses)], "seed \(seed)")
            #expect(cell.oracleCalls == ["clauses": clauses])
        }
        #expect(6...34 ~= satisfiable)
    }

    /// No clauses, an empty one, unit clauses, a contradiction, and a budget that does not cover the formula.
    @Test(arguments: solvers) func degenerateFormulasAreDecided(solver: String) throws {
        let registry = try registry([Project.root + "/Plugins/Bindings/\(solver).json"])
        for (text, unsatisfied) in [("p cnf 0 0\n", 0.0), ("p cnf 3 0\n", 0), ("p cnf 2 2\n0\n1 2 0\n", 2), ("p cnf 1 2\n1 0\n-1 0\n", 2), ("p cnf 9 1\n-9 0\n", 0)] {
            let cell = try run(solver, on: "sat:" + (try scratch.write(text, "formula.cnf")), registry: registry)
            #expect(cell.outcome == .ok && cell.metrics == ["decided": 1, "unsatisfied": unsatisfied], "\(text): \(cell.outcome) \(cell.reason) \(cell.metrics)")
        }
        let short = try run(solver, on: "sat/pigeonhole-5", registry: registry, budget: "7clauses")
        #expect(short.outcome == .exhausted && short.metrics["decided"] == 0 && short.oracleCalls == ["clauses": 7])
    }
}
