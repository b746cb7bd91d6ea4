import AssayKit
import Foundation
import Loading
import Problems
import Records
import Registry
import TestSupport
import Testing

import Arena

/// Libraries in C, C++ and Rust, built as their own first lines say, come in by the C interface like any other.
@Suite(.serialized) struct CInterfaceTests {
    private let scratch: ScratchFolder
    private static let include = Project.root + "/Sources/CAssay/include"

    init() throws { scratch = try ScratchFolder() }

    private static func tool(_ names: String...) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    private static let c = tool("cc", "clang"), cpp = tool("c++", "clang++"), rust = tool("rustc")

    private func build(_ tool: String?, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(tool))
        process.arguments = arguments
        try process.run()
        try process.waitUntilExit(within: 200)
        #expect(process.terminationStatus == 0)
    }

    private func builtInC(_ source: String, _ more: [String] = []) throws -> String {
        let path = scratch.path + "/lib\(UUID().uuidString).so"
        try build(Self.c, ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", Self.include, source, "-o", path] + more)
        return path
    }

    private func run(
        _ methods: [String], of libraries: [String], on instance: String, budget: String? = nil, isSealed: Bool = false
    ) throws -> [CellResult] {
        let (registry, arena) = try registered(libraries, in: scratch)
        return try arena.run(
            Plan(
                contestants: try methods.map { try Contestant(text: $0, in: registry) }, instances: [try #require(Catalog.instance(instance))],
                seeds: [1], budget: try budget.map { try Budget(text: $0) }, isSealed: isSealed))
    }

    /// The same method in C and in Swift takes the same steps, to the last bit.
    @Test(arguments: [("logistic/breast-cancer", false), ("quadratic/ill-conditioned", false), ("logistic/breast-cancer", true)])
    func sameMethodSameBits(instance: String, isSealed: Bool) throws {
        let library = try builtInC(Project.root + "/Examples/C/accelerated_gradient.c", ["-lopenblas"])
        let cells = try run(
            ["accelerated-gradient", "accelerated-gradient-c"], of: [Project.plugin("AcceleratedGradient"), library], on: instance, budget: "200gradients",
            isSealed: isSealed)
        #expect(cells.map(\.outcome) == [.exhausted, .exhausted], "\(cells.map(\.reason))")
        #expect(cells[0].reason == cells[1].reason)
        #expect(cells[0].metrics == cells[1].metrics && cells[0].oracleCalls == cells[1].oracleCalls)
        #expect(cells[0].trace.count > 20)
        #expect(cells[0].trace.map(\.best) == cells[1].trace.map(\.best))
        #expect(cells[0].trace.map(\.oracleCalls) == cells[1].trace.map(\.oracleCalls))
    }

    @Test(.enabled(if: cpp != nil)) func aSearcherInCPlusPlus() throws {
        let library = scratch.path + "/libsampled.so"
        try build(Self.cpp, ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", Self.include, Project.root + "/Examples/C++/sampled_medoids.cpp", "-o", library])
        let cells = try run(["sampled-medoids", "sampled-medoids[draws=7]", "sampled-medoids"], of: [library], on: "medoids/digits-10")
        #expect(cells.map(\.outcome) == [.ok, .ok, .ok], "\(cells.map(\.reason))")
        // Ten rows of 1,797 dissimilarities a draw, each charged once: of n = 1,797 rows n(1 − (1 − 10/n)ᵈ) come in d draws on
        // average, with a deviation below √(10d). And the deviation that it states is the one that the host finds.
        for (cell, draws) in zip(cells, [100.0, 7, 100]) {
            let calls = cell.oracleCalls["dissimilarities"] ?? 0
            let expected = 1797 * (1 - power(1 - 10.0 / 1797, draws))
            #expect(calls.isMultiple(of: 1797) && abs(Double(calls / 1797) - expected) < 5 * (10 * draws).squareRoot(), "\(calls)")
        }
        for cell in cells { #expect(abs((cell.stated["deviation"] ?? 0) / (cell.metrics["deviation"] ?? 1) - 1) < 1e-12) }
        #expect(cells[0].metrics == cells[2].metrics, "the seed decides")
    }

    @Test(.enabled(if: rust != nil)) func aCompressorInRust() throws {
        let library = scratch.path + "/libbfloat16.so"
        try build(Self.rust, ["--edition", "2021", "-O", "--crate-type", "cdylib", Project.root + "/Examples/Rust/bfloat16.rs", "-o", library])
        let cells = try run(["bfloat16"], of: [library], on: "weights/digits-mlp")
        #expect(cells[0].outcome == .ok, "\(cells[0].reason)")
        // Two bytes a parameter, and at the most some for names and shapes.
        let bytes = try #require(cells[0].metrics["bytes"])
        #expect(bytes > 2 * 150_794 && bytes < 2 * 150_794 + 500)
        // Damage is told, not suffered.
        let method = try #require(try Library(path: library, sha256: nil).methods.first)
        var random = Random(seed: 1)
        for length in [1, 4, 9, 40, 400] {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(throws: DamagedBytes.self) { try method.restore(bytes) }
        }
    }

    /// zlib as it is: what it makes is what zlib makes, and lossless to the host.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/include/zlib.h")), arguments: [false, true])
    func aLibraryThatIsThereAlready(isSealed: Bool) throws {
        let library = try builtInC(Project.root + "/Examples/C/deflate.c", ["-lz"])
        let cells = try run(["deflate[level=0]", "deflate[level=1]", "deflate", "deflate[level=9]"], of: [library], on: "bytes/digits-csv", isSealed: isSealed)
        #expect(cells.map(\.outcome) == [.ok, .ok, .ok, .ok], "\(cells.map(\.reason))")
        let bytes = cells.compactMap { $0.metrics["bytes"] }
        // Level 0 stores: the block, its size, and less than a hundredth of a percent of framing.
        let size = Double(try Project.bytes(Project.root + "/Data/digits.csv").count)
        #expect(bytes.count == 4 && bytes[0] > size && bytes[0] < size * 1.001)
        #expect(bytes[1] < size / 2 && bytes[2] < bytes[1] && bytes[3] <= bytes[2])
        let method = try #require(try Library(path: library, sha256: nil).methods.first)
        for damaged in [[], [1, 2, 3], [UInt8](repeating: 255, count: 40), [9, 0, 0, 0, 0, 0, 0, 0, 120, 156, 3, 0]] {
            #expect(throws: DamagedBytes.self) { try method.restore(damaged) }
        }
    }

    @Test(arguments: [
        (1, "revision 99 of assay.h"), (2, "cannot work here"), (3, "no factory assay.methods/1"), (4, "registers no method"),
        (5, "smaller than a card"), (6, "‘Not An Id’"), (7, "has no id"), (8, "‘juggler’"), (9, "‘Telepathy’"), (10, "needs nothing"),
        (11, "default of option count"), (12, "the number 1"), (13, "summary is not UTF-8"), (14, "has no card"), (15, "more than a thousand"),
        (16, "has both entries"),
    ])
    func whatIsWrongIsNamed(number: Int, message: String) throws {
        let library = try builtInC(Project.root + "/Tests/Fixtures/C/broken.c", ["-DBROKEN=\(number)"])
        let error = try #require(throws: ArenaError.self) { try registered([library], in: scratch) }
        #expect(error.description.contains(message), "\(error)")
    }

    @Test(arguments: [
        (0, Outcome.ok, ""), (20, .failed, "it says that its budget is spent, and it is not"), (21, .failed, "nothing suits it"),
        (22, .failed, "status 77"), (23, .exhausted, "its values are spent"), (24, .crashed, "signal 6"), (25, .crashed, "signal"),
        (26, .failed, "none of the extensions"),
    ])
    func outcomeIsRecorded(number: Int, outcome: Outcome, reason: String) throws {
        let library = try builtInC(Project.root + "/Tests/Fixtures/C/broken.c", ["-DBROKEN=\(number)"])
        let cell = try #require(try run(["broken"], of: [library], on: "rosenbrock/100", budget: "9values").first)
        #expect(cell.outcome == outcome && (reason.isEmpty || cell.reason.contains(reason)), "\(cell.outcome): \(cell.reason)")
        if number == 0 {
            #expect(cell.stated == ["knows what there is not": 0, "Hessian products": 1])
            #expect(cell.log == ["done"])
            #expect(cell.metrics["gap"] != nil)
        }
        if number == 23 { #expect(cell.oracleCalls == ["values": 9]) }
    }

    @Test func optionsAreTheHostsToCheck() throws {
        let library = try builtInC(Project.root + "/Tests/Fixtures/C/broken.c", ["-DBROKEN=0"])
        #expect(throws: (any Error).self) { try run(["broken[count=11]"], of: [library], on: "rosenbrock/100") }
        #expect(throws: (any Error).self) { try run(["broken[side=up]"], of: [library], on: "rosenbrock/100") }
        let cells = try run(["broken[count=9,side=right]", "broken[count=10,side=right]"], of: [library], on: "rosenbrock/100", budget: "9values")
        #expect(cells.map(\.outcome) == [.ok, .failed])
        #expect(cells[1].reason.contains("cannot be made with these options"))
    }
}
