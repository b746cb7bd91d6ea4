import Foundation

/// The project's own files.
public enum Project {
    public static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    /// The host, as `make` builds it.
    public static let executable = root + "/.build/release/assay"

    /// A library built for the tests.
    public static func fixture(_ name: String) -> String { root + "/Tests/Fixtures/Plugins/.build/release/lib\(name).so" }
    public static let staticFixture = root + "/Tests/Fixtures/StaticKit/.build/release/libStaticPlugin.so"
    /// A library of the project's own plugins.
    public static func plugin(_ name: String) -> String { root + "/Plugins/.build/release/lib\(name).so" }

    public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
}

/// A folder that is gone when the test is over.
public final class ScratchFolder: Sendable {
    public let path: String

    public init() throws {
        path = FileManager.default.temporaryDirectory.path + "/assay-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
        return path + "/" + name
    }

    public func write(_ text: String, _ name: String) throws -> String { try write([UInt8](text.utf8), name) }
}

/// A command did not end.
public struct Hang: Error, CustomStringConvertible {
    public let description: String
}

extension Process {
    /// Waits for its end, but not for ever: a test that hangs tells nobody why.
    public func waitUntilExit(within seconds: Double) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while isRunning && Date() < deadline { usleep(2000) }
        guard isRunning else { return }
        kill(processIdentifier, SIGKILL)
        throw Hang(description: "\(arguments ?? []) did not end within \(seconds) s")
    }
}

/// A command that was run to its end.
public struct Command {
    public let status: Int32
    public let output: String
    public let errors: String

    /// Runs the host with these arguments in a folder.
    public static func assay(_ arguments: [String], in folder: String = Project.root, environment: [String: String] = [:], within seconds: Double = 300) throws -> Command {
        let process = Process()
        process.executableURL = URL(filePath: Project.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let scratch = try ScratchFolder()
        let streams = try ["output", "errors"].map { name in
            let path = try scratch.write("", name)
            return (path: path, handle: try FileHandle(forWritingTo: URL(filePath: path)))
        }
        process.standardOutput = streams[0].handle
        process.standardError = streams[1].handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try process.waitUntilExit(within: seconds)
        return Command(
            status: process.terminationStatus, output: try String(contentsOf: URL(filePath: streams[0].path), encoding: .utf8),
            errors: try String(contentsOf: URL(filePath: streams[1].path), encoding: .utf8))
    }

    /// The output as JSON.
    public func json() throws -> [String: Any] { try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:] }
}
