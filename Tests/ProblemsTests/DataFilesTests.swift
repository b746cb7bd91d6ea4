import AssayKit
import Foundation
import Problems
import Testing

/// A record holds for the bytes of the data files that its instance names: it must read no others.
@Suite struct DataFilesTests {
    private static let data = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Data"

    @Test(arguments: Catalog.instances.map(\.id).filter { Catalog.instance($0)?.dataFiles.isEmpty == false && Catalog.instance($0)?.absence(from: DataFolder(data)) == nil })
    func noOtherFileIsRead(id: String) throws {
        let instance = try #require(Catalog.instance(id))
        let folder = FileManager.default.temporaryDirectory.path + "/assay-data-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // The system's own are where they are.
        let files = instance.dataFiles.filter { !$0.hasPrefix("/") }
        for name in files {
            let parent = URL(filePath: folder + "/" + name).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Self.data + "/" + name, toPath: folder + "/" + name)
        }
        let alone = DataFolder(folder)
        let context = ProblemContext(seed: 1, meter: Meter(), data: alone, clock: RunClock(), deliver: { _ in })
        _ = try instance.makeProblem(context)
        _ = try instance.makeScorer(alone)
        // What an instance has computed and kept beside its data may stand in for them.
        for kept in try FileManager.default.subpathsOfDirectory(atPath: folder) where kept.hasSuffix(".fvecs") && !files.contains(kept) {
            try FileManager.default.removeItem(atPath: folder + "/" + kept)
        }
        // And each of those is needed, by the one or the other.
        for name in files {
            try FileManager.default.moveItem(atPath: folder + "/" + name, toPath: folder + "/hidden")
            #expect(throws: (any Error).self, "\(name)") {
                _ = try instance.makeProblem(context)
                _ = try instance.makeScorer(alone)
            }
            try FileManager.default.moveItem(atPath: folder + "/hidden", toPath: folder + "/" + name)
        }
    }

    /// An instance that names no file is made without any.
    @Test(arguments: Catalog.instances.map(\.id).filter { Catalog.instance($0)?.dataFiles.isEmpty == true })
    func whatNamesNoFileReadsNone(id: String) throws {
        let context = ProblemContext(seed: 1, meter: Meter(), data: DataFolder("/nowhere"), clock: RunClock(), deliver: { _ in })
        _ = try #require(Catalog.instance(id)).makeProblem(context)
    }
}
