import AssayKit
import Foundation
import Registry
import TestSupport
import Testing

/// What is installed stays whole, however many install at a time and whenever they are killed.
@Suite struct InstallTests {
    private let scratch: ScratchFolder
    private var registry: String { scratch.path + "/registry.json" }
    private static let methods = ["PAM": "pam", "HNSW": "hnsw", "ExactSearch": "exact-search", "FasterPAM": "fasterpam", "GradientDescent": "gradient-descent", "CURing": "curing"]

    init() throws { scratch = try ScratchFolder() }

    private func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test func anInstalledLibraryIsACopy() throws {
        let source = scratch.path + "/elsewhere"
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Project.plugin("PAM"), toPath: source + "/libPAM.so")
        let installed = try Command.assay(["install", source + "/libPAM.so", "--registry", registry])
        #expect(installed.output == "registered pam from libraries/libPAM.so\n")
        // The original may go, or change.
        try FileManager.default.removeItem(atPath: source)
        #expect(try Command.assay(["verify", "--registry", registry]).status == 0)
        #expect(try Command.assay(["run", "pam", "--on", "trial/medoids", "--registry", registry]).status == 0)
        // Another library of that name does not take its place; the same one again does.
        let twin = scratch.path + "/libPAM.so"
        try FileManager.default.copyItem(atPath: Project.plugin("HNSW"), toPath: twin)
        #expect(try Command.assay(["install", twin, "--registry", registry]).errors.contains("another library called libPAM.so is registered (pam)"))
        #expect(try Command.assay(["install", Project.plugin("PAM"), "--registry", registry]).status == 0)
        #expect(try Command.assay(["remove", "pam", "--registry", registry]).output == "removed pam\n")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/libraries/libPAM.so"))
    }

    @Test func installsAtOneTimeAreAllThere() throws {
        let processes = try Self.methods.keys.map { try start(["install", Project.plugin($0), "--registry", registry]) }
        for process in processes {
            try process.waitUntilExit(within: 100)
            #expect(process.terminationStatus == 0)
        }
        let registered = try Registry(file: registry)
        #expect(Set(registered.methods.map(\.method.id)) == Set(Self.methods.values))
        #expect(registered.document.libraries.allSatisfy { registered.state(of: $0) == .ready })
    }

    /// Killed at whatever moment, the registry is the one from before or the one from after, and every library in it is whole.
    @Test func killsLeaveTheOldOrTheNew() throws {
        #expect(try Command.assay(["install", Project.plugin("PAM"), "--registry", registry]).status == 0)
        let begin = ContinuousClock.now
        #expect(try Command.assay(["install", Project.plugin("HNSW"), "--registry", registry]).status == 0)
        let duration = Int((ContinuousClock.now - begin) / .microseconds(1))
        var random = Random(seed: 3)
        var kills = 0
        for trial in 0..<60 {
            let arguments = trial % 2 == 0 ? ["remove", "hnsw"] : ["install", Project.plugin("HNSW")]
            let process = try start(arguments + ["--registry", registry])
            usleep(UInt32(random.index(below: max(1, duration))))
            if process.isRunning { kills += 1 }
            kill(process.processIdentifier, SIGKILL)
            try process.waitUntilExit(within: 60)
            let left = try Registry(file: registry)
            let ids = Set(left.methods.map(\.method.id))
            #expect(ids == ["pam"] || ids == ["pam", "hnsw"])
            // Where the copy was replaced and the entry was not, the bytes are the same.
            for library in left.document.libraries { #expect(left.state(of: library).word != "refused", "\(left.state(of: library))") }
        }
        #expect(kills > 10)
        #expect(try Command.assay(["install", Project.plugin("HNSW"), "--registry", registry]).status == 0)
        #expect(try Command.assay(["verify", "--registry", registry]).status == 0)
    }

    /// A registry that is damaged in whatever way is read or refused in words.
    @Test(arguments: 0..<10) func damagedRegistriesAreReadOrRefused(seed: UInt64) throws {
        let good = try Project.bytes(Project.root + "/registry.json")
        var random = Random(seed: seed)
        let hostile = ["\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "9223372036854775808", "\"\\u0000\"", "\\", "\u{FEFF}", "{}", "[]", "true", "\"..\""].map { Array($0.utf8) }
        for _ in 0..<30 {
            var bytes = good
            for _ in 0..<1 + random.index(below: 3) {
                let place = random.index(below: bytes.count), length = min(bytes.count - place, random.index(below: 40))
                switch random.index(below: 4) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(place..<place + length)
                case 2: bytes.replaceSubrange(place..<place + length, with: hostile[random.index(below: hostile.count)])
                default: bytes = Array(bytes[..<max(1, place)])
                }
            }
            let file = try scratch.write(bytes, "registry.json")
            do {
                let registry = try Registry(file: file)
                for library in registry.document.libraries { _ = registry.state(of: library) }
            } catch { #expect("\(error)".contains("registry.json")) }
        }
    }
}
