import Files
import Foundation
import TestSupport
import Testing

/// Comparisons of one user never run more at a time than there are processors.
@Suite struct ProcessorSlotsTests {
    private let scratch: ScratchFolder
    private let arguments = ["run", "gradient-descent", "--on", "rosenbrock/100", "--budget", "5gradients"]

    init() throws { scratch = try ScratchFolder() }

    private func start(_ environment: [String: String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Project.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test func aRunWaitsForAProcessor() throws {
        let environment = ["TMPDIR": scratch.path]
        let folder = scratch.path + "/assay-locks-\(getuid())"
        // The first run makes the folder.
        #expect(try Command.assay(arguments, environment: environment).status == 0)
        let waiting: Process
        do {
            let locks = try (0..<ProcessInfo.processInfo.processorCount).map { Box(try FileLock(path: folder + "/processor-\($0)")) }
            waiting = try start(environment)
            usleep(700_000)
            #expect(waiting.isRunning, "every processor is taken")
            _ = locks.count
        }
        try waiting.waitUntilExit(within: 60)
        #expect(waiting.terminationStatus == 0)
    }

    /// Somebody else's folder, or a link, in its place is not used.
    @Test func aLinkInItsPlaceIsRefused() throws {
        try FileManager.default.createDirectory(atPath: scratch.path + "/elsewhere", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/assay-locks-\(getuid())", withDestinationPath: scratch.path + "/elsewhere")
        let command = try Command.assay(arguments, environment: ["TMPDIR": scratch.path])
        #expect(command.status == 1 && command.errors.contains("is no folder of yours"), "\(command.errors)")
    }

    private final class Box {
        let lock: FileLock
        init(_ lock: consuming FileLock) { self.lock = lock }
    }
}
