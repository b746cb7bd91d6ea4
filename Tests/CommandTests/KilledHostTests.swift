import AssayKit
import Foundation
import Records
import TestSupport
import Testing

/// A host may be killed at any moment. What it had done is kept, what it had not is done when the comparison is resumed,
/// and nothing is lost or there twice.
@Suite struct KilledHostTests {
    private static let arguments = [
        "compare", "--on", "rosenbrock/100", "quadratic/ill-conditioned", "--seeds", "4", "--budget", "20gradients,100hessianProducts",
        "--methods", "gradient-descent", "gns-newton-exact", "liblbfgs",
    ]

    /// A record without what differs from run to run.
    private func timeless(_ record: Record) throws -> String {
        var record = record
        record.comparison = ""
        record.result.seconds = .init(wall: 0, cpu: 0)
        record.result.peakBytes = 0
        for index in record.result.trace.indices { record.result.trace[index].seconds = 0 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }

    private func records(_ folder: String) throws -> [String] {
        var records: [String] = []
        try Store(folder: folder).forEach { records.append(try timeless($0)) }
        return records
    }

    /// Starts the host and kills it after so many milliseconds.
    /// - Returns: whether it was still running.
    private func kill(_ arguments: [String], after milliseconds: Int) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Project.root)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(UInt32(milliseconds) * 1000)
        let wasRunning = process.isRunning
        Glibc.kill(process.processIdentifier, SIGKILL)
        try process.waitUntilExit(within: 60)
        return wasRunning
    }

    @Test func fiftyKillsChangeNothing() throws {
        let scratch = try ScratchFolder()
        let calm = scratch.path + "/calm"
        let begin = ContinuousClock.now
        let undisturbed = try Command.assay(Self.arguments + ["--records", calm])
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let duration = Int((ContinuousClock.now - begin) / .milliseconds(1))
        let expected = try records(calm)
        #expect(expected.count == Set(expected).count && expected.count >= 16)

        var random = Random(seed: 1)
        var kills = 0
        var trial = 0
        while kills < 50 {
            trial += 1
            let folder = scratch.path + "/\(trial)"
            if try kill(Self.arguments + ["--records", folder], after: random.index(below: duration)) { kills += 1 }
            // Killed again while it goes on, as often as not.
            while random.uniform() < 0.5 {
                if try kill(["compare", "--resume", "--records", folder], after: random.index(below: duration)) { kills += 1 }
            }
            var end = try Command.assay(["compare", "--resume", "--records", folder])
            // Where the first one came to its end, or was killed before it had begun, there is nothing to go on with.
            if end.errors.contains("was interrupted;") { end = try Command.assay(Self.arguments + ["--records", folder]) }
            #expect(end.status == 0, "\(end.errors)")
            #expect(try records(folder) == expected)
            #expect(try Store(folder: folder).comparison() == nil)
        }
    }

    /// What runs of a killed host wrote is removed by the next one; what another host's write is not.
    @Test func scratchFoldersOfTheKilledAreRemoved() throws {
        let scratch = try ScratchFolder()
        let environment = ["TMPDIR": scratch.path]
        func folders() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.hasPrefix("assay-run-") }) }

        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = ["compare", "--on", "sat/pigeonhole-9", "--methods", "probsat", "--budget", "60s", "--seeds", "1", "--records", scratch.path + "/killed"]
        process.currentDirectoryURL = URL(filePath: Project.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while try folders().isEmpty, process.isRunning { usleep(10_000) }
        Glibc.kill(process.processIdentifier, SIGKILL)
        try process.waitUntilExit(within: 60)
        let abandoned = try folders()
        #expect(abandoned.count == 1)

        // Of a host that is there: this one.
        let held = scratch.path + "/assay-run-held00"
        try FileManager.default.createDirectory(atPath: held, withIntermediateDirectories: false)
        let descriptor = open(held, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        let next = try Command.assay(["run", "gradient-descent", "--on", "rosenbrock/100", "--budget", "1gradients"], environment: environment)
        #expect(next.status == 0, "\(next.errors)")
        #expect(try folders() == ["assay-run-held00"])
    }

    /// A folder is not locked yet when it is made: a host that starts just then may take it for abandoned.
    @Test func aScratchFolderTakenTooEarlyIsMadeAgain() throws {
        let scratch = try ScratchFolder()
        let library = scratch.path + "/libtaken.so"
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["cc", "-shared", "-fPIC", Project.root + "/Tests/Fixtures/C/taken_too_early.c", "-o", library, "-ldl"]
        try compiler.run()
        try compiler.waitUntilExit(within: 60)
        try #require(compiler.terminationStatus == 0)
        let taken = scratch.path + "/taken"
        let run = try Command.assay(
            ["run", "gradient-descent", "--on", "rosenbrock/100", "--budget", "1gradients"],
            environment: ["TMPDIR": scratch.path, "LD_PRELOAD": library, "FOLDERS_TAKEN": taken])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try String(contentsOfFile: taken, encoding: .utf8) == "ol")
    }

    @Test func anInterruptionSaysHowToGoOn() throws {
        let scratch = try ScratchFolder()
        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = ["compare", "--on", "medoids/digits-100", "--methods", "pam", "--seeds", "3", "--records", scratch.path + "/r"]
        process.currentDirectoryURL = URL(filePath: Project.root)
        let errors = try scratch.write("", "errors")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
        try process.run()
        usleep(600_000)
        process.interrupt()
        try process.waitUntilExit(within: 60)
        #expect(process.terminationStatus == 130)
        #expect(try String(contentsOfFile: errors, encoding: .utf8).contains("Go on with: assay compare --resume --records \(scratch.path)/r"))
        #expect(try Store(folder: scratch.path + "/r").comparison() != nil)
    }

    /// A second comparison runs only what the first has not, and a changed option is another cell.
    @Test func recordsAreUsedAgain() throws {
        let scratch = try ScratchFolder()
        let base = ["compare", "--on", "rosenbrock/100", "--budget", "20gradients", "--records", scratch.path]
        _ = try Command.assay(base + ["--methods", "gradient-descent", "--seeds", "2"])
        let second = try Command.assay(base + ["--methods", "gradient-descent", "gradient-descent[firstStep=0.5]", "--seeds", "3"])
        #expect(second.output.contains("2 of 6 runs were kept from before"))
        // The default of firstStep said in words is the same cell.
        let third = try Command.assay(base + ["--methods", "gradient-descent[firstStep=1.0]", "--seeds", "3"])
        #expect(third.output.contains("3 of 3 runs were kept from before"), "\(third.output)")
        let fresh = try Command.assay(base + ["--methods", "gradient-descent", "--seeds", "3", "--fresh"])
        #expect(!fresh.output.contains("were kept"))
        let another = try Command.assay(
            ["compare", "--on", "rosenbrock/100", "--budget", "21gradients", "--records", scratch.path, "--methods", "gradient-descent", "--seeds", "3"])
        #expect(!another.output.contains("were kept"))
    }
}
