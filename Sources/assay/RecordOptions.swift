import Arena
import ArgumentParser
import FoundationEssentials
import Records

/// Where the records are: an option of every command that reads or writes them.
struct RecordOptions: ParsableArguments {
    @ArgumentParser.Option(name: .long, help: "The folder of the records; else ASSAY_RECORDS, or results.", completion: .directory)
    var records: String?

    var folder: String { records ?? ProcessEnvironment.current["ASSAY_RECORDS"] ?? "results" }

    /// What has to be said again on the command line to mean the same folder.
    var repeated: String { records.map { " --records \($0)" } ?? "" }

    /// The records that there are.
    /// - Throws: where there is no such folder; none is made.
    func openExisting() throws -> Store {
        guard FileManager.default.fileExists(atPath: folder + "/records.journal") else {
            throw ArenaError("there are no records in \(folder); `assay compare` makes some, and --records names another folder")
        }
        return try open()
    }

    func open() throws -> Store {
        let store = try Store(folder: folder)
        for line in store.damage { Output.note("warning: \(line)") }
        return store
    }
}
