import Foundation
import TestSupport
import Testing

/// `assay conform` finds what is wrong, and nothing where nothing is.
@Suite(.serialized) struct ConformTests {
    /// Every method that ships passes every check that it is put to.
    @Test func whatShipsConforms() throws {
        let command = try Command.assay(["conform", "--json"], within: 900)
        let methods = try #require(try command.json()["methods"] as? [[String: Any]])
        #expect(command.status == 0 && methods.count >= 27)
        for method in methods {
            for check in method["checks"] as? [[String: Any]] ?? [] where check["verdict"] as? String != "passed" {
                Issue.record("\(method["method"] ?? ""): \(check["name"] ?? ""): \(check["reason"] ?? "")")
            }
            #expect((method["checks"] as? [[String: Any]] ?? []).count >= 12)
        }
        // What was found shows where methods are listed.
        let listed = try #require(try Command.assay(["list", "--json"]).json()["methods"] as? [[String: Any]])
        for method in listed { #expect((method["conforms"] as? [String: Any])?["failed"] as? [String] == [], "\(method["id"] ?? "")") }
    }

    /// A claim's rival is one of the methods that ship.
    @Test func rivalsShip() throws {
        let registry = try #require(try JSONSerialization.jsonObject(with: Data(try Project.bytes(Project.root + "/registry.json"))) as? [String: Any])
        let methods = try #require(registry["libraries"] as? [[String: Any]]).flatMap { $0["methods"] as? [[String: Any]] ?? [] }
        let ids = Set(methods.compactMap { $0["id"] as? String })
        let rivals = methods.flatMap { $0["claims"] as? [[String: Any]] ?? [] }.compactMap { ($0["rival"] as? String)?.split(separator: "[").first.map(String.init) }
        #expect(rivals.count >= 10 && ids.isSuperset(of: rivals), "\(Set(rivals).subtracting(ids))")
    }

    /// So do the examples in other languages, each built with the one command at its top.
    @Test(arguments: [
        ["cc", "-O2", "-shared", "-fPIC", "-I", "Sources/CAssay/include", "Examples/C/accelerated_gradient.c", "-lopenblas"],
        ["cc", "-O2", "-shared", "-fPIC", "-I", "Sources/CAssay/include", "Examples/C/deflate.c", "-lz"],
        ["c++", "-std=c++17", "-O2", "-shared", "-fPIC", "-I", "Sources/CAssay/include", "Examples/C++/sampled_medoids.cpp"],
        ["rustc", "--edition", "2021", "-O", "--crate-type", "cdylib", "Examples/Rust/bfloat16.rs"],
    ])
    func examplesConform(command: [String]) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        // Rust need not be there.
        guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(command[0])") }) || command[0] != "rustc" else { return }
        let scratch = try ScratchFolder()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command + ["-o", scratch.path + "/libexample.so"]
        process.currentDirectoryURL = URL(filePath: Project.root)
        try process.run()
        try process.waitUntilExit(within: 100)
        let conform = try Command.assay(["conform", scratch.path + "/libexample.so"])
        #expect(conform.status == 0 && conform.output.contains("checks passed"), "\(conform.output)\(conform.errors)")
    }

    @Test(arguments: [
        ("unseeded-random", "run/repeats", "with seed 1 a second run answered or stated something else"),
        ("swallows-the-stop", "run/budget", "of the 10 values that it uses it failed"),
        ("traps-at-its-limit", "run/options", "with count=10 it crashed: signal"),
        ("traps-at-its-limit", "card/words", "is no sentence"),
        ("traps-at-its-limit", "card/paper", "‘20.1’ is no number of arXiv's"),
        ("traps-at-its-limit", "card/options", "option hidden is not documented"),
        ("traps-at-its-limit", "card/claims", "there is no such instance"),
        ("needs-two-dimensions", "odd/objective-one", "on a quadratic in one dimension it crashed"),
        ("trusts-its-bytes", "restore/empty", "crashed: signal"),
        ("trusts-its-bytes", "restore/truncated", "Again: --only restore/truncated --fuzz 1 --fuzz-seed 1"),
        ("leaves-a-thread", "run/threads", "it left 1 threads behind"),
        ("trespasses", "run/files", "it wrote mine"),
        ("offers-nan", "run/answers", "not finite"),
        ("exits", "run/answers", "exited"),
        ("changes-its-card", "run/answers", "the card of changes-its-card disagrees"),
        ("shouts", "odd/objective-one", "in one dimension"),
    ])
    func faultIsFound(method: String, check: String, complaint: String) throws {
        let library = Project.fixture(["unseeded-random", "swallows-the-stop", "traps-at-its-limit", "needs-two-dimensions", "trusts-its-bytes"].contains(method) ? "Sloppy" : "Hostile")
        let command = try Command.assay(["conform", library, "--method", method, "--only", check])
        #expect(command.status == 1)
        #expect(command.output.contains(check) && command.output.contains(complaint), "\(command.output)\(command.errors)")
    }

    /// The seed that is told makes the same damage again.
    @Test func damageIsReplayed() throws {
        let library = Project.fixture("Sloppy")
        let first = try Command.assay(["conform", library, "--method", "trusts-its-bytes", "--only", "restore/flipped", "--fuzz", "50"])
        let seed = try #require(first.output.firstMatch(of: /--fuzz-seed ([0-9]+)/)?.output.1)
        let again = try Command.assay(["conform", library, "--method", "trusts-its-bytes", "--only", "restore/flipped", "--fuzz", "1", "--fuzz-seed", String(seed)])
        #expect(again.status == 1 && again.output == first.output)
    }

    @Test func mistakesAreTold() throws {
        #expect(try Command.assay(["conform", "no-such-thing"]).errors.contains("neither a registered method nor a file"))
        #expect(try Command.assay(["conform", "README.md"]).errors.contains("does not begin as an ELF file"))
        #expect(try Command.assay(["conform", "hnsw", "--only", "run/juggling"]).status == 64)
        #expect(try Command.assay(["conform", "hnsw", "--method", "pam"]).errors.contains("pam"))
        let list = try Command.assay(["conform", "--list"])
        #expect(list.status == 0 && list.output.contains("run/repeats") && list.output.contains("in another process"))
    }
}
