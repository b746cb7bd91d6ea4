import Foundation
import TestSupport
import Testing

/// What `assay new` makes works from the first minute: it builds, passes its own tests and the checks, installs, and is ranked.
@Suite(.serialized) struct NewTests {
    private let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    private static func has(_ tool: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
    }

    private func make(_ target: String, in folder: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["make", target]
        process.currentDirectoryURL = URL(filePath: folder)
        var environment = ProcessInfo.processInfo.environment
        // The make that runs the tests is none of its business.
        for name in ["MAKEFLAGS", "MAKELEVEL", "MFLAGS"] { environment[name] = nil }
        environment["ASSAY_REGISTRY"] = scratch.path + "/registry.json"
        environment["ASSAY_DATA"] = Project.root + "/Data"
        process.environment = environment
        let log = try scratch.write("", "log")
        let handle = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try process.waitUntilExit(within: 280)
        return (process.terminationStatus, try String(contentsOfFile: log, encoding: .utf8))
    }

    @Test(arguments: ["swift", "c", "cpp", "rust"], ["optimizer", "compressor", "searcher"])
    func everyRoleInEveryLanguage(language: String, role: String) throws {
        // Rust need not be there; the others are what the host itself is built with.
        guard language != "rust" || Self.has("rustc") else { return }
        _ = try scratch.write(#"{"version":0,"libraries":[]}"#, "registry.json")
        let folder = scratch.path + "/mine"
        let made = try Command.assay(["new", role, "MyOwnThing", "--language", language, "--folder", folder])
        #expect(made.status == 0 && made.output.contains("make test"), "\(made.errors)")
        let tested = try make("test", in: folder)
        #expect(tested.status == 0 && tested.output.contains("checks passed"), "\(tested.output)")
        let installed = try make("install", in: folder)
        #expect(installed.status == 0 && installed.output.contains("registered my-own-thing from libraries/"), "\(installed.output)")
        let instance = ["optimizer": "logistic/breast-cancer", "compressor": "bytes/digits-csv", "searcher": "medoids/digits-10"][role] ?? ""
        let compared = try Command.assay(
            ["compare", "--on", instance, "--budget", role == "optimizer" ? "50gradients,200values" : "20s", "--records", scratch.path + "/records"],
            environment: ["ASSAY_REGISTRY": scratch.path + "/registry.json", "ASSAY_DATA": Project.root + "/Data"])
        #expect(compared.status == 0 && compared.output.contains("1  my-own-thing"), "\(compared.output)\(compared.errors)")
        // A template that was not filled in shows.
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() where !name.contains(".build") {
            guard let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) else { continue }
            #expect(text.firstMatch(of: /__[A-Za-z]+_?[a-z]*__/) == nil || name == "assay.h", "\(name)")
        }
    }

    @Test func mistakesAreToldAndNothingIsLeft() throws {
        for name in ["", "-", "9lives", "ünder", "a b", "swift", "../up", String(repeating: "x", count: 99)] {
            let command = try Command.assay(["new", "optimizer", "--folder", scratch.path + "/x", "--", name])
            #expect(command.status == 64 && !command.errors.isEmpty, "\(name): \(command.errors)")
        }
        #expect(try Command.assay(["new", "juggler", "mine"]).status == 64)
        #expect(try Command.assay(["new", "optimizer", "mine", "--language", "cobol"]).errors.contains("cobol"))
        let there = try Command.assay(["new", "optimizer", "mine", "--folder", scratch.path])
        #expect(there.status == 1 && there.errors.contains("is there already"))
        #expect(try Command.assay(["new", "optimizer", "mine", "--folder", "/proc/nowhere/mine"]).errors.contains("cannot be made"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }
}
