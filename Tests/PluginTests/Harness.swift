import Arena
import AssayKit
import Loading
import Registry
import Synchronization
import Testing

/// Plugins are tested as users get them: out of the libraries that registry.json names.
enum Plugin {
    /// The project's folder.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    private static let registry = Result { try Registry(file: root + "/registry.json") }

    private static let loaded = Mutex<[String: any Method.Type]>([:])

    /// The type of a registered method. A library is loaded once.
    static func type(_ id: String) throws -> any Method.Type {
        try loaded.withLock { loaded in
            if let type = loaded[id] { return type }
            let registry = try registry.get()
            let entry = try #require(registry.methods.first { $0.method.id == id }, "\(id) is not registered; run `make plugins`")
            let library = try Library(path: registry.path(of: entry.library), sha256: registry.pinnedDigest(of: entry.library))
            for case let method as SwiftMethod in library.methods { loaded[method.entry.id] = method.type }
            return try #require(loaded[id])
        }
    }

    static func make(_ id: String, _ options: [String: String] = [:]) throws -> any Method {
        let type = try type(id)
        return try type.init(try Options(options, for: type.card))
    }

    /// Runs a method until it ends or its budget is spent, and returns what it offered.
    @discardableResult
    static func run(_ id: String, _ options: [String: String] = [:], on problem: any Metered, seed: UInt64 = 1, threads: Int = 1) throws -> Recorder {
        let recorder = Recorder()
        do {
            try Dispatch.call(try make(id, options), on: problem, Run(seed: seed, meter: problem.meter, host: recorder, threads: threads)) {
                recorder.compressed = $0
            }
        } catch let stop as Stop {
            recorder.stop = stop
        }
        return recorder
    }

    /// Restores the tensors that a compressor was given.
    static func restore(_ id: String, _ bytes: [UInt8]) throws -> Tensors { try restored(id, bytes) }

    /// Restores what a compressor made.
    static func restored<Value: Transferable>(_ id: String, _ bytes: [UInt8]) throws -> Value {
        func restore<C: Compressor>(_ type: C.Type) throws -> any Transferable { try type.restore(bytes.span) }
        let compressor = try #require(try type(id) as? any Compressor.Type)
        return try #require(try restore(compressor) as? Value)
    }
}

/// Keeps what a method offers.
final class Recorder: RunHost {
    var points: [[Double]] = []
    var selections: [[Int]] = []
    var reports: [String: Double] = [:]
    var compressed: [UInt8] = []
    var stop: Stop?

    func offer(_ point: Span<Double>) { points.append(point.indices.map { point[$0] }) }
    func offer(_ selection: Span<Int>) { selections.append(selection.indices.map { selection[$0] }) }
    func report(_ name: String, _ value: Double) { reports[name] = value }
    func log(_ message: String) {}
}
