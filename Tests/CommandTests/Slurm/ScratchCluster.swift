import Foundation
import TestSupport
import Testing

/// A Slurm cluster of two nodes on this machine, for as long as the tests run.
final class ScratchCluster: Sendable {
    let folder: String
    private let input: FileHandle
    var configuration: String { folder + "/slurm.conf" }

    /// The cluster, started when it is first asked for; or why there is none.
    static let shared: Result<ScratchCluster, Absence> = {
        for program in ["munged", "slurmctld", "slurmd", "sbatch"] {
            let places = ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"]
            guard places.contains(where: { access($0 + program, X_OK) == 0 }) else {
                return .failure(Absence(description: "\(program) is not installed: `make test-setup` installs Slurm where it can be had"))
            }
        }
        do { return .success(try ScratchCluster()) } catch { return .failure(error as? Absence ?? Absence(description: "\(error)")) }
    }()

    static var absence: String? {
        if case .failure(let absence) = shared { "no Slurm: \(absence)" } else { nil }
    }

    struct Absence: Error, CustomStringConvertible { let description: String }

    private init() throws {
        // A socket's path has 107 bytes at the most.
        let scratch = FileManager.default.temporaryDirectory.path
        folder = (scratch.utf8.count < 60 ? scratch : "/tmp") + "/assay-slurm-\(getpid())"
        let commands = Pipe(), answers = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [Project.root + "/Tests/Fixtures/slurm-cluster.sh", folder] + (try Self.freePorts(3)).map(String.init)
        process.standardInput = commands
        process.standardOutput = answers
        process.standardError = FileHandle.nullDevice
        // Only the test holds this end: the cluster ends with it, however that ends.
        _ = fcntl(commands.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        input = commands.fileHandleForWriting
        try process.run()
        let answer = String(decoding: answers.fileHandleForReading.availableData, as: UTF8.self)
        guard answer.hasPrefix("ready") else { throw Absence(description: "it did not start on this machine: \(answer)") }
    }

    private static func freePorts(_ count: Int) throws -> [UInt16] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutableBytes(of: &address) { bytes in
                let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
                return bind(descriptor, pointer, length) + getsockname(descriptor, pointer, &length)
            }
            guard status == 0 else { throw Absence(description: "no port is free") }
            return UInt16(bigEndian: address.sin_port)
        }
    }

    /// Runs one of Slurm's commands.
    @discardableResult
    func ask(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["SLURM_CONF": configuration]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        try process.waitUntilExit(within: 60)
        return text
    }

    /// Until it is told otherwise, a node starts no task.
    func breakStarts(on node: String) throws { try "".write(toFile: folder + "/\(node).broken", atomically: true, encoding: .utf8) }

    /// What the tests, or Slurm for what they did, took out of use is in use again.
    func repairNodes() throws {
        for node in ["node1", "node2"] {
            try? FileManager.default.removeItem(atPath: folder + "/\(node).broken")
            try ask(["scontrol", "update", "nodename=\(node)", "state=resume"])
        }
    }

    /// Waits until what the controller knows now is on the disk, which takes some seconds. A comment is news: without any it
    /// saves nothing.
    func waitUntilStateIsSaved(of job: String) throws {
        func saved() -> Date? { (try? FileManager.default.attributesOfItem(atPath: folder + "/state/job_state"))?[.modificationDate] as? Date }
        let now = Date()
        for attempt in 0..<30 {
            try ask(["scontrol", "update", "jobid=\(job)", "comment=\(attempt)"])
            for _ in 0..<100 where saved() ?? now <= now { usleep(10_000) }
            if saved() ?? now > now { return }
        }
        throw Absence(description: "the controller does not save its state")
    }

    func killController() throws {
        let number = try String(contentsOfFile: folder + "/slurmctld.pid", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        kill(try #require(pid_t(number)), SIGKILL)
    }

    func restartController() throws { try input.write(contentsOf: Data("controller\n".utf8)) }
}

/// A comparison that goes on while the test does something to it.
final class FollowedComparison {
    let process = Process()
    private let scratch: ScratchFolder
    private let file: String

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        scratch = try ScratchFolder()
        file = try scratch.write("", "errors")
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Project.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: file))
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var said: String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

    /// Waits until it has said that.
    func wait(for text: String) throws {
        for _ in 0..<6000 where !said.contains(text) {
            guard process.isRunning else { break }
            usleep(10_000)
        }
        guard said.contains(text) else { throw ScratchCluster.Absence(description: "it never said ‘\(text)’ but: \(said)") }
    }

    func end() throws -> Int32 {
        do { try process.waitUntilExit(within: 240) } catch { throw ScratchCluster.Absence(description: "\(error), and said: \(said)") }
        return process.terminationStatus
    }

    /// The number of the job that was submitted first.
    var job: String { said.firstMatch(of: /submitted job (\d+)/).map { String($0.1) } ?? "none" }
}
