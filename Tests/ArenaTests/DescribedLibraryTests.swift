import AssayKit
import Arena
import Foundation
import Loading
import Problems
import Records
import Registry
import TestSupport
import Testing

/// Libraries that know nothing of Assay, made methods by a description alone.
@Suite(.serialized) struct DescribedLibraryTests {
    private let scratch: ScratchFolder
    private let description: String

    init() throws {
        scratch = try ScratchFolder()
        description = try String(contentsOfFile: Project.root + "/Tests/Fixtures/C/described.json", encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["cc", "-O1", "-shared", "-fPIC", Project.root + "/Tests/Fixtures/C/described.c", "-o", scratch.path + "/libdescribed.so"]
        try process.run()
        try process.waitUntilExit(within: 100)
        #expect(process.terminationStatus == 0)
    }

    private func install(_ text: String) throws -> Command {
        let file = try scratch.write(text, "described.json")
        return try Command.assay(["install", file, "--registry", scratch.path + "/registry.json"])
    }

    private func run(_ methods: [String], on instance: String, budget: String? = nil, isSealed: Bool = false, registry file: String) throws -> [CellResult] {
        let registry = try Registry(file: file)
        let arena = Arena(executable: Project.executable, registry: registry, data: DataFolder(Project.root + "/Data"))
        return try arena.run(
            Plan(
                contestants: try methods.map { try Contestant(text: $0, in: registry) }, instances: [try #require(Catalog.instance(instance))],
                seeds: [1], budget: try budget.map { try Budget(text: $0) }, isSealed: isSealed))
    }

    private static let shipped = Project.root + "/registry.json"

    @Test func everyHabitOfALibraryIsMet() throws {
        let command = try install(description)
        #expect(command.status == 0 && command.output.contains("registered runs, descend, descend-by-reference, nearest"), "\(command.output)\(command.errors)")
        let file = scratch.path + "/registry.json"

        // Zeros in runs of 255: two bytes each, and two for how many there were.
        let zeros = try run(["runs"], on: "trial/bytes-zeros", registry: file)[0]
        #expect(zeros.outcome == .ok && zeros.metrics["bytes"] == Double(2 * (10_000 + 254) / 255 / 2 * 2 + 2), "\(zeros)")

        let (searched, stepped) = (try run(["descend"], on: "trial/objective", registry: file)[0], try run(["descend-by-reference"], on: "trial/objective", registry: file)[0])
        // The minimum lies at whole numbers, half a step away twice.
        #expect(searched.outcome == .ok && searched.metrics["gap"] == 0, "\(searched.outcome) \(searched.reason)")
        // 150 steps of 0.05: the slowest coordinate is left with 0.95¹⁵⁰ of its distance; the last point is offered after
        // the last gradient. The rate is a float.
        let left = pow(1 - Double(Float(0.05)), 150)
        #expect(stepped.outcome == .ok && stepped.oracleCalls == ["gradients": 150])
        #expect(abs((stepped.metrics["gap"] ?? 0) / (0.5 * left * left) - 1) < 1e-3)

        let found = try run(["nearest"], on: "trial/vectors", registry: file)[0]
        #expect(found.metrics["recall"] == 1 && found.oracleCalls == ["vectors": 300])
        #expect(found.metrics["distancesPerQuery"] == nil, "what a library computes among its copies cannot be counted")
        #expect(try run(["nearest"], on: "trial/vectors-few", registry: file)[0].outcome == .ok)
    }

    @Test(arguments: [false, true]) func aLibraryThatCannotStopIsStopped(isSealed: Bool) throws {
        #expect(try install(description).status == 0)
        let file = scratch.path + "/registry.json"
        let cells = try run(["descend[rounds=100000,step=0.1]", "descend-by-reference"], on: "rosenbrock/100", budget: "57values,33gradients", isSealed: isSealed, registry: file)
        #expect(cells.map(\.outcome) == [.exhausted, .exhausted], "\(cells.map(\.reason))")
        #expect(cells[0].reason == "its values are spent" && cells[0].oracleCalls == ["values": 57])
        #expect(cells[1].reason == "its gradients are spent" && cells[1].oracleCalls == ["gradients": 33])
        // The best point asked for counts, although the library never returned.
        #expect((cells[0].metrics["gap"] ?? .infinity) < 1e5 && !cells[0].trace.isEmpty)
    }

    /// Each fault of a description is refused at the installation, at its place, and nothing is registered.
    @Test(arguments: [
        ("\"runs_pack\"", "\"runs_packed\"", "binding.compress.steps[1]: there is no function ‘runs_packed’"),
        ("{\"allocate\": \"written\", \"type\": \"size\"}", "{\"allocate\": \"written\", \"type\": \"quad\"}", "there is no type ‘quad’; there are void, pointer"),
        ("\"value\": \"input.count\"", "\"value\": \"input.size\"", "there is nothing called ‘input.size’ at this place; there are input, input.count"),
        ("\"expect\": {\"notEquals\": 0}", "\"expects\": {\"notEquals\": 0}", "there is no field ‘expects’ in methods[0].binding.compress.steps[1]"),
        ("\"expect\": {\"notEquals\": 0}", "\"expect\": {}", "`expect` expects nothing"),
        ("{\"type\": \"pointer\", \"value\": \"written\"}", "{\"type\": \"pointer\", \"value\": \"input.count\"}", "‘input.count’ is an integer, and pointer is wanted"),
        ("\"count\": \"written\", \"type\": \"uint8\"", "\"count\": \"written\"", "say the `type` and the `count`"),
        ("\"lane\": \"ffi\"", "\"lane\": \"c\"", "descriptions are for libraries of the lane ffi"),
        ("\"path\": \"./libdescribed.so\"", "\"path\": \"./nothing.so\"", "nothing.so is not there"),
        ("\"path\": \"./libdescribed.so\"", "\"path\": \"libnothing.so.7\", \"package\": \"libnothing7\"", "install the package libnothing7"),
        ("\"path\": \"./libdescribed.so\"", "\"path\": \"./described.json\"", "does not begin as an ELF file"),
        ("\"lane\": \"ffi\"", "\"lane\": \"ffi\", \"companions\": [{\"path\": \"../libz.so.1\"}]", "companions are libraries of the system's"),
        ("\"role\": \"compressor\"", "\"role\": \"searcher\"", "`binding.compress` is for another role"),
        ("\"needs\": [\"RawBytes\"]", "\"needs\": [\"NetworkWeights\"]", "a described library can need RawBytes"),
        ("\"restore\":", "\"restoring\":", "there is no field ‘restoring’ in methods[0].binding"),
        ("{\"type\": \"int8\", \"constant\": -128}", "{\"type\": \"int8\", \"constant\": -129}", "the constant does not fit int8"),
        ("{\"type\": \"int\", \"constant\": 3}", "{\"type\": \"int\", \"constant\": \"three\"}", "the text ‘three’ is no int"),
        ("\"value\": \"option.step\"", "\"value\": \"option.stride\"", "there is nothing called ‘option.stride’"),
        ("\"type\": \"int\", \"value\": \"option.rounds\"", "\"type\": \"int\", \"value\": \"option.step\"", "‘option.step’ is a number, and int is wanted"),
        ("\"callback\": \"objective\"", "\"callback\": \"aim\"", "there is no callback ‘aim’"),
        ("\"is\": \"point\"}]", "\"is\": \"ignored\"}]", "no argument is the point"),
        ("\"is\": \"point\"}]", "\"is\": \"dot\"}]", "dot"),
        ("\"fixedArguments\": 1", "\"fixedArguments\": 9", "`fixedArguments` is not between"),
        ("\"default\": \"100\"", "\"default\": \"0\"", "the default of an option is outside its limits"),
        ("\"type\": \"integer\", \"default\"", "\"type\": \"quantity\", \"default\"", "there are integer, number, flag and choice"),
        ("\"limits\": \"1...100000\"", "\"limits\": \"many\"", "write low...high"),
        ("\"result\": 42", "\"result\": \"valve\"", "a callback returns ‘value’ or a number"),
        ("{\"value\": \"found\"}", "{\"value\": \"query\"}", "neighbours are integers, not float"),
        ("\"role\": \"optimizer\", \"needs\": [\"Objective\"]", "\"role\": \"juggler\", \"needs\": [\"Objective\"]", "‘juggler’ is none of"),
        ("\"id\": \"runs\"", "\"id\": \"Runs!\"", "‘Runs!’"),
        ("\"id\": \"descend\"", "\"id\": \"runs\"", "runs"),
        // What no look at a file can tell shows when it is tried.
        ("{\"type\": \"pointer\", \"value\": \"settings\"}", "{\"type\": \"pointer\", \"constant\": 0}", "it crashed: signal 11"),
        ("\"name\": \"kind\", \"type\": \"int8\"", "\"name\": \"kind\", \"type\": \"double\"", "it crashed"),
        ("{\"type\": \"pointer\", \"value\": \"output\"},", "{\"type\": \"pointer\", \"value\": \"input\"},", "invalid"),
        ("\"result\": {\"value\": \"output\", \"count\": \"status\"}", "\"result\": {\"value\": \"output\", \"count\": \"input.count\"}", "where there is room for 4000"),
        ("\"equals\": 1", "\"equals\": 2", "sums_to_ten returned 1"),
    ])
    func faultsAreRefusedAtTheirPlace(find: String, replacement: String, message: String) throws {
        #expect(description.contains(find))
        let place = try #require(description.range(of: find))
        let command = try install(description.replacingCharacters(in: place, with: replacement))
        #expect(command.status == 1 && command.errors.contains(message), "\(command.output)\(command.errors)")
        #expect(try !String(contentsOfFile: scratch.path + "/registry.json", encoding: .utf8).contains("descend"))
    }

    /// What the documentation describes can be installed as it stands there.
    @Test func theDocumentationsExampleWorks() throws {
        let text = try String(contentsOfFile: Project.root + "/Documentation/Bindings.md", encoding: .utf8)
        let example = try #require(text.components(separatedBy: "```json\n").dropFirst().first?.components(separatedBy: "```").first)
        let command = try install(example)
        #expect(command.status == 0 && command.output.contains("registered zlib from libz.so.1"), "\(command.errors)")
        #expect(try run(["zlib[level=9]"], on: "bytes/digits-csv", registry: scratch.path + "/registry.json")[0].outcome == .ok)
    }

    @Test func aLibraryForAnotherProcessorIsRefused() throws {
        var bytes = try Project.bytes(scratch.path + "/libdescribed.so")
        bytes[18] = 183
        _ = try scratch.write(bytes, "libdescribed.so")
        #expect(try install(description).errors.contains("another processor"))
    }

    @Test func aLibraryThatChangedIsRefused() throws {
        #expect(try install(description).status == 0)
        _ = try scratch.write(try Project.bytes(scratch.path + "/libdescribed.so") + [0], "libraries/libdescribed.so")
        let cell = try run(["runs"], on: "trial/bytes", registry: scratch.path + "/registry.json")[0]
        #expect(cell.outcome == .refused && cell.reason.contains("SHA-256 differs"))
    }

    /// What comes back from damaged bytes is words, whatever the library.
    @Test(arguments: ["brotli", "bzip2", "lz4", "lz4-hc", "xz", "zlib", "zstd"])
    func systemsCompressorsAreLossless(method: String) throws {
        for instance in ["bytes/digits-csv", "trial/bytes-empty", "trial/bytes-one", "trial/bytes-random"] {
            let cell = try run([method], on: instance, isSealed: instance == "trial/bytes-one" ? false : instance == "bytes/digits-csv", registry: Self.shipped)[0]
            #expect(cell.outcome == .ok, "\(instance): \(cell.reason)")
            if instance == "bytes/digits-csv" { #expect((cell.metrics["ratio"] ?? 0) > 2) }
        }
    }

    /// The same function of zlib's through libffi and through a C plugin: the same bytes, but for what is put before them.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/include/zlib.h")))
    func zlibIsZlib() throws {
        let library = scratch.path + "/libdeflate.so"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["cc", "-shared", "-fPIC", "-I", Project.root + "/Sources/CAssay/include", Project.root + "/Examples/C/deflate.c", "-o", library, "-lz"]
        try process.run()
        try process.waitUntilExit(within: 100)
        let (registry, arena) = try registered([library], in: scratch)
        for level in [1, 6, 9] {
            let plan = Plan(contestants: [try Contestant(text: "deflate[level=\(level)]", in: registry)], instances: [try #require(Catalog.instance("bytes/digits-csv"))], seeds: [1])
            let native = try #require(try arena.run(plan)[0].metrics["bytes"])
            let described = try #require(try run(["zlib[level=\(level)]"], on: "bytes/digits-csv", registry: Self.shipped)[0].metrics["bytes"])
            // Eight bytes of length there, three here.
            #expect(native - 8 == described - 3)
        }
    }

    @Test func systemsOptimizersSolveWhatTheyShould() throws {
        let cells = try run(["nlopt-slsqp", "nlopt-lbfgs", "liblbfgs"], on: "logistic/breast-cancer", budget: "2000gradients", registry: Self.shipped)
        for cell in cells { #expect(cell.outcome.counts && (cell.metrics["gap"] ?? 1) < 1e-9, "\(cell.outcome) \(cell.reason) \(cell.metrics)") }
        let derivativeFree = try run(["nlopt-sbplx", "nlopt-crs2"], on: "trial/objective", registry: Self.shipped)
        #expect((derivativeFree[0].metrics["gap"] ?? 1) < 1e-6)
        #expect((derivativeFree[1].metrics["gap"] ?? 99) < 5)
        #expect(derivativeFree.allSatisfy { $0.oracleCalls["values"] ?? 0 <= 4000 })
        // It is given the box, also where the oracle is in another process.
        for isSealed in [false, true] {
            let boxed = try run(["nlopt-crs2"], on: "bbob/sphere-5", isSealed: isSealed, registry: Self.shipped)[0]
            #expect(boxed.outcome == .ok && (boxed.metrics["gap"] ?? 1) < 1e-8, "\(boxed.outcome) \(boxed.reason)")
        }
    }

    @Test func systemsNeighborsAreNeighbors() throws {
        let cells = try run(["flann-kdtree[checks=100000]", "flann-kmeans[checks=100000]", "flann-kdtree[checks=16]"], on: "neighbors/digits", registry: Self.shipped)
        #expect(cells.map(\.outcome) == [.ok, .ok, .ok], "\(cells.map(\.reason))")
        // With leave to look at every leaf nothing is missed.
        #expect(cells[0].metrics["recall"] == 1 && cells[1].metrics["recall"] == 1)
        #expect((0.4..<1).contains(cells[2].metrics["recall"] ?? 0))
    }
}
