import AssayKit
import Foundation
import Loading
import Problems
import Records
import Registry
import TestSupport
import Testing

import Arena

/// A misbehaving library costs its own cells, and each is recorded as what happened to it.
@Suite(.serialized) struct HostilePluginTests {
    private let scratch: ScratchFolder
    private let registry: Registry
    private let arena: Arena

    init() throws {
        scratch = try ScratchFolder()
        (registry, arena) = try registered(
            [Project.fixture("Hostile"), Project.plugin("GradientDescent"), Project.plugin("AcceleratedGradient")], in: scratch)
    }

    private func run(
        _ methods: [String], budget: String = "20gradients", on instance: String = "rosenbrock/100", timeout: Double = 20, memory: Int = 4 << 30
    ) throws -> [CellResult] {
        let plan = Plan(
            contestants: try methods.map { try Contestant(text: $0, in: registry) }, instances: [try #require(Catalog.instance(instance))],
            seeds: [1], budget: try Budget(text: budget), jobs: 2, timeout: timeout, memory: memory)
        return try arena.run(plan)
    }

    @Test func oneSegfaultCostsOneCell() throws {
        let cells = try run(["gradient-descent", "segfaults", "gradient-descent[firstStep=0.5]"])
        #expect(cells.map(\.outcome) == [.exhausted, .crashed, .exhausted])
        #expect(cells[1].reason.contains("signal 11 (Segmentation fault)"))
        #expect(cells[1].metrics["gap"] != nil, "what it had offered before is kept")
        #expect(cells[0].metrics["gap"] != cells[2].metrics["gap"])
    }

    @Test(arguments: [
        ("writes-through-null", Outcome.crashed, "signal 11"),
        ("traps", .crashed, "signal"),
        ("exits", .exited, "status 0"),
        ("throws", .failed, "nothing suits me"),
        ("offers-nan", .invalid, "not finite"),
        ("offers-too-few", .invalid, "1 entries was offered in dimension 100"),
        ("offers-nothing", .invalid, "gave no answer"),
        ("shouts", .ok, ""),
        ("changes-its-card", .refused, "card of changes-its-card disagrees"),
        ("aborts", .crashed, "signal 6"),
        ("forges", .invalid, "its channel to the host carried garbage"),
        ("leaves-a-thread", .ok, ""),
    ])
    func outcomeIsRecorded(method: String, outcome: Outcome, reason: String) throws {
        let cell = try #require(try run([method]).first)
        #expect(cell.outcome == outcome, "\(cell.reason)")
        #expect(reason.isEmpty || cell.reason.contains(reason), "\(cell.reason)")
    }

    @Test func anEndlessLoopIsKilledAndItsAnswerKept() throws {
        let cell = try #require(try run(["loops-forever"], timeout: 0.5).first)
        #expect(cell.outcome == .timedOut)
        #expect(cell.metrics["gap"] != nil)
    }

    /// The process is often gone before the host has read the half of what it sent.
    @Test func lastWordsAreHeard() throws {
        for _ in 0..<20 {
            let cell = try #require(try run(["talks-to-the-end"]).first)
            #expect(cell.outcome == .ok, "\(cell.reason)")
        }
    }

    /// Half a gigabyte is allowed here; all other cells go on.
    @Test func memoryWithoutEndIsRefused() throws {
        let cells = try run(["gradient-descent", "hoards", "gradient-descent[firstStep=0.5]"], memory: 1 << 29)
        #expect(cells.map(\.outcome) == [.exhausted, .outOfMemory, .exhausted])
        #expect(cells[1].reason.contains("512 MiB"))
        #expect(cells[1].metrics["gap"] != nil, "what it had offered before is kept")
    }

    /// A method reads the system's files and its own folder, writes to its scratch folder, and that is all. Where the kernel
    /// does not offer what it takes, `assay doctor` says so.
    @Test func trespassingFails() throws {
        let cell = try #require(try run(["trespasses"]).first)
        #expect(cell.outcome == .ok, "\(cell.reason)")
        if Sandbox.offered.allSatisfy(\.isOffered) {
            let attempts = [
                "process", "socket", "signal", "session", "limit", "data", "home", "environment of the host", "memory of the parent", "temporary file",
            ]
            for name in attempts { #expect(cell.stated[name] == 0, "\(name)") }
        }
        #expect(cell.stated["scratch file"] == 1)
    }

    /// Eight threads on one run's time.
    @Test func aRunHasOneProcessor() throws {
        let cell = try #require(try run(["multiplies"], timeout: 0.5).first)
        #expect(cell.outcome == .timedOut)
        // Where the machine has two processors its threads are through with the time in half of it.
        #expect(cell.reason.contains("processor time") || cell.reason.contains("did not stop within its time"), "\(cell.reason)")
        #expect(cell.metrics["gap"] != nil)
    }

    @Test func beginningAgainPutsNothingOff() throws {
        let cell = try #require(try run(["restarts"], timeout: 0.5).first)
        #expect(cell.outcome == .timedOut, "\(cell.reason)")
    }

    @Test func answersWithoutEndAreCutOff() throws {
        let cell = try #require(try run(["floods"]).first)
        #expect(cell.outcome == .invalid)
        #expect(cell.reason.contains("more than 1024 MiB"), "\(cell.reason)")
        #expect(cell.log.count <= 1000)
    }

    @Test func closingEverythingEndsByItsTime() throws {
        let cell = try #require(try run(["closes-everything"], timeout: 30).first)
        #expect(cell.outcome == .timedOut || cell.outcome == .crashed, "\(cell.reason)")
        #expect(cell.metrics["gap"] != nil)
    }

    @Test func theOracleRefusesEveryCallBeyondTheBudget() throws {
        let cell = try #require(try run(["ignores-the-budget"], budget: "7gradients").first)
        #expect(cell.oracleCalls == ["gradients": 7])
    }

    @Test func aPairThatDoesNotFitIsSkippedWithAReason() throws {
        let cell = try #require(try run(["accelerated-gradient"]).first)
        #expect(cell.outcome == .skipped)
        #expect(cell.reason == "accelerated-gradient needs Smooth; rosenbrock/100 has none")
    }

    @Test func aLibraryThatEndsTheProcessAtLoadIsTold() throws {
        let path = Project.fixture("ExitsAtLoad")
        let error = try #require(throws: ArenaError.self) { try arena.describe(LibraryEntry(path: path, lane: .swift, sha256: nil, built: nil, methods: []), digest: Digest(of: try Project.bytes(path))) }
        #expect(error.description.contains("exited while it was loaded"))
    }

    @Test func aChangedLibraryIsRefusedAtRunTime() throws {
        let path = scratch.path + "/libCopy.so"
        try FileManager.default.copyItem(atPath: Project.plugin("GradientDescent"), toPath: path)
        var changed = Registry(emptyAt: scratch.path + "/other.json")
        let digest = Digest(of: try Project.bytes(path))
        let methods = try arena.describe(LibraryEntry(path: path, lane: .swift, sha256: nil, built: nil, methods: []), digest: digest)
        try changed.register(LibraryEntry(path: path, lane: .swift, sha256: digest.sha256, built: nil, methods: methods), digest: digest)
        var bytes = try Project.bytes(path)
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(filePath: path))
        let plan = Plan(
            contestants: [try Contestant(text: "gradient-descent", in: changed)], instances: [try #require(Catalog.instance("rosenbrock/100"))], seeds: [1])
        let cell = try #require(
            try Arena(executable: Project.executable, registry: changed, data: DataFolder(Project.root + "/Data")).run(plan).first)
        #expect(cell.outcome == .refused)
        #expect(cell.reason.contains("SHA-256 differs"))
    }

    @Test func theSameSeedGivesTheSameAnswer() throws {
        let first = try run(["gradient-descent"], budget: "2000gradients"), second = try run(["gradient-descent"], budget: "2000gradients")
        #expect(first[0].metrics == second[0].metrics)
        #expect(first[0].oracleCalls == second[0].oracleCalls)
        #expect(first[0].trace.map(\.best) == second[0].trace.map(\.best))
        #expect(first[0].trace.map(\.oracleCalls) == second[0].trace.map(\.oracleCalls))
    }
}
